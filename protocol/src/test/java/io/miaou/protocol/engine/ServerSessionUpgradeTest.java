package io.miaou.protocol.engine;

import static io.miaou.protocol.engine.SessionRig.MILLI;
import static io.miaou.protocol.engine.SessionRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerSessionUpgradeTest {
    private final SessionRig rig = SessionRig.polling();

    @Test
    void esUp_aProbeIsAnsweredAndTheUpgradePacketMovesTheSession() {
        assertThat(rig.session.probe(rig.now)).isTrue();
        assertThat(rig.take()).isEmpty();
        rig.text("2probe");
        assertThat(rig.take()).containsExactly("control 3probe");
        assertThat(rig.session.isOnWebSocket()).isFalse();
        rig.text("5");
        assertThat(rig.take()).containsExactly("upgraded");
        assertThat(rig.session.isOnWebSocket()).isTrue();
        rig.text("4a");
        rig.send("4b");
        assertThat(rig.take()).containsExactly("message a", "frame 4b");
    }

    @Test
    void e04_aBareUpgradePacketIsAccepted() {
        rig.session.probe(rig.now);
        rig.text("5");
        assertThat(rig.take()).containsExactly("upgraded");
    }

    @Test
    void esUp_aGetThatWaitsGetsANoopEvery100Milliseconds() {
        rig.poll();
        rig.session.probe(rig.now);
        rig.text("2probe");
        rig.take();
        rig.pass(100 * MILLI - 1);
        assertThat(rig.take()).isEmpty();
        rig.pass(1);
        assertThat(rig.take()).containsExactly("GET gets 6");
        rig.pass(30 * MILLI);
        rig.poll();
        rig.pass(70 * MILLI - 1);
        assertThat(rig.take()).isEmpty();
        rig.pass(1);
        assertThat(rig.take()).containsExactly("GET gets 6");
    }

    @Test
    void esUp_noNoopIsSentBeforeTheProbeWasAnswered() {
        rig.poll();
        rig.session.probe(rig.now);
        rig.pass(SECOND);
        assertThat(rig.take()).isEmpty();
    }

    @Test
    void esUp_packetsSentDuringTheProbeGoThroughPollingAndWhatIsLeftThroughTheWebSocket() {
        rig.poll();
        rig.session.probe(rig.now);
        rig.text("2probe");
        rig.take();
        rig.send("4a");
        rig.send("4b");
        rig.session.send(OutgoingPacket.binary(new byte[] {7}), false);
        assertThat(rig.take()).containsExactly("GET gets 4a");
        rig.text("5");
        assertThat(rig.take()).containsExactly("frame 4b", "frame 07", "upgraded", "drained");
        assertThat(rig.session.bufferedPackets()).isZero();
    }

    @Test
    void esUp_aGetThatStillWaitsAtTheUpgradeIsAnswered() {
        rig.poll();
        rig.session.probe(rig.now);
        rig.text("5");
        assertThat(rig.take()).containsExactly("GET gets 6", "upgraded");
    }

    @Test
    void esUp_anythingElseDuringTheProbeClosesItAndTheSessionStays() {
        for (String frame : new String[] {"", "2", "2foo", "4x", "3probe", "6", "1", "x", "2probe2"}) {
            SessionRig fresh = SessionRig.polling();
            fresh.session.probe(fresh.now);
            fresh.text(frame);
            assertThat(fresh.take()).as(frame).containsExactly("probe closed");
            fresh.text("5");
            assertThat(fresh.session.isOnWebSocket()).isFalse();
            assertThat(fresh.session.isOpen()).isTrue();
        }
        rig.session.probe(rig.now);
        rig.session.binary(new byte[] {1}, rig.now);
        assertThat(rig.take()).containsExactly("probe closed");
    }

    @Test
    void e04_aSecondProbeAndOneAfterTheUpgradeAreTurnedAway() {
        rig.session.probe(rig.now);
        assertThat(rig.session.probe(rig.now)).isFalse();
        rig.text("2probe");
        assertThat(rig.session.probe(rig.now)).isFalse();
        rig.text("5");
        assertThat(rig.session.probe(rig.now)).isFalse();
        assertThat(rig.session.isOpen()).isTrue();
    }

    @Test
    void e04_aProbeWithoutUpgradePacketIsClosedAfterUpgradeTimeoutAndTheNextOneMayCome() {
        rig.poll();
        rig.session.probe(rig.now);
        rig.text("2probe");
        rig.take();
        rig.pass(10 * SECOND - 1);
        rig.take();
        rig.pass(1);
        assertThat(rig.take()).contains("probe closed");
        assertThat(rig.session.probe(rig.now)).isTrue();
    }

    @Test
    void e04_getAndPostAfterTheUpgradeAreNoneOfTheSessions() {
        SessionRig upgraded = SessionRig.afterUpgrade();
        assertThat(upgraded.poll()).isFalse();
        assertThat(upgraded.session.postBegun()).isFalse();
        upgraded.session.pollAborted();
        upgraded.session.postAborted();
        assertThat(upgraded.take()).isEmpty();
        assertThat(upgraded.session.isOpen()).isTrue();
    }

    @Test
    void aPostThatBeganBeforeTheUpgradeIsHeardAfterIt() {
        rig.session.postBegun();
        rig.session.probe(rig.now);
        rig.text("5");
        rig.take();
        assertThat(rig.session.post("4late".getBytes(java.nio.charset.StandardCharsets.UTF_8), 10, rig.now))
                .isTrue();
        assertThat(rig.take()).containsExactly("message late");
    }

    @Test
    void e13_aProbeThatDiesLeavesTheSessionOnPollingAtEachStep() {
        for (int step = 0; step < 3; step++) {
            SessionRig fresh = SessionRig.polling();
            fresh.session.probe(fresh.now);
            if (step > 0) {
                fresh.text("2probe");
            }
            fresh.send("4a");
            if (step > 1) {
                fresh.send("4b");
            }
            fresh.take();
            fresh.session.webSocketEnded(CloseReason.TRANSPORT_CLOSE, "");
            assertThat(fresh.take()).isEmpty();
            fresh.poll();
            assertThat(fresh.take()).containsExactly(step > 1 ? "GET gets 4a|4b" : "GET gets 4a", "drained");
            assertThat(fresh.session.probe(fresh.now)).isTrue();
        }
    }

    @Test
    void aVolatilePacketIsDroppedWhileTheWebSocketIsBusy() {
        SessionRig upgraded = SessionRig.afterUpgrade();
        upgraded.writable = false;
        upgraded.session.send(SessionRig.packet("4v"), true);
        upgraded.session.send(SessionRig.packet("4a"), false);
        assertThat(upgraded.take()).containsExactly("frame 4a");
    }

    @Test
    void supportD_aCloseWhileAnUpgradeIsUnderWayLetsItEndAndTakesWhatWaits() {
        rig.send("4a");
        rig.session.probe(rig.now);
        rig.text("2probe");
        rig.take();
        rig.session.close(false, rig.now);
        rig.text("5");
        assertThat(rig.take()).containsExactly("frame 4a", "WebSocket closed 1005", "closed: forced close");
    }
}
