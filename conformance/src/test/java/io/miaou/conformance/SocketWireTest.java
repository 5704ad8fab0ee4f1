package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Socket.IO server sends and how it ends connections, packet by packet; the ids are those of the wire's description. */
class SocketWireTest {
    @SuppressWarnings("NullAway.Init")
    private Playground server;

    @SuppressWarnings("NullAway.Init")
    private Wire wire;

    @BeforeEach
    void start() throws IOException {
        server = Playground.start();
        wire = new Wire(server.port(), "/socket.io/");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private WireSocket connected(String... namespaces) {
        WireSocket socket = wire.openWebSocket();
        for (String namespace : namespaces) {
            socket.send("40" + namespace);
            assertThat(socket.textBesidePings()).startsWith("40" + namespace);
        }
        return socket;
    }

    /** A session on polling that has entered namespaces. */
    private String polling(String... namespaces) {
        String session = wire.session();
        for (String namespace : namespaces) {
            wire.post(session, "40" + namespace);
            assertThat(polled(session)).first().asString().startsWith("40" + namespace);
        }
        return session;
    }

    private List<String> polled(String session) {
        while (true) {
            Wire.Answer poll = wire.get(session);
            assertThat(poll.status()).isEqualTo(200);
            if (!poll.text().equals("2")) {
                return Wire.packets(poll.text());
            }
            wire.post(session, "3");
        }
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Test
    void ssConn_disconnectingWithCloseTells41ForEveryNamespaceOnWebSocketAndClosesWithoutAStatus() {
        try (WireSocket socket = connected("", "/chat,")) {
            socket.send("42[\"kickAll\"]");
            assertThat(List.of(socket.textBesidePings(), socket.textBesidePings()))
                    .containsExactlyInAnyOrder("41", "41/chat,");
            assertThat(socket.closeCode()).isEqualTo(1005);
        }
    }

    @Test
    void ssConn_disconnectingWithCloseTells41ForEveryNamespaceOnPollingToo() {
        String session = polling("", "/chat,");
        Wire.Pending hanging = wire.hang(session);
        wire.post(session, "42[\"kickAll\"]");
        List<String> all = new ArrayList<>(Wire.packets(hanging.answer().text()));
        while (!all.contains("1")) {
            all.addAll(polled(session));
        }
        assertThat(all.subList(0, 2)).containsExactlyInAnyOrder("41", "41/chat,");
        assertThat(all.subList(2, all.size())).containsExactly("6", "1"); // in a body of their own
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    @Test
    void ssConn_disconnectingASocketTells41AndKeepsTheConnection() {
        try (WireSocket socket = connected("", "/chat,")) {
            socket.send("42/chat,[\"kick\"]");
            assertThat(socket.textBesidePings()).isEqualTo("41/chat,");
            socket.send("42[\"back\"]");
            assertThat(socket.textBesidePings()).isEqualTo("42[\"back\"]");
        }
    }

    @Test
    void ssConn_aServerThatClosesTellsNo41AndClosesWithoutAStatus() {
        try (WireSocket socket = connected("")) {
            server.close();
            assertThat(socket.closeCode()).isIn(1001, 1005);
        }
    }

    @Test
    void ssConn_afterTheLastNamespaceTheConnectionStays() {
        try (WireSocket socket = connected("")) {
            socket.send("41");
            assertThat(socket.text()).isEqualTo("2");
            socket.send("3");
            socket.send("40");
            assertThat(socket.textBesidePings()).startsWith("40{\"sid\":\"");
        }
    }

    @Test
    void ssConn_anEventRightBehindItsConnectEndsTheConnection() {
        try (WireSocket socket = wire.openWebSocket()) {
            byte[] connect =
                    RawClient.frame(RawClient.TEXT, "40/silent,".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            socket.write(connect);
            socket.send("42/silent,[\"back\"]");
            socket.expectClosed();
        }
    }

    @Test
    void ssConn_aSecondConnectEndsTheConnection() {
        try (WireSocket socket = connected("")) {
            socket.send("40");
            socket.expectClosed();
        }
    }

    // --- refusals -------------------------------------------------------------------------------------------------

    @Test
    void ssConn_aRefusalCarriesMessageAndData() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40/guarded,{\"token\":\"old\"}");
            assertThat(socket.textBesidePings())
                    .isIn(
                            "44/guarded,{\"message\":\"expired\",\"data\":{\"code\":401,\"retry\":false}}",
                            "44/guarded,{\"message\":\"expired\",\"data\":{\"retry\":false,\"code\":401}}");
        }
    }

    @Test
    void ssConn_aRefusalWithoutDataHasNone() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40/guarded,");
            assertThat(socket.textBesidePings()).isEqualTo("44/guarded,{\"message\":\"who are you?\"}");
        }
    }

    @Test
    void ssNsp_aQueryBelongsToTheNameOfANamespace() {
        try (WireSocket socket = wire.openWebSocket()) {
            socket.send("40/chat?token=1,");
            assertThat(socket.textBesidePings()).isEqualTo("44/chat?token=1,{\"message\":\"Invalid namespace\"}");
        }
    }

