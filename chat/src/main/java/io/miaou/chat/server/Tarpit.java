package io.miaou.chat.server;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Slows down those whom the server had to drop. The course's Python client reconnects at once and without end when it was a
 * server that closed, thousands of times in a few seconds; an address that was dropped waits for its next welcome, which
 * holds that client without refusing it anything.
 *
 * <p>Only the next welcome waits: many people may share an address. Safe for use by many threads.
 */
final class Tarpit {
    /** How long after a drop the next welcome comes at the earliest. */
    static final Duration DELAY = Duration.ofSeconds(2);

    /** How many addresses are remembered; more are let through at once. */
    static final int MAX_ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<InetAddress, Instant> notBefore = new HashMap<>(); // guarded by this

    Tarpit(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers that a connection from there was dropped just now. */
    synchronized void dropped(InetAddress address) {
        Instant now = clock.instant();
        if (notBefore.size() >= MAX_ADDRESSES) {
            notBefore.values().removeIf(until -> !until.isAfter(now));
        }
        if (notBefore.size() < MAX_ADDRESSES) {
            notBefore.put(address, now.plus(DELAY));
        }
    }

    /** How long the welcome of a new connection from there has to wait; zero nearly always. */
    synchronized Duration delay(InetAddress address) {
        Instant until = notBefore.remove(address);
        if (until == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
