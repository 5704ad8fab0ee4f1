package io.miaou.testkit.proxy;

import java.time.Duration;
import java.util.Objects;

/**
 * What is wrong with one direction of a connection: an immutable value that {@link FaultTarget} sets, whole and at once.
 *
 * <p>Start from {@link #NONE}: {@code Faults.NONE.delay(Duration.ofMillis(50)).rate(8_000)}. New settings hold for the
 * bytes that wait in the proxy too: with {@code NONE} they leave at once. Whatever the settings, order is kept.
 *
 * @param delay how long everything is under way, 0 to 1 h, not counting the rest
 * @param jitter how much longer at most, 0 to 1 h; drawn anew for every read of the proxy. What comes behind a late byte
 *     waits for it
 * @param coalesce when above 0, delivery only at multiples of this time, all together in one write; 0 to 1 h
 * @param loss the share of reads, 0 to 1, that take {@link #RETRANSMISSION} longer: what lost packets look like above TCP
 * @param rate bytes per second, from 1; {@link #UNLIMITED} for no limit. An idle time earns no burst
 * @param slice when not {@link #WHOLE}, delivery in pieces of 1 to this many bytes, each a write of its own. Where the
 *     pieces end follows from the seed alone; a reader that is slow may still find several at once
 * @param flow whether anything is delivered at all
 * @param endAfter the connection ends when this many of its bytes have been delivered in this direction, counted from its
 *     first; {@link #NEVER} for not at all. When they already have, it ends at once
 * @param ending how it ends then
 */
public record Faults(
        Duration delay,
        Duration jitter,
        Duration coalesce,
        double loss,
        long rate,
        int slice,
        Flow flow,
        long endAfter,
        Ending ending) {
    /** The {@code rate} that limits nothing. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The {@code slice} that divides nothing. */
    public static final int WHOLE = Integer.MAX_VALUE;

    /** The {@code endAfter} that ends nothing. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a lost packet costs, 200 ms: the least time Linux waits before it sends again. */
    public static final Duration RETRANSMISSION = Duration.ofMillis(200);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** A perfect network. */
    public static final Faults NONE =
            new Faults(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, UNLIMITED, WHOLE, Flow.PASS, NEVER, Ending.CUT);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when a value lies outside of its range
     */
    public Faults {
        inRange("delay", delay);
        inRange("jitter", jitter);
        inRange("coalesce", coalesce);
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss is " + loss + "; give a share from 0 to 1, such as 0.2");
        }
        atLeast("rate", rate, 1);
        atLeast("slice", slice, 1);
        atLeast("endAfter", endAfter, 0);
        Objects.requireNonNull(flow);
        Objects.requireNonNull(ending);
    }

    private static void inRange(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; give 0 to " + LONGEST);
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + "; give " + least + " or more");
        }
    }

    /** The same with this delay, 0 to 1 h. */
    public Faults delay(Duration value) {
        return new Faults(value, jitter, coalesce, loss, rate, slice, flow, endAfter, ending);
    }

    /** The same with up to this much more delay, drawn from the seed, 0 to 1 h. */
    public Faults jitter(Duration value) {
        return new Faults(delay, value, coalesce, loss, rate, slice, flow, endAfter, ending);
    }

    /** The same, delivering only that often, 0 (as it comes) to 1 h. */
    public Faults coalesce(Duration value) {
        return new Faults(delay, jitter, value, loss, rate, slice, flow, endAfter, ending);
    }

    /** The same with this share, 0 to 1, held up by {@link #RETRANSMISSION}. */
    public Faults loss(double value) {
        return new Faults(delay, jitter, coalesce, value, rate, slice, flow, endAfter, ending);
    }

    /** The same with so many bytes per second, from 1. */
    public Faults rate(long bytesPerSecond) {
        return new Faults(delay, jitter, coalesce, loss, bytesPerSecond, slice, flow, endAfter, ending);
    }

    /** The same in pieces of 1 to so many bytes. */
    public Faults slice(int mostBytes) {
        return new Faults(delay, jitter, coalesce, loss, rate, mostBytes, flow, endAfter, ending);
    }

    /** The same with {@link Flow#HOLD}. */
    public Faults hold() {
        return flow(Flow.HOLD);
    }

    /** The same with {@link Flow#DISCARD}. */
    public Faults discard() {
        return flow(Flow.DISCARD);
    }

    /** The same with {@link Flow#PASS}. */
    public Faults pass() {
        return flow(Flow.PASS);
    }

    /** The same with this flow. */
    public Faults flow(Flow value) {
        return new Faults(delay, jitter, coalesce, loss, rate, slice, value, endAfter, ending);
    }

    /** The same, ending with FIN after exactly so many delivered bytes of the connection, from 0. */
    public Faults cutAfter(long bytes) {
        return new Faults(delay, jitter, coalesce, loss, rate, slice, flow, bytes, Ending.CUT);
    }

    /**
     * The same, ending with RST after exactly so many delivered bytes of the connection, from 0. The receiver may lose the
     * last of them: a reset throws away what is still under way.
     */
    public Faults resetAfter(long bytes) {
        return new Faults(delay, jitter, coalesce, loss, rate, slice, flow, bytes, Ending.RESET);
    }
}
