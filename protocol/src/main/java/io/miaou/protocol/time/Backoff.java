package io.miaou.protocol.time;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: twice as long after each failure, up to a cap.
 *
 * <p>Before attempt {@code n} = 1, 2, ... the wait is {@code min(base * 2^n, cap)}: with the defaults 2, 4, 8, 16, 30, 30 ...
 * seconds. With full jitter it is drawn anew each time, evenly between zero and that, so that clients that lost one server
 * together do not come back together. Immutable and without state: who counts the attempts is the caller.
 *
 * @param base half of the first wait; more than zero
 * @param cap the longest wait; {@code base} or more, {@link #LONGEST} at most
 * @param fullJitter whether the wait is drawn between zero and the delay instead of being the delay
 */
public record Backoff(Duration base, Duration cap, boolean fullJitter) {
    /** Longer caps are refused: nobody waits a year for a connection, and no clock overflows. */
    public static final Duration LONGEST = Duration.ofDays(365);

    /** From 2 s, doubled, up to 30 s, without jitter. */
    public static final Backoff DEFAULTS = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), false);

    /** @throws IllegalArgumentException when a duration is out of range */
    public Backoff {
        if (base.isNegative() || base.isZero()) {
            throw new IllegalArgumentException("base is " + base + ": give more than zero");
        }
        if (cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("cap is " + cap + ", less than the base " + base + ": give more");
        }
        if (cap.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("cap is " + cap + ": give " + LONGEST + " at most");
        }
    }

    /**
     * The delay before an attempt, without jitter.
     *
     * @param attempt 1 for the first after a failure
     * @throws IllegalArgumentException when the attempt is below 1
     */
    public Duration delay(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt is " + attempt + ": the first is 1");
        }
        Duration delay = base;
        for (int i = 0; i < attempt && delay.compareTo(cap) < 0; i++) { // 60 rounds at most: the cap is bounded
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(cap) < 0 ? delay : cap;
    }

    /**
     * The wait before an attempt: {@link #delay(int)}, or with full jitter so much of it as the draw says.
     *
     * @param uniform draws evenly from 0 (inclusive) to 1 (exclusive); not asked without jitter
     * @throws IllegalArgumentException when the attempt is below 1, or the draw out of its range
     */
    public Duration delay(int attempt, DoubleSupplier uniform) {
        Duration delay = delay(attempt);
        if (!fullJitter) {
            return delay;
        }
        double draw = uniform.getAsDouble();
        if (!(draw >= 0 && draw < 1)) {
            throw new IllegalArgumentException(
                    "the random source drew " + draw + ": give 0 (inclusive) to 1 (exclusive)");
        }
        return Duration.ofNanos((long) (delay.toNanos() * draw));
    }
}
