package io.miaou.protocol.websocket;

import java.time.Duration;

/**
 * How long a connection waits for its peer. Finite by default but for the heartbeat, which zero turns off.
 *
 * @param heartbeat between two pings; zero sends none
 * @param missedHeartbeats so many pings in a row without a sign of life end the connection
 * @param messageTimeout from the first byte of a message to its last; beyond it 1008
 * @param closeTimeout for the peer to answer our close frame, and for the application to be done with the peer's
 * @param maxControlRate pings, pongs and close frames taken in a second; beyond it 1008
 */
public record ConnectionTimes(
        Duration heartbeat, int missedHeartbeats, Duration messageTimeout, Duration closeTimeout, int maxControlRate) {
    /** Every 30 s, two misses; 60 s for a message; 5 s to close; 100 control frames a second. */
    public static final ConnectionTimes DEFAULTS =
            new ConnectionTimes(Duration.ofSeconds(30), 2, Duration.ofSeconds(60), Duration.ofSeconds(5), 100);

    /** @throws IllegalArgumentException when a value is out of range */
    public ConnectionTimes {
        if (heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ": give zero for none, or more");
        }
        requirePositive("missedHeartbeats", missedHeartbeats);
        requirePositive("messageTimeout", messageTimeout.toNanos());
        requirePositive("closeTimeout", closeTimeout.toNanos());
        requirePositive("maxControlRate", maxControlRate);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ": give more than zero");
        }
    }
}
