package io.miaou.chat.wire;

import java.util.regex.Pattern;

/**
 * The unit of the timestamps on one connection.
 *
 * <p>The course's TypeScript programs count milliseconds, its Python programs seconds with a fraction, and the Python
 * client dies of a number of milliseconds ("year 58856 is out of range"). No number suits both, so that each connection
 * is spoken to in the unit it uses itself.
 */
public enum TimestampUnit {
    /** Whole milliseconds since 1970, as JavaScript counts. */
    MILLISECONDS,
    /** Seconds since 1970 with three decimals, as Python counts. */
    SECONDS;

    /** As seconds this is the year 5138, as milliseconds it is March 1973: no clock of today means the other one. */
    private static final double FIRST_MILLISECONDS = 1e11;

    /** What the library of the course's Python client calls itself: {@code Python/3.10 websockets/13.1}. */
    private static final Pattern PYTHON = Pattern.compile("^Python/\\S+ websockets/\\S+");

    /** The unit that a timestamp of today must be in. */
    public static TimestampUnit ofTimestamp(double timestamp) {
        return timestamp < FIRST_MILLISECONDS ? SECONDS : MILLISECONDS;
    }

    /** The unit that a client program probably uses, by its {@code User-Agent}; an empty one is fine. */
    public static TimestampUnit ofUserAgent(String userAgent) {
        return PYTHON.matcher(userAgent).find() ? SECONDS : MILLISECONDS;
    }

    /**
     * A timestamp of either unit in milliseconds, rounded down.
     *
     * @param timestamp finite, not negative
     */
    public static long toMillis(double timestamp) {
        if (ofTimestamp(timestamp) == MILLISECONDS) {
            return (long) timestamp;
        }
        // 1763630000.123 is not a binary fraction: without the nudge, rounding down would lose its last millisecond.
        return (long) Math.floor(timestamp * 1000 + 0.01);
    }
}
