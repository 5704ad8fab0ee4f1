package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.server.CookieOptions;
import io.miaou.server.CookieOptions.SameSite;
import io.miaou.server.EngineMiddleware;
import io.miaou.server.EngineOptions;
import io.miaou.server.EngineTransport;
import io.miaou.server.engine.EngineHandler;
import io.miaou.server.engine.EngineServer;
import io.miaou.server.engine.EngineSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The engine's options and the shapes of requests, as the official server's suite looks at them, on the wire. */
class EngineOptionsWireTest {
    /** Sends every text back. */
    private static final class Echo implements EngineHandler {
        @Override
        public void onText(EngineSocket socket, String text) {
            socket.send(text);
        }
    }

    private static EngineServer server(UnaryOperator<EngineOptions.Builder> options) throws IOException {
        return EngineServer.builder(new Echo())
                .server(web -> SupportServer.at(web, "127.0.0.1", 0))
                .engine(engine -> {
                    EngineOptions.Builder same = options.apply(engine);
                    assertThat(same).isSameAs(engine);
                })
                .build()
                .start();
    }

    private static Wire wire(EngineServer server) {
        return new Wire(server.port(), "/engine.io/");
    }

    private static String cookie(CookieOptions options) throws IOException {
        try (EngineServer server = server(engine -> engine.cookie(options))) {
            Wire.Answer answer = wire(server).get("?EIO=4&transport=polling");
            return answer.header("Set-Cookie").orElse("none").replace(Wire.sid(answer.text()), "SID");
        }
    }

    @Test
    void esOpt_theCookieHasTheOfficialForm() throws IOException {
        assertThat(cookie(CookieOptions.DEFAULTS)).isEqualTo("io=SID; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void esOpt_theCookiesNamePathAndAttributesAreTheApplications() throws IOException {
        assertThat(cookie(new CookieOptions("woot", "/custom", false, SameSite.STRICT, true, 60)))
                .isEqualTo("woot=SID; Max-Age=60; Path=/custom; Secure; SameSite=Strict");
        assertThat(cookie(new CookieOptions("io", "", true, SameSite.UNSET, false, -1)))
                .isEqualTo("io=SID; HttpOnly");
    }

    @Test
    void esOpt_noUpgradeIsNamedThatIsNotAllowed() throws IOException {
        try (EngineServer server = server(engine -> engine.transports(EngineTransport.POLLING))) {
            assertThat(wire(server).get("?EIO=4&transport=polling").text()).contains("\"upgrades\":[]");
            assertThat(wire(server).webSocket("?EIO=4&transport=websocket").body())
                    .isEqualTo("Transport unknown");
        }
    }

    @Test
    void esOpt_aClientThatCannotUpgradeStaysOnPolling() throws IOException {
        try (EngineServer server = server(engine -> engine)) {
            Wire wire = wire(server);
            String session = wire.session();
            try (WireSocket probe = wire.webSocket(Wire.upgrade(session))) {
                assertThat(probe.status()).isEqualTo(101);
            } // it dies before it says anything
            assertThat(wire.post(session, "4still here").text()).isEqualTo("ok");
            assertThat(wire.get(session).text()).isEqualTo("4still here");
        }
    }

    @Test
    void esHdr_oldInternetExplorersAreToldToLeaveTheirFilterOff() throws IOException {
        try (EngineServer server = server(engine -> engine)) {
            String ie8 = "User-Agent: Mozilla/4.0 (compatible;MSIE 8.0; Windows NT 6.0)";
            String ie11 = "User-Agent: Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko";
            assertThat(wire(server).get("?EIO=4&transport=polling", ie8).header("X-XSS-Protection"))
                    .contains("0");
            assertThat(wire(server).get("?EIO=4&transport=polling", ie11).header("X-XSS-Protection"))
                    .contains("0");
        }
    }

    @Test
    void aBodyInPiecesIsOneBody() throws IOException {
        try (EngineServer server = server(engine -> engine)) {
            Wire wire = wire(server);
            String session = wire.session();
            assertThat(inPieces(
                            server.port(),
                            "POST /engine.io/" + session + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n",
                            "4hello",
                            " you!"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(wire.get(session).text()).isEqualTo("4hello you!");
        }
    }

    @Test
    void aBodyInChunksIsOneBody() throws IOException {
        try (EngineServer server = server(engine -> engine)) {
            Wire wire = wire(server);
            String session = wire.session();
            assertThat(inPieces(
                            server.port(),
                            "POST /engine.io/" + session
                                    + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
                            "6\r\n4hello\r\n",
                            "5\r\n you!\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(wire.get(session).text()).isEqualTo("4hello you!");
        }
    }

    /** Writes pieces, each once the server has read what came before; the head of the answer. */
    private static String inPieces(int port, String... pieces) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (String piece : pieces) {
                Wire.write(socket.getOutputStream(), piece.getBytes(US_ASCII));
                new Wire(port, "/engine.io/").settle();
            }
            return Wire.head(new DataInputStream(socket.getInputStream()));
        }
    }

    @Test
    void e05_withAMiddlewareABodyBeyondTheLimitIs413Too() throws IOException {
        try (EngineServer server =
                server(engine -> engine.maxHttpBufferSize(5).use(request -> EngineMiddleware.next()))) {
            String session = wire(server).session();
            Wire.Answer answer = wire(server).post(session, "4" + "x".repeat(5));
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void whatIsNoWebSocketHandshakeEndsThatConnectionAlone() throws IOException {
        try (EngineServer server = server(engine -> engine)) {
            Wire wire = wire(server);
            Wire.Answer answer =
                    wire.get("?EIO=4&transport=websocket", "Upgrade: websocket", "Sec-WebSocket-Version: 13");
            assertThat(answer.status()).isEqualTo(400);
            String session = wire.session();
            assertThat(wire.get(Wire.upgrade(session), "Upgrade: websocket").status())
                    .isEqualTo(400);
            assertThat(wire.post(session, "4still here").text()).isEqualTo("ok");
        }
    }

    @Test
    void anUpgradeOfAPathThatNobodyServesIsRefusedAndItsConnectionEnds() throws IOException {
        try (EngineServer server = server(engine -> engine);
                WireSocket elsewhere = WireSocket.open(server.port(), "/elsewhere/?EIO=4&transport=websocket")) {
            assertThat(elsewhere.status()).isBetween(400, 499); // that a body was read says that the connection ended
            assertThat(elsewhere.head().toLowerCase(Locale.ROOT)).doesNotContain("101");
        }
    }

    @Test
    void theThresholdOfCompressionIsTheApplications() throws IOException {
        try (EngineServer server = server(engine -> engine.compressionThreshold(0))) {
            assertThat(wire(server)
                            .get("?EIO=4&transport=polling", "Accept-Encoding: gzip")
                            .header("Content-Encoding"))
                    .contains("gzip");
        }
    }
}
