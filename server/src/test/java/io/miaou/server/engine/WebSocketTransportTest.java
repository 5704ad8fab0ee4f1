package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebSocketTransportTest extends EngineWireTest {
    /** The target of a WebSocket that takes a session over from polling. */
    private static String upgradeOf(String session) {
        return session.replace("transport=polling", "transport=websocket");
    }

    @Test
    void esOpen_theOpenPacketIsTheFirstFrameAndNamesNoUpgrade() throws IOException {
        start();
        Wire wire = webSocket(WEBSOCKET);
        assertThat(wire.readText())
                .matches("0\\{\"sid\":\"[A-Za-z0-9_-]{20}\",\"upgrades\":\\[],"
                        + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
        wire.text("4hi \u20ac");
        assertThat(wire.readText()).isEqualTo("4hi \u20ac");
        wire.binary(new byte[] {1, 2, 3});
        Wire.Frame frame = wire.readFrame();
        assertThat(frame.opcode()).isEqualTo(2);
        assertThat(frame.payload()).containsExactly(1, 2, 3);
    }

    @Test
    void esOpen_theFirstSubprotocolIsEchoed() throws IOException {
        start();
        Wire wire = connect();
        assertThat(wire.upgrade(WEBSOCKET, "Sec-WebSocket-Protocol: a, b").header("Sec-WebSocket-Protocol"))
                .isEqualTo("a");
    }

    @Test
    void esClose_theServersCloseHasNoCode() throws Exception {
        start();
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        EngineSocket socket = handler.nextOpened();
        socket.send("last");
        socket.close();
        assertThat(wire.readText()).isEqualTo("4last");
        assertThat(wire.readClose()).isEqualTo(1005);
        assertThat(handler.nextClosed()).isEqualTo("forced close");
    }

    @Test
    void esClose_aMessageBeyondTheLimitIs1009() throws Exception {
        start(options -> options.maxHttpBufferSize(100));
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        wire.text("4" + "x".repeat(100));
        Wire.Frame close = wire.readFrame();
        assertThat(close.closeCode()).isEqualTo(1009);
        assertThat(close.payload()).hasSize(2);
        assertThat(handler.nextClosed()).isEqualTo("transport error, Max payload size exceeded");
    }

    @Test
    void esClose_aClosePacketIsIgnored() throws IOException {
        start();
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        wire.text("1");
        wire.text("4a");
        assertThat(wire.readText()).isEqualTo("4a");
    }

    @Test
    void esClose_aFrameThatIsNoPacketIsAParseError() throws Exception {
        start();
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        wire.text("abc");
        assertThat(wire.readClose()).isEqualTo(1005);
        assertThat(handler.nextClosed()).startsWith("parse error");
    }

    @Test
    void esClose_theClientsEndIsATransportClose() throws Exception {
        start();
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        wire.close();
        assertThat(handler.nextClosed()).startsWith("transport close");
    }

    @Test
    void esHb_pingsGoOutAndASilentClientIsClosed() throws Exception {
        start(options -> options.pingInterval(Duration.ofMillis(100)).pingTimeout(Duration.ofMillis(100)));
        Wire wire = webSocket(WEBSOCKET);
        wire.readText();
        assertThat(wire.readText()).isEqualTo("2");
        wire.text("3");
        assertThat(wire.readText()).isEqualTo("2");
        assertThat(wire.readClose()).isEqualTo(1005);
        assertThat(handler.nextClosed()).isEqualTo("ping timeout");
    }

    @Test
    void esUp_aSessionMovesToAWebSocketOfAnyLoop() throws Exception {
        start();
        for (int i = 0; i < 8; i++) { // loops take turns with connections
            Wire polls = connect();
            String session = begin(polls);
            Wire socket = webSocket(upgradeOf(session));
            socket.text("2probe");
            assertThat(socket.readText()).isEqualTo("3probe");
            polls.send("GET", session, "");
            assertThat(polls.readAnswer().text()).isEqualTo("6");
            socket.text("5");
            socket.text("4moved");
            assertThat(socket.readText()).isEqualTo("4moved");
            assertThat(Echo.taken(handler.upgraded)).isEqualTo("websocket");
            assertThat(handler.nextOpened().transport()).isEqualTo("websocket");
            assertThat(polls.get(session).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
    }

    @Test
    void esUp_whatIsSentDuringTheProbeIsNotLost() throws Exception {
        start();
        Wire polls = connect();
        String session = begin(polls);
        EngineSocket server = handler.nextOpened();
        Wire socket = webSocket(upgradeOf(session));
        socket.text("2probe");
        socket.readText();
        server.send("one");
        server.send("two");
        assertThat(polls.get(session).text()).startsWith("4one");
        server.send("three");
        socket.text("5");
        String heard = socket.readText();
        assertThat(heard).isIn("4two", "4three");
    }

    @Test
    void e04_aSecondProbeAndOneAfterTheUpgradeGet101AndTheClose() throws Exception {
        start();
        String session = begin(connect());
        Wire first = webSocket(upgradeOf(session));
        first.text("2probe");
        first.readText();
        assertThat(webSocket(upgradeOf(session)).readClose()).isEqualTo(1005);
        first.text("5");
        first.text("4a");
        assertThat(first.readText()).isEqualTo("4a");
        assertThat(webSocket(upgradeOf(session)).readClose()).isEqualTo(1005);
        first.text("4b");
        assertThat(first.readText()).isEqualTo("4b");
    }

    @Test
    void e04_aProbeThatSaysSomethingElseIsClosedAndTheSessionStays() throws Exception {
        start();
        Wire polls = connect();
        String session = begin(polls);
        Wire probe = webSocket(upgradeOf(session));
        probe.text("2foo");
        assertThat(probe.readClose()).isEqualTo(1005);
        polls.post(session, "4still");
        assertThat(polls.get(session).text()).isEqualTo("4still");
    }

    @Test
    void e04_aProbeWithoutUpgradePacketIsClosedAfterUpgradeTimeout() throws Exception {
        start(options -> options.upgradeTimeout(Duration.ofMillis(100)));
        Wire polls = connect();
        String session = begin(polls);
        Wire probe = webSocket(upgradeOf(session));
        probe.text("2probe");
        probe.readText();
        assertThat(probe.readClose()).isEqualTo(1005);
        polls.post(session, "4still");
        assertThat(polls.get(session).text()).isEqualTo("4still");
    }

    @Test
    void esErr_aWebSocketThatCallsItselfPollingGets101AndTheClose() throws Exception {
        start();
        assertThat(webSocket(POLLING).readClose()).isEqualTo(1005);
        assertThat(handler.opened).isEmpty();
    }

    @Test
    void esOpt_withoutAllowUpgradesNoneIsNamedAndOneIsAccepted() throws Exception {
        start(options -> options.allowUpgrades(false));
        Wire polls = connect();
        Wire.Answer open = polls.get(POLLING);
        assertThat(open.text()).contains("\"upgrades\":[]");
        Wire socket = webSocket(WEBSOCKET + "&sid=" + sidOf(open.text()));
        socket.text("5");
        socket.text("4a");
        assertThat(socket.readText()).isEqualTo("4a");
    }

    @Test
    void r01_aClientThatStopsReadingIsClosedAtTheLimitOfItsQueue() throws Exception {
        start();
        try (Wire wire = Wire.connect(port(), 4_096)) {
            assertThat(wire.upgrade(WEBSOCKET).status()).isEqualTo(101);
            EngineSocket socket = handler.nextOpened();
            byte[] large = new byte[100_000];
            while (socket.readyState() == EngineSocket.ReadyState.OPEN) {
                socket.send(large);
            }
            assertThat(handler.nextClosed()).isEqualTo("transport error, slow client");
        }
    }

    @Test
    void r01_aClientThatStopsPollingIsClosedAtTheLimitOfItsQueue() throws Exception {
        start();
        begin(connect());
        EngineSocket socket = handler.nextOpened();
        byte[] large = new byte[100_000];
        while (socket.readyState() == EngineSocket.ReadyState.OPEN) {
            socket.send(large);
        }
        assertThat(handler.nextClosed()).isEqualTo("transport error, slow client");
    }

    @Test
    void closingTheServerClosesEverySession() throws Exception {
        EngineServer server = start();
        Wire socket = webSocket(WEBSOCKET);
        socket.readText();
        begin(connect());
        handler.nextOpened();
        handler.nextOpened();
        Thread closing = Thread.ofVirtual().start(server::close);
        assertThat(socket.readClose()).isEqualTo(1005);
        socket.frame(8, new byte[0]);
        assertThat(handler.nextClosed()).isEqualTo("forced close");
        assertThat(handler.nextClosed()).isEqualTo("forced close");
        closing.join();
        assertThat(server.clientsCount()).isZero();
    }
}
