package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times out of range are refused when they are given, not when they are due. */
class ConnectionTimesTest {
    private static final Duration OK = Duration.ofSeconds(1);

    @Test
    void timesMustBePositiveAndTheHeartbeatZeroAtLeast() {
        assertThatThrownBy(() -> new ConnectionTimes(Duration.ofNanos(-1), 2, OK, OK, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heartbeat");
        assertThatThrownBy(() -> new ConnectionTimes(OK, 0, OK, OK, 1)).hasMessageContaining("missedHeartbeats is 0");
        assertThatThrownBy(() -> new ConnectionTimes(OK, 2, Duration.ZERO, OK, 1))
                .hasMessageContaining("messageTimeout is PT0S");
        assertThatThrownBy(() -> new ConnectionTimes(OK, 2, OK, Duration.ZERO, 1))
                .hasMessageContaining("closeTimeout is PT0S");
        assertThatThrownBy(() -> new ConnectionTimes(OK, 2, OK, OK, 0)).hasMessageContaining("maxControlRate is 0");
    }

    @Test
    void timesThatNoClockReachesAreRefusedWithTheLimit() {
        for (Duration endless : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> new ConnectionTimes(endless, 2, OK, OK, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("heartbeat is " + endless)
                    .hasMessageContaining("at most");
            assertThatThrownBy(() -> new ConnectionTimes(OK, 2, endless, OK, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("messageTimeout");
            assertThatThrownBy(() -> new ConnectionTimes(OK, 2, OK, endless, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("closeTimeout");
        }
    }

    @Test
    void theLongestTimesAreNotDueEarly() {
        Duration longest = ConnectionTimes.LONGEST;
        Machines m = Machines.open(Side.SERVER, new ConnectionTimes(longest, 2, longest, longest, 1));
        m.now = Long.MAX_VALUE / 2; // a clock that has run for 146 years
        m.hear("01:'a'");
        m.machine.onDeadline(m.now);
        assertThat(m.sink.take()).as("only the heartbeat, whose time has come").hasSizeLessThan(2);
        m.close(1000, "");
        m.machine.onDeadline(m.now);
        assertThat(m.sink.take()).isEmpty();
        assertThat(m.machine.state()).isEqualTo(WebSocketMachine.State.CLOSE_SENT);
    }
}
