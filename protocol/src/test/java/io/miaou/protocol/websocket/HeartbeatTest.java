package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heartbeat: every 30 s a ping, and after two without a sign of life the end (RFC 6455 §5.5.2). */
class HeartbeatTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final String PING_1 = "PING:0000000000000001";
    private static final String PING_2 = "PING:0000000000000002";
    private static final String PING_3 = "PING:0000000000000003";

    @ParameterizedTest
    @EnumSource(Side.class)
    void aPeerThatIsSilentIsPingedAt30And60SecondsAndGivenUpAt90(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.machine.deadline()).isEqualTo(30 * Machines.SECOND);
        assertThat(m.advance(Duration.ofMillis(29_999))).isEmpty();
        assertThat(m.advance(Duration.ofMillis(1))).isEqualTo(Heard.lines(PING_1));
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines(PING_2));
        assertThat(m.advance(Duration.ofMillis(29_999))).isEmpty();
        assertThat(m.advance(Duration.ofMillis(1))).isEqualTo(Heard.lines("finish:1006/NOW"));
        assertThat(m.now).isEqualTo(90 * Machines.SECOND);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anyByteIsASignOfLife(Side side) {
        byte[] message = Wire.to(side).frames("82:400x01").bytes();
        Machines m = Machines.open(side, withoutMessageTimeout());
        for (int i = 0; i < 300; i++) {
            List<String> heard = m.advance(INTERVAL);
            assertThat(heard).as("interval %d", i).hasSize(1).allMatch(line -> line.startsWith("PING"));
            assertThat(m.hear(ByteBuffer.wrap(message, i, 1))).isEmpty();
        }
        assertThat(m.advance(INTERVAL.multipliedBy(2))).hasSize(2);
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines("finish:1006/NOW"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anEmptyReadIsNone(Side side) {
        Machines m = Machines.open(side);
        m.advance(INTERVAL);
        m.hear(ByteBuffer.allocate(0));
        m.advance(INTERVAL);
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines("finish:1006/NOW"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theAnswerToAHeartbeatGivesTheLatencyAndIsNotTheApplicationsBusiness(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.machine.latency()).isEqualTo(-1);
        m.advance(INTERVAL);
        m.now += 25_000_000;
        assertThat(m.hear("8a:0000000000000001")).isEmpty();
        assertThat(m.machine.latency()).isEqualTo(25_000_000);

        m.advance(INTERVAL.minusMillis(25));
        m.now += 7_000_000;
        assertThat(m.hear("8a:'by the way'")).isEqualTo(Heard.lines("pong:'by the way'"));
        assertThat(m.machine.latency()).as("another pong is no answer").isEqualTo(25_000_000);
        assertThat(m.hear("8a:0000000000000002")).isEmpty();
        assertThat(m.machine.latency()).isEqualTo(7_000_000);
        assertThat(m.hear("8a:0000000000000002"))
                .as("a second answer is one nobody asked for")
                .isEqualTo(Heard.lines("pong:0000000000000002"));
        assertThat(m.machine.latency()).isEqualTo(7_000_000);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anOldAnswerDoesNotCountAsTheNewOne(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.advance(INTERVAL.multipliedBy(2))).isEqualTo(Heard.lines(PING_1 + " " + PING_2));
        m.hear("8a:0000000000000001");
        assertThat(m.machine.latency()).isEqualTo(-1);
        m.now += 3;
        m.hear("8a:0000000000000002");
        assertThat(m.machine.latency()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whileReadingIsPausedThePeersSilenceIsOurs(Side side) {
        Machines m = Machines.open(side);
        m.machine.pause(true, m.now);
        assertThat(m.advance(INTERVAL.multipliedBy(100))).as("no ping, no end").isEmpty();
        m.machine.pause(false, m.now);
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines(PING_1));
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines(PING_2));
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines("finish:1006/NOW"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void missesFromBeforeAPauseDoNotEndTheConnectionDuringOrAfterIt(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.advance(INTERVAL.multipliedBy(2))).hasSize(2);
        m.machine.pause(true, m.now);
        assertThat(m.advance(INTERVAL.multipliedBy(5))).isEmpty();
        m.machine.pause(false, m.now);
        assertThat(m.advance(INTERVAL)).isEqualTo(Heard.lines(PING_3));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aLateCallSendsOnePingNotTheMissedOnes(Side side) {
        Machines m = Machines.open(side);
        m.machine.onDeadline(3_600 * Machines.SECOND); // the process was stopped for an hour
        assertThat(m.sink.take()).isEqualTo(Heard.lines(PING_1));
        assertThat(m.machine.deadline()).isEqualTo(3_630 * Machines.SECOND);
    }

    @Test
    void zeroMeansNone() {
        Machines m = Machines.open(Side.CLIENT, Machines.NO_HEARTBEAT);
        assertThat(m.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
        assertThat(m.advance(Duration.ofDays(300))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void onceClosingBeginsTheHeartbeatIsOver(Side side) {
        Machines closing = Machines.open(side);
        closing.close(1000, "");
        assertThat(closing.machine.deadline()).isEqualTo(5 * Machines.SECOND);
        Machines closed = Machines.open(side);
        closed.hear("88:03e8");
        assertThat(closed.machine.deadline()).isEqualTo(5 * Machines.SECOND);
        closed.machine.confirmClose();
        assertThat(closed.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
    }

    private static ConnectionTimes withoutMessageTimeout() {
        return new ConnectionTimes(INTERVAL, 2, Duration.ofDays(1), Duration.ofSeconds(5), 100);
    }
}
