package io.miaou.examples;

import io.miaou.server.SocketIoServer;
import tools.jackson.databind.JsonNode;

/**
 * A message there, a message back.
 *
 * <p>Run {@code ./miaou example messages}; then, in the console of any page that loads the official client:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000');
 * socket.on('connect', () => console.log('Connected to server'));
 * socket.on('message', (data) => console.log('Message from server:', data));
 * socket.emit('message', 'Hello from client');
 * }</pre>
 *
 * The page may come from anywhere, even from a file, for {@code cors} says so. An argument may be any value that JSON can express;
 * here it is read as a tree, since any will do.
 */
public final class Messages {
    private Messages() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .build();
        io.onConnection(socket -> {
            System.out.println("Client connected");
            socket.on("message", JsonNode.class, data -> {
                System.out.println("Message from client: " + text(data));
                socket.emit("message", "Hello from server");
            });
        });
        Serving.untilStopped(io);
    }

    private static String text(JsonNode data) {
        return Serving.oneLine(data.isString() ? data.stringValue() : data.toString());
    }
}
