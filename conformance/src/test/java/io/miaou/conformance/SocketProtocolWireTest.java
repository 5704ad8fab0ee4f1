package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the suite socket.io-protocol expects of its server, sentence by sentence, on the wire. */
class SocketProtocolWireTest {
    private static final String CONNECTED = "40\\{\"sid\":\"[\\w-]{20}\"}";

    @SuppressWarnings("NullAway.Init")
    private SupportServer server;

    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = ProtocolSupport.start("127.0.0.1", 0);
        wire = new Wire(server.port(), "/socket.io/");
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** A WebSocket in the main namespace, behind what the server says there by itself. */
    private WireSocket connected() {
        WireSocket socket = wire.openWebSocket();
        socket.send("40");
        assertThat(socket.textBesidePings()).matches(CONNECTED);
        assertThat(socket.textBesidePings()).isEqualTo("42[\"auth\",{}]");
        return socket;
    }

    // --- connect --------------------------------------------------------------------------------------------------

    @Test
    void aConnectIsAnsweredWithTheSidAloneAndThenWithTheAuthPayload() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40");
            assertThat(socket.textBesidePings()).matches(CONNECTED);
            assertThat(socket.textBesidePings()).isEqualTo("42[\"auth\",{}]");
        }
    }

    @Test
    void theAuthPayloadReachesTheHandler() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40{\"token\":\"123\"}");
            assertThat(socket.textBesidePings()).matches(CONNECTED);
            assertThat(socket.textBesidePings()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40/custom,", "40/custom"})
    void aNamespaceIsEnteredWithAndWithoutTheTrailingComma(String connect) {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send(connect);
            assertThat(socket.textBesidePings()).matches("40/custom,\\{\"sid\":\"[\\w-]{20}\"}");
            assertThat(socket.textBesidePings()).isEqualTo("42/custom,[\"auth\",{}]");
        }
    }

    @Test
    void aNamespaceIsEnteredWithAPayload() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40/custom,{\"token\":\"abc\"}");
            assertThat(socket.textBesidePings()).startsWith("40/custom,{\"sid\":\"");
            assertThat(socket.textBesidePings()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
        }
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40/random");
            assertThat(socket.textBesidePings()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
            socket.send("40");
            assertThat(socket.textBesidePings()).matches(CONNECTED);
        }
    }

    @Test
    void theIdsOfTheSessionAndOfItsSocketsDiffer() {
        try (WireSocket socket = wire.webSocket("?EIO=4&transport=websocket")) {
            String session = Wire.sid(socket.text());
            socket.send("40");
            String main = Wire.sid(socket.textBesidePings());
            assertThat(socket.textBesidePings()).startsWith("42");
            socket.send("40/custom");
            String custom = Wire.sid(socket.textBesidePings());
            assertThat(main).isNotEqualTo(session).isNotEqualTo(custom);
            assertThat(custom).isNotEqualTo(session);
        }
    }

    @Test
    void aConnectionThatEntersNoNamespaceIsClosed() {
        try (WireSocket socket = wire.openWebSocket()) {
            long begin = System.nanoTime();
            String text = "2";
            WireSocket.Frame frame = socket.next();
            while (frame.toString().equals("text " + text)) { // answered: the heartbeat must not be what ends it
                socket.send("3");
                frame = socket.next();
            }
            assertThat(frame.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
        }
    }

    @Test
    void nothingIsSentBeforeTheConnectButHeartbeats() {
        try (WireSocket socket = wire.openWebSocket()) {
            assertThat(socket.text()).isEqualTo("2");
        }
    }

    // --- disconnect -----------------------------------------------------------------------------------------------

    @Test
    void leavingTheMainNamespaceKeepsTheConnection() {
        try (WireSocket socket = connected()) {
            socket.send("41");
            assertThat(socket.text()).isEqualTo("2");
            socket.send("3");
            socket.send("40");
            assertThat(socket.textBesidePings()).matches(CONNECTED);
        }
    }

    @Test
    void leavingANamespaceKeepsTheOthers() {
        try (WireSocket socket = connected()) {
            socket.send("40/custom");
            assertThat(socket.textBesidePings()).startsWith("40/custom,");
            assertThat(socket.textBesidePings()).startsWith("42/custom,");
            socket.send("41/custom");
            socket.send("42[\"message\",\"hello\"]");
            assertThat(socket.textBesidePings()).isEqualTo("42[\"message-back\",\"hello\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4abc",
                "42{}",
                "42abc[\"message-with-ack\",1]",
                "42[]",
                "42abc",
                "42[\"connect\"]",
                "41{}",
                "44",
                "40",
                "50-[\"a\"]"
            })
    void aPacketThatIsNoneClosesTheConnection(String packet) {
        try (WireSocket socket = connected()) {
            socket.send(packet);
            socket.expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42[\"message\",1]", "43/custom,1[]"})
    void beforeTheConnectItClosesTheConnectionToo(String packet) {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send(packet);
            socket.expectClosed();
        }
    }

    // --- messages -------------------------------------------------------------------------------------------------

    @Test
    void anEventComesBack() {
        try (WireSocket socket = connected()) {
            socket.send("42[\"message\",1,\"2\",{\"3\":[true]}]");
            assertThat(socket.textBesidePings()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
        }
    }

    @Test
    void anEventWithBinaryComesBackWithItsAttachmentsInOrder() {
        try (WireSocket socket = connected()) {
            socket.send("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            socket.send(new byte[] {1, 2, 3});
            socket.send(new byte[] {4, 5, 6});
            assertThat(socket.textBesidePings())
                    .isEqualTo(
                            "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            assertThat(socket.binary()).containsExactly(1, 2, 3);
            assertThat(socket.binary()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void anEventIsAcknowledged() {
        try (WireSocket socket = connected()) {
            socket.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
            assertThat(socket.textBesidePings()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
        }
    }

    @Test
    void anEventWithBinaryIsAcknowledgedWithBinary() {
        try (WireSocket socket = connected()) {
            socket.send(
                    "452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            socket.send(new byte[] {1, 2, 3});
            socket.send(new byte[] {4, 5, 6});
            assertThat(socket.textBesidePings())
                    .isEqualTo("462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            assertThat(socket.binary()).containsExactly(1, 2, 3);
            assertThat(socket.binary()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void anEventWithoutAHandlerIsNeitherAnsweredNorAcknowledged() {
        try (WireSocket socket = connected()) {
            socket.send("421[\"nobody hears this\"]");
            socket.send("422[\"message\"]"); // heard, but its handler does not acknowledge
            assertThat(socket.textBesidePings()).isEqualTo("42[\"message-back\"]");
            socket.send("423[\"message-with-ack\"]");
            assertThat(socket.textBesidePings()).isEqualTo("433[]");
        }
    }

    @Test
    void binaryTravelsAsBase64OnPolling() {
        String session = wire.session();
        wire.post(session, "40");
        String all = polled(session, "42[\"auth\",{}]");
        assertThat(all).matches(CONNECTED + "\u001e42\\[\"auth\",\\{}]");
        wire.post(session, "451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");
        assertThat(polled(session, "bAQIDBA=="))
                .isEqualTo("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]\u001ebAQIDBA==");
    }

    private String polled(String session, String last) {
        StringBuilder all = new StringBuilder();
        while (!all.toString().endsWith(last)) {
            Wire.Answer poll = wire.get(session);
            assertThat(poll.status()).isEqualTo(200);
            if (poll.text().equals("2")) {
                wire.post(session, "3");
            } else {
                all.append(all.isEmpty() ? "" : "\u001e").append(poll.text());
            }
        }
        return all.toString();
    }
}
