package io.miaou.protocol.engine;

/**
 * How long a session waits for what; all in nanoseconds, more than zero. One record for all sessions of a server.
 *
 * @param pingInterval from the open packet or the last pong to the next ping
 * @param pingTimeout from a ping to its pong
 * @param upgradeTimeout from the start of a probe to its upgrade packet
 * @param closeTimeout how long the close packet waits for a poll that takes it
 * @param firstPollTimeout from the open packet on polling to the first sign of the client after it
 */
public record SessionTimes(
        long pingInterval, long pingTimeout, long upgradeTimeout, long closeTimeout, long firstPollTimeout) {
    /** @throws IllegalArgumentException when a time is not more than zero */
    public SessionTimes {
        positive("pingInterval", pingInterval);
        positive("pingTimeout", pingTimeout);
        positive("upgradeTimeout", upgradeTimeout);
        positive("closeTimeout", closeTimeout);
        positive("firstPollTimeout", firstPollTimeout);
    }

    private static void positive(String name, long nanos) {
        if (nanos <= 0) {
            throw new IllegalArgumentException(name + " is " + nanos + " ns: give more than zero");
        }
    }
}
