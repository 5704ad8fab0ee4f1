package io.miaou.protocol.engine;

import static io.miaou.protocol.engine.SessionRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerSessionCloseTest {
    private final SessionRig polling = SessionRig.polling();
    private final SessionRig webSocket = SessionRig.webSocket();

    @Test
    void esClose_aClosePacketByPostEndsTheSessionAndThePollGetsANoop() {
        polling.poll();
        polling.post("4a\u001e1\u001e4b");
        assertThat(polling.take()).containsExactly("message a", "GET gets 6", "closed: transport close");
    }

    @Test
    void esClose_aClosePacketOnWebSocketIsIgnored() {
        webSocket.text("1");
        webSocket.text("0");
        webSocket.text("5");
        webSocket.text("6");
        assertThat(webSocket.take()).isEmpty();
        assertThat(webSocket.session.isOpen()).isTrue();
    }

    @Test
    void esClose_theServersCloseAnswersThePollThatWaits() {
        polling.poll();
        polling.session.close(false, polling.now);
        assertThat(polling.take()).containsExactly("GET gets 1", "closed: forced close");
    }

    @Test
    void esClose_withoutAPollTheClosePacketWaitsForOneBehindWhatWaits() {
        polling.send("4a");
        polling.session.close(false, polling.now);
        assertThat(polling.session.isOpen()).isFalse();
        polling.send("4late");
        polling.post("4ignored");
        assertThat(polling.take()).isEmpty();
        polling.pass(29 * SECOND);
        assertThat(polling.poll()).isTrue();
        assertThat(polling.take()).containsExactly("GET gets 4a");
        polling.pass(29 * SECOND);
        assertThat(polling.poll()).isTrue();
        assertThat(polling.take()).containsExactly("GET gets 6|1", "closed: forced close");
    }

    @Test
    void esClose_whenNothingWaitsThePollGetsANoopAndTheClosePacket() {
        polling.session.close(false, polling.now);
        polling.poll();
        assertThat(polling.take()).containsExactly("GET gets 6|1", "closed: forced close");
    }

    @Test
    void esClose_theClosePacketWaitsForCloseTimeoutAtMost() {
        polling.session.close(false, polling.now);
        polling.session.close(false, polling.now);
        polling.pass(30 * SECOND - 1);
        assertThat(polling.take()).isEmpty();
        polling.pass(1);
        assertThat(polling.take()).containsExactly("closed: forced close, nobody polled");
    }

    @Test
    void esClose_aDiscardingCloseEndsAtOnce() {
        polling.send("4a");
        polling.session.close(true, polling.now);
        assertThat(polling.take()).containsExactly("closed: forced close");
        SessionRig closing = SessionRig.polling();
        closing.session.close(false, closing.now);
        closing.session.close(true, closing.now);
        assertThat(closing.take()).containsExactly("closed: forced close");
    }

    @Test
    void esClose_aClientThatClosesWhileTheServerDoesIsHeard() {
        polling.session.close(false, polling.now);
        polling.post("1");
        assertThat(polling.take()).containsExactly("closed: transport close");
    }

    @Test
    void esClose_onWebSocketTheServersCloseHasNoCode() {
        webSocket.session.close(false, webSocket.now);
        assertThat(webSocket.take()).containsExactly("WebSocket closed 1005", "closed: forced close");
    }

    @Test
    void esClose_theEndOfTheWebSocketEndsTheSessionWithItsReason() {
        webSocket.session.webSocketEnded(CloseReason.TRANSPORT_ERROR, "Max payload size exceeded");
        assertThat(webSocket.take()).containsExactly("closed: transport error, Max payload size exceeded");
        assertThat(webSocket.session.isClosed()).isTrue();
    }

    @Test
    void esParser_aFrameThatIsNoPacketEndsTheSession() {
        for (String frame : new String[] {"", "abc", "7", "b%"}) {
            SessionRig fresh = SessionRig.webSocket();
            fresh.text(frame);
            assertThat(fresh.take().getLast()).as(frame).startsWith("closed: parse error");
        }
    }

    @Test
    void esParser_aBinaryMessageInBase64IsTakenOnWebSocketToo() {
        webSocket.text("bAQID");
        webSocket.session.binary(new byte[0], webSocket.now);
        assertThat(webSocket.take()).containsExactly("binary 010203", "binary ");
    }

    @Test
    void aFailureEndsTheSessionAndTheProbe() {
        SessionRig probing = SessionRig.probing();
        probing.poll();
        probing.session.fail("slow client");
        assertThat(probing.take())
                .containsExactly("GET gets 1", "probe closed", "closed: transport error, slow client");
    }

    @Test
    void aClosedSessionIgnoresEverything() {
        webSocket.session.close(true, 0);
        webSocket.take();
        webSocket.send("4a");
        webSocket.text("4a");
        webSocket.session.binary(new byte[1], 0);
        webSocket.session.close(false, 0);
        webSocket.session.fail("x");
        webSocket.session.webSocketEnded(CloseReason.TRANSPORT_ERROR, "x");
        webSocket.session.pollAborted();
        webSocket.session.postAborted();
        webSocket.session.postRefused();
        webSocket.session.onDeadline(Long.MAX_VALUE - 1);
        assertThat(webSocket.session.poll(0)).isFalse();
        assertThat(webSocket.session.postBegun()).isFalse();
        assertThat(webSocket.session.probe(0)).isFalse();
        assertThat(webSocket.session.isWritable()).isFalse();
        assertThat(webSocket.take()).isEmpty();
    }
}
