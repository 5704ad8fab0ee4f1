package io.miaou.websocket.internal;

import java.util.concurrent.TimeUnit;

/**
 * How fast one connection may send, in bytes of messages as the handler hears them: inflated. A second's worth may come at
 * once; who is ahead of that is not read until the time has caught up. The loop's thread only.
 */
final class InboundRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private long caughtUpAt; // when all that came would have come at the rate
    private long heldUntil = Long.MIN_VALUE;

    InboundRate(long bytesPerSecond, long now) {
        this.bytesPerSecond = bytesPerSecond;
        this.caughtUpAt = now;
    }

    /** Counts a message; true when the peer is ahead of its rate. */
    boolean isAhead(int bytes, long now) {
        caughtUpAt = Math.max(caughtUpAt, now) + (long) ((double) bytes / bytesPerSecond * SECOND);
        heldUntil = caughtUpAt - SECOND;
        return holds(now);
    }

    /** Whether reading is to wait. */
    boolean holds(long now) {
        return now < heldUntil;
    }

    /** When reading may go on; never when it need not wait. */
    long heldUntil(long now) {
        return holds(now) ? heldUntil : Loop.NEVER;
    }
}
