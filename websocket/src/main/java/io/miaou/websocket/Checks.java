package io.miaou.websocket;

import io.miaou.protocol.websocket.ConnectionTimes;
import java.time.Duration;

/** Refuses options that are out of range; the message says what was given and what to give instead. */
final class Checks {
    private Checks() {}

    /** @throws IllegalArgumentException when the value is below the least */
    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ": give " + least + " or more");
        }
    }

    /** @throws IllegalArgumentException when the wait is not positive, or longer than {@link ConnectionTimes#LONGEST} */
    static void positiveWait(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ": give more than zero");
        }
        notEndless(name, value);
    }

    /** @throws IllegalArgumentException when the interval, which may be zero for none, or the misses are out of range */
    static void heartbeat(Duration interval, int misses) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("heartbeat is " + interval + ": give zero for none, or more");
        }
        notEndless("heartbeat", interval);
        atLeast("missedHeartbeats", misses, 1);
    }

    private static void notEndless(String name, Duration value) {
        if (value.compareTo(ConnectionTimes.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + ": give " + ConnectionTimes.LONGEST + " at most");
        }
    }
}