    // --- packets --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"42", "42[1]", "42[\"nobody hears this\"]", "4399[]", "420012[\"back\"]"})
    void ssParser_whatTheReferenceAcceptsIsAccepted(String packet) {
        try (WireSocket socket = connected("")) {
            socket.send(packet);
            socket.send("421[\"echo\",\"still here\"]");
            String text = socket.textBesidePings();
            assertThat(text.equals("42[\"back\"]") ? socket.textBesidePings() : text)
                    .isEqualTo("431[\"still here\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42[\"connect\"]",
                "42[\"connect_error\"]",
                "42[\"disconnect\"]",
                "42[\"disconnecting\"]",
                "42[\"newListener\"]",
                "42[\"removeListener\"]",
                "42[true]",
                "42[null]",
                "42\"a\"",
                "43{}",
                "44",
                "44{}",
                "41[]",
                "40[]",
                "50-[\"a\"]",
                "51[\"a\"]",
                "511-[\"a\",{\"_placeholder\":true,\"num\":0}]",
                "47",
                "4-1"
            })
    void ssParser_whatTheReferenceTakesForAnErrorEndsTheConnection(String packet) {
        try (WireSocket socket = connected("")) {
            socket.send(packet);
            socket.expectClosed();
        }
    }

    @Test
    void ssParser_binaryThatNobodyWaitsForEndsTheConnection() {
        try (WireSocket socket = connected("")) {
            socket.send(new byte[] {1});
            socket.expectClosed();
        }
    }

    @Test
    void ssParser_textWhileAttachmentsAreMissingEndsTheConnection() {
        try (WireSocket socket = connected("")) {
            socket.send("451-[\"back\",{\"_placeholder\":true,\"num\":0}]");
            socket.send("42[\"back\"]");
            socket.expectClosed();
        }
    }

    @Test
    void ssParser_aPlaceholderOutOfRangeEndsTheConnection() {
        try (WireSocket socket = connected("")) {
            socket.send("451-[\"back\",{\"_placeholder\":true,\"num\":7}]");
            socket.send(new byte[] {1});
            socket.expectClosed();
        }
    }

    @Test
    void ssParser_tenAttachmentsPassAndElevenEndTheConnection() {
        try (WireSocket socket = connected("")) {
            socket.send("4510-[\"back\"" + ",{\"_placeholder\":true,\"num\":0}".repeat(10) + "]");
            for (int i = 0; i < 10; i++) {
                socket.send(new byte[] {(byte) i});
            }
            assertThat(socket.textBesidePings()).startsWith("45");
        }
        try (WireSocket socket = connected("")) {
            socket.send("4511-[\"back\"]");
            socket.expectClosed();
        }
    }

    // --- acknowledgements -----------------------------------------------------------------------------------------

    @Test
    void ssAck_idsCountPerNamespaceForAllItsSockets() {
        try (WireSocket one = connected("", "/chat,");
                WireSocket two = connected("")) {
            one.send("421[\"ask\"]");
            assertThat(one.textBesidePings()).isEqualTo("420[\"question\",\"how?\"]");
            two.send("421[\"ask\"]");
            assertThat(two.textBesidePings()).isEqualTo("421[\"question\",\"how?\"]");
            one.send("42/chat,1[\"ask\"]");
            assertThat(one.textBesidePings()).isEqualTo("42/chat,0[\"question\",\"how?\"]");
            one.send("430[\"fine\"]");
            assertThat(one.textBesidePings()).isEqualTo("431[\"fine\"]");
        }
    }

    @Test
    void ssEvt_aHandlerThatWaitsHoldsUpNoOtherNamespace() {
        try (WireSocket socket = connected("", "/chat,")) {
            socket.send("427[\"call\"]");
            String question = socket.textBesidePings();
            assertThat(question).matches("42\\d+\\[\"question\",\"what\\?\"]");
            socket.send("42/chat,1[\"echo\",1]");
            assertThat(socket.textBesidePings()).isEqualTo("43/chat,1[1]");
        }
    }

    // --- volatile -------------------------------------------------------------------------------------------------

    @Test
    void ssBc_aVolatileEventIsDroppedWhileNoPollWaitsAndOthersAreNot() {
        String session = polling("");
        wire.post(session, "42[\"flash\",1]\u001e42[\"back\",2]\u001e42[\"flash\",3]\u001e421[\"echo\"]");
        List<String> all = new ArrayList<>(polled(session));
        while (!all.contains("431[]")) {
            all.addAll(polled(session));
        }
        assertThat(all).doesNotContain("42[\"flash\",1]").startsWith("42[\"back\",2]");
    }

    @Test
    void ssBc_ofVolatileEventsInARowThePollThatWaitsTakesTheFirst() {
        String session = polling("");
        Wire.Pending hanging = wire.hang(session);
        wire.post(session, "42[\"flash\",1]\u001e42[\"flash\",2]\u001e421[\"echo\"]");
        assertThat(hanging.answer().text()).isEqualTo("42[\"flash\",1]");
        assertThat(polled(session)).containsExactly("431[]");
    }
}
