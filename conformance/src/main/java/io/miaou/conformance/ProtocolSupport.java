package io.miaou.conformance;

import io.miaou.server.Namespace;
import io.miaou.server.SocketIoServer;
import java.io.IOException;
import java.time.Duration;

/** The server of the suite socket.io-protocol: {@code /} and {@code /custom} on {@code /socket.io/}, with short times. */
final class ProtocolSupport {
    static final Duration PING_INTERVAL = Duration.ofMillis(300);
    static final Duration PING_TIMEOUT = Duration.ofMillis(200);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private ProtocolSupport() {}

    static SupportServer start(String host, int port) throws IOException {
        SocketIoServer io = SocketIoServer.builder()
                .web(web -> SupportServer.at(web, host, port))
                .cors(cors -> cors.allowOrigin("*"))
                .engine(engine -> engine.pingInterval(PING_INTERVAL).pingTimeout(PING_TIMEOUT))
                .limits(limits -> limits.connectTimeout(CONNECT_TIMEOUT))
                .build();
        Namespace.ConnectionHandler tellAuth =
                socket -> socket.emit("auth", socket.handshake().auth());
        io.onConnection(tellAuth);
        io.onConnection(socket -> {
            socket.on(
                    "message", event -> socket.emit("message-back", event.args().raw()));
            socket.on("message-with-ack", event -> event.ack().send(event.args().raw()));
        });
        io.of("/custom").onConnection(tellAuth);
        return SupportServer.of(io.start());
    }
}
