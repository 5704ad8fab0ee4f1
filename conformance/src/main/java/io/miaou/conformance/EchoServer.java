package io.miaou.conformance;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;

/**
 * Sends every message back as it came, text as text and binary as binary, so that a suite can look at the server through
 * it. Inline handlers: echoing never blocks. Safe for use by many threads.
 */
final class EchoServer implements AutoCloseable {
    /** The largest message that the suites send. */
    static final int MAX_MESSAGE_SIZE = 16 << 20;

    /** A suite that sends a batch before it reads must not be cut off as a slow reader. */
    private static final int MAX_SEND_QUEUE = 4 * MAX_MESSAGE_SIZE;

    private final WebSocketServer server;

    private EchoServer(WebSocketServer server) {
        this.server = server;
    }

    /** Listens and serves; any page of any host may connect. */
    static EchoServer start(String host, int port, boolean compression) throws IOException {
        var builder = WebSocketServer.builder()
                .host(host)
                .port(port)
                .endpoint("/", new Echo(), endpoint -> endpoint.inline())
                .allowedOrigins("*")
                .allowedHosts("*")
                .limits(limits -> limits.maxMessageSize(MAX_MESSAGE_SIZE).maxSendQueue(MAX_SEND_QUEUE));
        if (compression) { // whatever the client asks for, down to the shortest message
            builder.compression(c -> c.contextTakeover(true, true).threshold(0));
        }
        return new EchoServer(builder.build().start());
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    /** The handler of all connections. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) {
            socket.send(data);
        }
    }
}
