package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the suite engine.io-protocol expects of its server, sentence by sentence, on the wire. */
class EngineProtocolWireTest {
    @SuppressWarnings("NullAway.Init")
    private SupportServer server;

    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = EngineSupport.protocol("127.0.0.1", 0);
        wire = new Wire(server.port(), "/engine.io/");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void assertOpen(String packet, String upgrades) {
        assertThat(packet).startsWith("0{");
        JsonNode open = Wire.JSON.readTree(packet.substring(1));
        assertThat(open.propertyNames())
                .containsExactly("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(open.path("sid").isString()).isTrue();
        assertThat(open.path("upgrades").toString()).isEqualTo(upgrades);
        assertThat(open.path("pingInterval").asInt()).isEqualTo(300);
        assertThat(open.path("pingTimeout").asInt()).isEqualTo(200);
        assertThat(open.path("maxPayload").asInt()).isEqualTo(1_000_000);
    }

    // --- handshake ------------------------------------------------------------------------------------------------

    @Test
    void aSessionOnPollingBeginsWithAnOpenPacketOfExactlyFiveKeys() {
        Wire.Answer answer = wire.get("?EIO=4&transport=polling");
        assertThat(answer.status()).isEqualTo(200);
        assertOpen(answer.text(), "[\"websocket\"]");
    }

    @Test
    void aSessionOnWebSocketBeginsWithAnOpenPacketWithoutUpgrades() {
        try (WireSocket socket = wire.webSocket("?EIO=4&transport=websocket")) {
            assertOpen(socket.text(), "[]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?transport=polling", "?EIO=abc&transport=polling", "?EIO=4", "?EIO=4&transport=abc"})
    void aBadQueryIsAnswered400OnPolling(String query) {
        assertThat(wire.get(query).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?transport=websocket", "?EIO=abc&transport=websocket", "?EIO=4", "?EIO=4&transport=abc"})
    void aBadQueryIsRefusedAWebSocket(String query) {
        try (WireSocket socket = wire.webSocket(query)) {
            assertThat(socket.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void anythingButAGetWithoutASidIsAnswered400(String method) {
        assertThat(wire.send(method, "?EIO=4&transport=polling", new byte[0]).status())
                .isEqualTo(400);
    }

    // --- messages -------------------------------------------------------------------------------------------------

    @Test
    void aPostOfPacketsIsAnsweredOkAndAllThatWaitsComesInOnePoll() {
        String session = wire.session();
        Wire.Answer posted = wire.post(session, "4test1\u001e4test2\u001e4test3");
        assertThat(posted.status()).isEqualTo(200);
        assertThat(posted.text()).isEqualTo("ok");
        assertThat(pollUntil(session, "4test3")).isEqualTo("4test1\u001e4test2\u001e4test3");
    }

    @Test
    void binaryComesBackAsBinaryInItsPlaceOnPolling() {
        String session = wire.session();
        assertThat(wire.post(session, "4hello\u001ebAQIDBA==").text()).isEqualTo("ok");
        assertThat(pollUntil(session, "bAQIDBA==")).isEqualTo("4hello\u001ebAQIDBA==");
    }

    /** All that polls bring until a packet has come: a poll may come between two messages of the echo. */
    private String pollUntil(String session, String last) {
        StringBuilder all = new StringBuilder();
        while (!all.toString().endsWith(last)) {
            Wire.Answer poll = wire.get(session);
            assertThat(poll.status()).isEqualTo(200);
            if (!poll.text().equals("2")) {
                all.append(all.isEmpty() ? "" : "\u001e").append(poll.text());
            }
        }
        return all.toString();
    }

    @Test
    void aPostThatIsNoPacketEndsTheSession() {
        String session = wire.session();
        Optional<Wire.Answer> answer = wire.begin(
                        "POST", session, "abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .answerIfAny();
        assertThat(answer.map(Wire.Answer::status).orElse(400)).isIn(200, 400);
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    @Test
    void aSecondGetWhileOneHangsEndsBothAndTheSession() {
        String session = wire.session();
        Wire.Pending first = wire.hang(session);
        Wire.Answer second = wire.get(session);
        assertThat(second.status()).isIn(400, 500);
        Wire.Answer closed = first.answer();
        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.text()).isEqualTo("1");
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    @Test
    void textAndBinaryComeBackAsWhatTheyAreOnWebSocket() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("4hello");
            assertThat(socket.text()).isEqualTo("4hello");
            socket.send(new byte[] {1, 2, 3, 4});
            assertThat(socket.binary()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aTextFrameThatIsNoPacketEndsTheConnection() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("abc");
            socket.expectClosed();
        }
    }

    // --- heartbeat ------------------------------------------------------------------------------------------------

    @Test
    void onPollingThePingComes300MsAfterTheBeginningAndAfterEveryPong() {
        long begin = System.nanoTime();
        String session = wire.session();
        for (int i = 1; i <= 3; i++) {
            assertThat(wire.get(session).text()).isEqualTo("2");
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
            begin = System.nanoTime();
            assertThat(wire.post(session, "3").text()).isEqualTo("ok");
        }
    }

    @Test
    void onWebSocketThePingComes300MsAfterTheBeginningAndAfterEveryPong() {
        long begin = System.nanoTime();
        try (WireSocket socket = wire.openWebSocket()) {
            for (int i = 1; i <= 3; i++) {
                assertThat(socket.text()).isEqualTo("2");
                assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
                begin = System.nanoTime();
                socket.send("3");
            }
        }
    }

    @Test
    void withoutAPongAPoll500MsAfterTheHandshakeIsAnswered400() {
        String session = wire.session();
        long wanted = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() < wanted) {
            LockSupport.parkNanos(wanted - System.nanoTime()); // the suite's own wait
        }
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    @Test
    void withoutAPongTheWebSocketIsClosed() {
        long begin = System.nanoTime();
        try (WireSocket socket = wire.openWebSocket()) {
            assertThat(socket.text()).isEqualTo("2");
            socket.expectClosed();
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    // --- close ----------------------------------------------------------------------------------------------------

    @Test
    void aClosePacketByPostGivesTheHangingPollANoopAndEndsTheSession() {
        String session = wire.session();
        Wire.Pending hanging = wire.hang(session);
        assertThat(wire.post(session, "1").status()).isEqualTo(200);
        Wire.Answer poll = hanging.answer();
        assertThat(poll.status()).isEqualTo(200);
        assertThat(poll.text()).isEqualTo("6");
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    /** The suite sends "1" and then waits for the close: the reference ignores the packet, and lets the missing pong end it. */
    @Test
    void afterAClosePacketOnWebSocketTheConnectionEnds() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("1");
            socket.expectClosed();
        }
    }

    // --- upgrade --------------------------------------------------------------------------------------------------

    private WireSocket upgraded(String session) {
        WireSocket socket = wire.webSocket(Wire.upgrade(session));
        socket.send("2probe");
        assertThat(socket.text()).isEqualTo("3probe");
        socket.send("5");
        return socket;
    }

    @Test
    void aSessionChangesFromPollingToWebSocket() {
        String session = wire.session();
        try (WireSocket socket = upgraded(session)) {
            socket.send("4hello");
            assertThat(socket.textBesidePings()).isEqualTo("4hello");
        }
    }

    @Test
    void aPollAfterTheUpgradeIsAnswered400() {
        String session = wire.session();
        try (WireSocket socket = upgraded(session)) {
            socket.send("4hello");
            assertThat(socket.textBesidePings()).isEqualTo("4hello");
            assertThat(wire.get(session).status()).isEqualTo(400);
        }
    }

    @Test
    void anotherWebSocketAfterTheUpgradeIsClosedAndTheFirstStays() {
        String session = wire.session();
        try (WireSocket socket = upgraded(session)) {
            socket.send("4hello");
            assertThat(socket.textBesidePings()).isEqualTo("4hello");
            try (WireSocket second = wire.webSocket(Wire.upgrade(session))) {
                assertThat(second.status()).isEqualTo(101);
                second.expectClosed();
            }
            socket.send("4again");
            assertThat(socket.textBesidePings()).isEqualTo("4again");
        }
    }

    @Test
    void aHangingPollIsAnsweredWithANoopDuringTheProbe() {
        String session = wire.session();
        Wire.Pending hanging = wire.hang(session);
        try (WireSocket socket = wire.webSocket(Wire.upgrade(session))) {
            socket.send("2probe");
            assertThat(socket.text()).isEqualTo("3probe");
            assertThat(hanging.answer().text()).isEqualTo("6");
        }
    }

    @Test
    void clientsOfProtocol3AreRefused() {
        Wire.Answer answer = wire.get("?EIO=3&transport=polling");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
    }

    @Test
    void pagesOfAllOriginsMayTalkToIt() {
        assertThat(wire.get("?EIO=4&transport=polling", "Origin: https://page.example")
                        .header("Access-Control-Allow-Origin"))
                .contains("*");
    }

    @Test
    void noTwoSessionsShareAnId() {
        assertThat(Stream.generate(wire::session).limit(10)).doesNotHaveDuplicates();
    }
}
