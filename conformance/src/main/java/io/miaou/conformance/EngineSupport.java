package io.miaou.conformance;

import io.miaou.protocol.http.Headers;
import io.miaou.server.CorsOptions;
import io.miaou.server.engine.EngineHandler;
import io.miaou.server.engine.EngineServer;
import io.miaou.server.engine.EngineSocket;
import io.miaou.websocket.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The servers of the suites of raw Engine.IO, on {@code /engine.io/}. Any thread. */
final class EngineSupport implements SupportServer {
    private static final int CLIENT_MAX_PAYLOAD = 100;
    private static final JsonMapper JSON = new JsonMapper();

    /** RFC 9110 section 5.6.7, IMF-fixdate. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final EngineServer server;

    private EngineSupport(EngineServer server) {
        this.server = server;
    }

    /** For engine.io-protocol: every message comes back; short heartbeats. */
    static SupportServer protocol(String host, int port) throws IOException {
        return new EngineSupport(EngineServer.builder(new Echo())
                .server(web -> SupportServer.at(web, host, port))
                .engine(engine -> engine.pingInterval(ProtocolSupport.PING_INTERVAL)
                        .pingTimeout(ProtocolSupport.PING_TIMEOUT)
                        .cors(CorsOptions.builder().allowOrigin("*").build()))
                .build()
                .start());
    }

    /** For engine.io-client: small payloads, cookies, refusals. */
    static SupportServer client(String host, int port) throws IOException {
        return new EngineSupport(EngineServer.builder(new Partner())
                .server(web -> SupportServer.at(web, host, port))
                .engine(engine -> engine.pingInterval(Duration.ofMillis(500))
                        .maxHttpBufferSize(CLIENT_MAX_PAYLOAD)
                        .allowRequest(
                                handshake -> handshake.queryParameter("deny").map(any -> "Forbidden"))
                        .responseHeaders(
                                (request, initial) -> initial && isPolling(request) ? cookies() : Headers.empty()))
                .build()
                .start());
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private static boolean isPolling(HttpRequest request) {
        return request.queryParameter("transport").equals(Optional.of("polling"));
    }

    private static Headers cookies() {
        return Headers.of(
                "Set-Cookie", "1=1; Max-Age=86400",
                "Set-Cookie", "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
                "Set-Cookie", "3=3; Max-Age=0",
                "Set-Cookie", "4=4; Expires=" + HTTP_DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    /** Sends every message back as it came. */
    private static class Echo implements EngineHandler {
        @Override
        public void onText(EngineSocket socket, String text) throws Exception {
            socket.send(text);
        }

        @Override
        public void onBinary(EngineSocket socket, byte[] data) {
            socket.send(data);
        }
    }

    /** Greets, and knows some requests besides. */
    private static final class Partner extends Echo {
        @Override
        public void onOpen(EngineSocket socket) {
            socket.send("hi");
        }

        @Override
        public void onText(EngineSocket socket, String text) throws Exception {
            switch (text) {
                case "give binary" -> socket.send(new byte[] {0, 1, 2, 3, 4});
                case "give utf8" -> socket.send("пойду спать всем спокойной ночи");
                case "sendHeaders" -> socket.send(headers(socket.carrier().orElseGet(socket::request)));
                default -> super.onText(socket, text);
            }
        }

        private static String headers(HttpRequest request) {
            Map<String, String> all = new LinkedHashMap<>();
            request.headers()
                    .forEach(field -> all.merge(
                            field.name().toLowerCase(Locale.ROOT), field.value(), (one, more) -> one + "; " + more));
            return JSON.writeValueAsString(all);
        }
    }
}
