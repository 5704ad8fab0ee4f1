package io.miaou.protocol.websocket;

import java.time.Duration;

/**
 * How long a connection waits for its peer. Finite by default but for the heartbeat, which zero turns off.
 *
 * @param heartbeat between two pings; zero sends none
 * @param missedHeartbeats so many pings in a row without a sign of life end the connection
 * @param messageTimeout from the first byte of a message to its last; beyond it 1008
 * @param closeTimeout for the peer to answer our close frame, and for the application to be done with the peer's
 * @param maxControlRate pings and pongs taken in a second; beyond it 1008
 */
public record ConnectionTimes(
        Duration heartbeat, int missedHeartbeats, Duration messageTimeout, Duration closeTimeout, int maxControlRate) {
    /** Longer times are refused: with them a clock could overflow. A hundred years. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    /** Every 30 s, two misses; 60 s for a message; 5 s to close; 100 control frames a second. */
    public static final ConnectionTimes DEFAULTS =
            new ConnectionTimes(Duration.ofSeconds(30), 2, Duration.ofSeconds(60), Duration.ofSeconds(5), 100);

    /** @throws IllegalArgumentException when a value is out of range */
    public ConnectionTimes {
        if (heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ": give zero for none, or more");
        }
        requireNotEndless("heartbeat", heartbeat);
        requirePositive("missedHeartbeats", missedHeartbeats, missedHeartbeats);
        requirePositive("messageTimeout", messageTimeout, messageTimeout.compareTo(Duration.ZERO));
        requireNotEndless("messageTimeout", messageTimeout);
        requirePositive("closeTimeout", closeTimeout, closeTimeout.compareTo(Duration.ZERO));
        requireNotEndless("closeTimeout", closeTimeout);
        requirePositive("maxControlRate", maxControlRate, maxControlRate);
    }

    private static void requirePositive(String name, Object value, int sign) {
        if (sign <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ": give more than zero");
        }
    }

    private static void requireNotEndless(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ": give " + LONGEST + " at most");
        }
    }
}
