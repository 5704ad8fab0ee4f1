package io.miaou.examples;

import io.miaou.server.Next;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import java.util.Map;
import java.util.Set;

/**
 * Who is there.
 *
 * <p>Run {@code ./miaou example auth}; then, on a page:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000', { auth: { token: 'token-of-ann' } });
 * socket.on('connect_error', (error) => console.log(error.message, error.data)); // with another token
 * socket.on('whisper', (from, text) => console.log(`${from} whispers: ${text}`));
 * await socket.emitWithAck('whoami'); // 'ann'
 * socket.emit('whisper', 'bob', 'miaou');
 * socket.emit('shut', 'door'); // Bob may, Ann may not
 * }</pre>
 *
 * A middleware of the server is asked about everyone who wants in, and may take its time: a database or another service can be asked,
 * as it runs on a virtual thread. Who is let in is noted in the socket's data, and put into a room of their own: so a user is
 * reached on all of their devices. A middleware of the socket then looks at every event.
 *
 * <p>The two tokens stand here for what a login gives out; a real server checks a signature, or looks up a hash.
 */
public final class Auth {
    private static final Map<String, String> USERS = Map.of("token-of-ann", "ann", "token-of-bob", "bob");
    private static final Set<String> FOR_BOB = Set.of("shut");

    private Auth() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .build();
        io.use(Auth::letIn);
        io.onConnection(socket -> {
            socket.use((event, next) -> {
                if (FOR_BOB.contains(event.name()) && !user(socket).equals("bob")) {
                    next.refuse("not for " + user(socket));
                } else {
                    next.accept();
                }
            });
            socket.onError((error, event) -> socket.emit("refused", event.name(), String.valueOf(error.getMessage())));
            socket.on("whoami", event -> event.ack().send(user(socket)));
            socket.on(
                    "whisper",
                    String.class,
                    String.class,
                    (to, text) -> io.to("user:" + to).emit("whisper", user(socket), text));
            socket.on("shut", String.class, what -> io.emit("shut", what));
        });
        Serving.untilStopped(io);
    }

    private static void letIn(Socket socket, Next next) {
        String token = socket.handshake().auth().path("token").asString("");
        String user = USERS.get(token);
        if (user == null) {
            next.refuse("not authorized", Map.of("hint", "log in first"));
            return;
        }
        socket.data().put("user", user);
        socket.join("user:" + user);
        next.accept();
    }

    private static String user(Socket socket) {
        return String.valueOf(socket.data().get("user"));
    }
}
