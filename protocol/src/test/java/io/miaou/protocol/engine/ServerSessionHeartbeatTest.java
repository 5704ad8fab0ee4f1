package io.miaou.protocol.engine;

import static io.miaou.protocol.engine.SessionRig.MILLI;
import static io.miaou.protocol.engine.SessionRig.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerSessionHeartbeatTest {
    private final SessionRig rig = SessionRig.webSocket();

    @Test
    void esHb_theFirstPingComesOneIntervalAfterTheOpenPacket() {
        rig.pass(25 * SECOND - 1);
        assertThat(rig.take()).isEmpty();
        rig.pass(1);
        assertThat(rig.take()).containsExactly("control 2");
    }

    @Test
    void esHb_theNextPingIsTimedFromThePongAndNotFromTheTraffic() {
        rig.pass(25 * SECOND);
        rig.pass(3 * SECOND);
        rig.text("3");
        rig.take();
        rig.pass(24 * SECOND);
        rig.text("4a");
        rig.pass(SECOND);
        assertThat(rig.take()).containsExactly("message a", "control 2");
    }

    @Test
    void e08_aClientThatStopsPongingIsClosedAtTheNanosecond() {
        rig.pass(45 * SECOND - 1);
        assertThat(rig.take()).containsExactly("control 2");
        rig.pass(1);
        assertThat(rig.take()).containsExactly("WebSocket closed 1005", "closed: ping timeout");
    }

    @Test
    void e08_aClientThatStopsPollingIsClosedAfterIntervalAndTimeout() {
        SessionRig polling = SessionRig.polling();
        polling.poll();
        polling.send("4a");
        polling.take();
        polling.pass(45 * SECOND - 1);
        assertThat(polling.take()).isEmpty();
        assertThat(polling.session.bufferedPackets()).isEqualTo(1);
        polling.pass(1);
        assertThat(polling.take()).containsExactly("closed: ping timeout");
    }

    @Test
    void e08_onPollingThePingIsABodyOfItsOwnAndAPollThatWaitsAtTheTimeoutIsTold() {
        SessionRig polling = SessionRig.polling();
        polling.poll();
        polling.pass(25 * SECOND);
        assertThat(polling.take()).containsExactly("GET gets 2");
        polling.poll();
        polling.pass(20 * SECOND);
        assertThat(polling.take()).containsExactly("GET gets 1", "closed: ping timeout");
    }

    @Test
    void e08_aPingFromTheClientIsTheWrongDirection() {
        rig.text("2");
        assertThat(rig.take())
                .containsExactly("WebSocket closed 1005", "closed: transport error, invalid heartbeat direction");
        SessionRig polling = SessionRig.polling();
        polling.post("2");
        assertThat(polling.take()).containsExactly("closed: transport error, invalid heartbeat direction");
    }

    @Test
    void esHb_aPongThatNobodyAskedForDoesNoHarm() {
        rig.pass(10 * SECOND);
        rig.text("3");
        rig.pass(25 * SECOND - 1);
        assertThat(rig.take()).isEmpty();
        rig.pass(1);
        assertThat(rig.take()).containsExactly("control 2");
    }

    /** A timer of a loop is late by a little; a loop that was held up is late by a lot. */
    @Test
    void e08_aPingThatLeavesALittleLateShortensThePatienceForItsPongAndOneThatIsVeryLateDoesNot() {
        rig.now = 27 * SECOND;
        rig.session.onDeadline(rig.now);
        assertThat(rig.take()).containsExactly("control 2");
        assertThat(rig.session.deadline()).isEqualTo(45 * SECOND);
        SessionRig heldUp = SessionRig.webSocket();
        heldUp.now = 31 * SECOND;
        heldUp.session.onDeadline(heldUp.now);
        assertThat(heldUp.session.deadline()).isEqualTo(51 * SECOND);
    }

    @Test
    void esHb_theFirstPacketInsteadOfThePongBuysAsMuchTimeAgainAndTheSecondNone() {
        rig.pass(25 * SECOND);
        rig.pass(19 * SECOND);
        rig.text("4a");
        rig.pass(19 * SECOND);
        rig.text("4b");
        rig.take();
        rig.pass(SECOND - 1);
        assertThat(rig.take()).isEmpty();
        rig.pass(1);
        assertThat(rig.take()).last().isEqualTo("closed: ping timeout");
    }

    @Test
    void esHb_eachPingHasItsOwnExtension() {
        for (int i = 0; i < 3; i++) {
            rig.pass(25 * SECOND);
            rig.pass(19 * SECOND);
            rig.session.binary(new byte[] {1}, rig.now);
            rig.pass(19 * SECOND);
            rig.text("3");
        }
        assertThat(rig.session.isOpen()).isTrue();
    }

    @Test
    void esHb_aPongInFlightDuringAnUpgradeMakesNoZombie() {
        SessionRig polling = SessionRig.polling();
        polling.poll();
        polling.pass(25 * SECOND);
        polling.session.probe(polling.now);
        polling.text("2probe");
        polling.pass(2 * SECOND);
        polling.text("5");
        polling.take();
        polling.pass(20 * SECOND - 1);
        assertThat(polling.session.isOpen()).isTrue();
        polling.pass(1);
        assertThat(polling.take()).last().isEqualTo("closed: ping timeout");
    }

    @Test
    void esHb_aPongThatComesAfterTheUpgradeKeepsTheSession() {
        SessionRig polling = SessionRig.polling();
        polling.poll();
        polling.pass(25 * SECOND);
        polling.session.probe(polling.now);
        polling.text("5");
        polling.text("3");
        polling.take();
        polling.pass(25 * SECOND);
        assertThat(polling.take()).containsExactly("control 2");
        assertThat(polling.session.isOpen()).isTrue();
    }

    @Test
    void esHb_aPingThatWaitedForAPollGoesOutWithTheUpgrade() {
        SessionRig polling = SessionRig.polling();
        polling.poll();
        polling.send("4a");
        polling.pass(25 * SECOND);
        polling.session.probe(polling.now);
        polling.take();
        polling.text("5");
        assertThat(polling.take()).containsExactly("frame 2", "upgraded", "drained");
    }

    @Test
    void e09_aSessionThatNobodyEverPollsIsSweptAfterFirstPollTimeout() {
        SessionRig polling = SessionRig.polling();
        polling.send("4a");
        polling.pass(10 * SECOND - 1);
        assertThat(polling.take()).isEmpty();
        polling.pass(1);
        assertThat(polling.take()).containsExactly("closed: ping timeout, nobody polled");
    }

    @Test
    void e09_aPollAPostOrAProbeIsASignOfLife() {
        SessionRig polled = SessionRig.polling();
        polled.poll();
        SessionRig posted = SessionRig.polling();
        posted.post("4a");
        SessionRig probed = SessionRig.polling();
        probed.session.probe(0);
        for (SessionRig alive : new SessionRig[] {polled, posted, probed}) {
            alive.pass(11 * SECOND);
            assertThat(alive.session.isOpen()).isTrue();
        }
    }

    @Test
    void supportA_aPollExactlyIntervalPlusTimeoutAfterTheHandshakeComesTooLate() {
        SessionRig short500 =
                SessionRig.polling(new SessionTimes(300 * MILLI, 200 * MILLI, 10 * SECOND, 30 * SECOND, 10 * SECOND));
        short500.pass(500 * MILLI);
        assertThat(short500.poll()).isFalse();
    }
}
