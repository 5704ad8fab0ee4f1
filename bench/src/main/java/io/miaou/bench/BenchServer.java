package io.miaou.bench;

import io.miaou.server.SocketIoServer;
import io.miaou.websocket.Endpoint;
import io.miaou.websocket.Transport;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketHandler;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * The server under test: what a user would write with the public API, every option at its default but where handlers run
 * and how many loops there are. Safe for use by many threads.
 */
final class BenchServer implements AutoCloseable {
    private final SocketIoServer server;

    private BenchServer(SocketIoServer server) {
        this.server = server;
    }

    /** Listens and serves. */
    static BenchServer start(String host, int port, boolean inline, int loops, Transport transport) throws IOException {
        UnaryOperator<Endpoint.Builder> where = inline ? Endpoint.Builder::inline : UnaryOperator.identity();
        Talk talk = new Talk();
        SocketIoServer.Builder builder = SocketIoServer.builder()
                .host(host)
                .port(port)
                .web(web -> web.eventLoops(loops).transport(transport).endpoint("/", talk, where));
        SocketIoServer server = (inline ? builder.inline() : builder).build();
        talk.everybody = server.web().newGroup();
        server.onConnection(socket -> {
            socket.onRequest("echo", String.class, text -> text);
            socket.on("bcast", String.class, text -> server.emit("msg", text));
        });
        return new BenchServer(server.start());
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    /** The handler of all plain WebSockets. */
    private static final class Talk implements WebSocketHandler {
        @SuppressWarnings("NullAway.Init") // set before the server starts
        private WebSocketGroup everybody;

        @Override
        public void onOpen(WebSocket socket) {
            everybody.add(socket);
        }

        @Override
        public void onText(WebSocket socket, String text) {
            if (text.startsWith("e")) {
                socket.send(text);
            } else if (text.startsWith("B")) {
                everybody.send(text);
            }
        }
    }
}
