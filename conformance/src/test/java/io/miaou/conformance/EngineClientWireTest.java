package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What engine.io-client's suite expects of its server, sentence by sentence, on the wire. */
class EngineClientWireTest {
    @SuppressWarnings("NullAway.Init")
    private SupportServer server;

    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = EngineSupport.client("127.0.0.1", 0);
        wire = new Wire(server.port(), "/engine.io/");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private WireSocket greeted() {
        WireSocket socket = wire.openWebSocket();
        assertThat(socket.textBesidePings()).isEqualTo("4hi");
        return socket;
    }

    private String polled(String session) {
        while (true) {
            Wire.Answer poll = wire.get(session);
            assertThat(poll.status()).isEqualTo(200);
            if (!poll.text().equals("2")) {
                return poll.text();
            }
            wire.post(session, "3");
        }
    }

    @Test
    void theOpenPacketTellsALimitOf100() {
        JsonNode open =
                Wire.JSON.readTree(wire.get("?EIO=4&transport=polling").text().substring(1));
        assertThat(open.path("maxPayload").asInt()).isEqualTo(100);
        assertThat(open.path("pingInterval").asInt()).isEqualTo(500);
        assertThat(open.path("pingTimeout").asInt()).isEqualTo(20_000);
    }

    @Test
    void theServerGreets() {
        assertThat(polled(wire.session())).isEqualTo("4hi");
        greeted().close();
    }

    @Test
    void itGivesBinaryAndUtf8WhenAsked() {
        try (WireSocket socket = greeted()) {
            socket.send("4give binary");
            assertThat(socket.binary()).containsExactly(0, 1, 2, 3, 4);
            socket.send("4give utf8");
            assertThat(socket.textBesidePings()).isEqualTo("4пойду спать всем спокойной ночи");
        }
    }

    @Test
    void itTellsTheHeadersOfThePostThatCarriedTheWish() {
        String session = wire.session();
        polled(session);
        wire.post(session, "4sendHeaders", "Cookie: 1=1; 2=2", "X-Test: yes");
        JsonNode headers = Wire.JSON.readTree(polled(session).substring(1));
        assertThat(headers.path("cookie").asString()).isEqualTo("1=1; 2=2");
        assertThat(headers.path("x-test").asString()).isEqualTo("yes");
        wire.post(session, "4sendHeaders");
        assertThat(Wire.JSON.readTree(polled(session).substring(1)).has("cookie"))
                .isFalse();
    }

    @Test
    void otherMessagesComeBackInTheirOrderAndKind() {
        String session = wire.session();
        assertThat(polled(session)).isEqualTo("4hi");
        wire.post(session, "4a\u001ebAQ==\u001e4€\u001ebAgM=");
        StringBuilder all = new StringBuilder(polled(session));
        while (!all.toString().endsWith("bAgM=")) {
            all.append('\u001e').append(polled(session));
        }
        assertThat(all).hasToString("4a\u001ebAQ==\u001e4€\u001ebAgM=");
    }

    @Test
    void aDeniedHandshakeIsAnswered403OnPolling() {
        Wire.Answer answer = wire.get("?deny=1&EIO=4&transport=polling");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    @Test
    void aDeniedWebSocketIsAnswered400InHtml() {
        try (WireSocket socket = wire.webSocket("?deny=1&EIO=4&transport=websocket")) {
            assertThat(socket.status()).isEqualTo(400);
            assertThat(socket.head()).containsIgnoringCase("content-type: text/html");
            assertThat(socket.body()).isEqualTo("Forbidden");
        }
    }

    @Test
    void theAnswerToAHandshakeSetsFourCookies() {
        String cookies =
                wire.get("?EIO=4&transport=polling").header("Set-Cookie").orElse("");
        assertThat(cookies.lines())
                .hasSize(4)
                .startsWith("1=1; Max-Age=86400", "2=2; Path=/; HttpOnly; Secure; SameSite=Strict", "3=3; Max-Age=0");
        assertThat(cookies.lines().toList().getLast())
                .matches("4=4; Expires=\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @Test
    void noOtherAnswerSetsACookie() {
        String session = wire.session();
        assertThat(wire.get(session).header("Set-Cookie")).isEmpty();
        try (WireSocket socket = wire.webSocket("?EIO=4&transport=websocket")) {
            assertThat(socket.head()).doesNotContainIgnoringCase("set-cookie");
        }
    }

    @Test
    void aBodyOf100BytesPasses() {
        String session = wire.session();
        assertThat(polled(session)).isEqualTo("4hi");
        assertThat(wire.post(session, "4" + "x".repeat(99)).text()).isEqualTo("ok");
        assertThat(polled(session)).isEqualTo("4" + "x".repeat(99));
    }

    @Test
    void aBodyOfMoreIsAnswered413WithoutABodyAndTheSessionStays() {
        String session = wire.session();
        assertThat(polled(session)).isEqualTo("4hi");
        Wire.Answer answer = wire.post(session, "4" + "x".repeat(100));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEmpty();
        assertThat(wire.post(session, "4still here").text()).isEqualTo("ok");
        assertThat(polled(session)).isEqualTo("4still here");
    }

    @Test
    void aWebSocketMessageOf100BytesPassesAndMoreIsClosed1009WithoutAReason() {
        try (WireSocket socket = greeted()) {
            socket.send("4" + "x".repeat(99));
            assertThat(socket.textBesidePings()).isEqualTo("4" + "x".repeat(99));
            socket.send("4" + "x".repeat(100));
            assertThat(socket.closeReason(1009)).isEmpty();
        }
    }

    @Test
    void anUnknownSessionIsAnswered400OnPolling() {
        Wire.Answer answer = wire.get("?EIO=4&transport=polling&sid=unknown");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @Test
    void anUnknownSessionIsRefusedAWebSocket() {
        try (WireSocket socket = wire.webSocket("?EIO=4&transport=websocket&sid=unknown")) {
            assertThat(socket.status()).isEqualTo(400);
            assertThat(socket.body()).isEqualTo("Session ID unknown");
        }
    }

    @Test
    void theClientMayCloseDuringTheProbeByPost() {
        String session = wire.session();
        assertThat(polled(session)).isEqualTo("4hi");
        try (WireSocket socket = wire.webSocket(Wire.upgrade(session))) {
            socket.send("2probe");
            assertThat(socket.text()).isEqualTo("3probe");
            assertThat(wire.post(session, "4last words").text()).isEqualTo("ok");
            socket.send("5");
            assertThat(socket.textBesidePings()).isEqualTo("4last words");
        }
    }
}
