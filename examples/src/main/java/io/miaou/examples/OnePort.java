package io.miaou.examples;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.server.SocketIoServer;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.http.StaticFiles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page, Socket.IO and WebSocket on one port.
 *
 * <p>Run {@code ./miaou example one-port} and open http://localhost:3000. The page talks over Socket.IO, whose script it loads from
 * the server itself ({@code /socket.io/socket.io.js}); a bare WebSocket at {@code /ws}, as of {@code websocat
 * ws://localhost:3000/ws}, is in the same conversation.
 *
 * <p>Page and conversation have one origin, so no cors is needed, and pages of other origins are kept out of both.
 */
public final class OnePort {
    private @Nullable SocketIoServer io; // set before the server starts, like the next
    private @Nullable WebSocketGroup bare;

    private OnePort() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        OnePort conversation = new OnePort();
        StaticFiles page = StaticFiles.resources(OnePort.class, "one-port");
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .web(web -> web.http(page).endpoint("/ws", conversation.new Bare()))
                .build();
        conversation.io = io;
        conversation.bare = io.web().newGroup();
        io.onConnection(socket -> socket.on("message", String.class, conversation::say));
        Serving.untilStopped(io);
    }

    private void say(String text) {
        Objects.requireNonNull(io).emit("message", text);
        Objects.requireNonNull(bare).send(text);
    }

    /** Those who come by bare WebSocket. */
    private final class Bare implements WebSocketHandler {
        @Override
        public void onOpen(WebSocket socket) {
            Objects.requireNonNull(bare).add(socket);
        }

        @Override
        public void onText(WebSocket socket, String text) {
            say(text);
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            System.out.println("A WebSocket has left"); // the group has forgotten it by itself
        }
    }
}
