package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miaou.protocol.http.Headers;
import io.miaou.server.EngineOptions;
import io.miaou.server.Namespace;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import io.miaou.websocket.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server of socket.io-client-java's suite. Every answer repeats the request's {@code X-SocketIO}. */
final class JavaClientSupport {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(2);
    private static final String REPEATED = "X-SocketIO";

    private JavaClientSupport() {}

    /** What a refused client is told beside the message; the order of the fields is the suite's. */
    record Refusal(String a, int c) {}

    /** @param tls null for plain HTTP */
    static SupportServer start(String host, int port, @Nullable SupportTls tls) throws IOException {
        SocketIoServer io = SocketIoServer.builder()
                .web(web -> web(web, host, port, tls))
                .engine(JavaClientSupport::engine)
                .build();
        for (Namespace namespace : java.util.List.of(io.of("/"), io.of("/foo"))) {
            namespace.onConnection(JavaClientSupport::serve);
        }
        io.of("/abc").onConnection(socket -> socket.emit("handshake", socket.handshake()));
        io.of("/no").use((socket, next) -> next.refuse("auth failed", new Refusal("b", 3)));
        ClientSupport.silent(io, "/timeout_socket", "/valid", "/asd");
        return SupportServer.of(io.start());
    }

    private static ServerOptions.Builder web(
            ServerOptions.Builder web, String host, int port, @Nullable SupportTls tls) {
        SupportServer.at(web, host, port);
        return tls == null ? web : web.tls(tls::in);
    }

    private static EngineOptions.Builder engine(EngineOptions.Builder engine) {
        return engine.pingInterval(PING_INTERVAL)
                .responseHeaders((request, initial) -> request.header(REPEATED)
                        .map(value -> Headers.of(REPEATED, value))
                        .orElse(Headers.empty()));
    }

    private static void serve(Socket socket) {
        socket.on("message", event -> socket.emit("message", event.args().raw()));
        socket.on("echo", event -> socket.emit("echoBack", event.args().raw()));
        socket.on("ack", event -> event.ack().send(event.args().raw()));
        socket.on("getAckBinary", event -> event.ack().send((Object) "huehue".getBytes(UTF_8)));
        socket.on("getAckDate", event -> event.ack().send(ClientSupport.now()));
        socket.on("getHandshake", event -> event.ack().send(socket.handshake()));
        socket.on(
                "broadcast",
                event -> socket.broadcast().emit("broadcastBack", event.args().raw()));
        socket.on(
                "room",
                event -> socket.namespace()
                        .to(socket.id())
                        .emit("roomBack", event.args().raw()));
        socket.on("requestDisconnect", event -> socket.disconnect());
        askBack(socket, "callAck");
        askBack(socket, "callAckBinary");
        socket.emit("message", "hello client");
    }

    private static void askBack(Socket socket, String event) {
        socket.on(
                event,
                any -> socket.emit("ack", (error, answer) -> {
                    if (error == null) {
                        socket.emit("ackBack", answer.raw());
                    }
                }));
    }
}
