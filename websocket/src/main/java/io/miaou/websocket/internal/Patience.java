package io.miaou.websocket.internal;

import java.time.Duration;

/**
 * How long a client is waited for, with a clock that stands still while it is us who keep it waiting. The loop's thread only.
 */
final class Patience {
    private boolean paused;
    private long deadline = Loop.NEVER;
    private long left = Loop.NEVER; // while paused

    /** Waits that long from now on, or from the end of the pause. */
    void give(Duration patience, long now) {
        if (paused) {
            left = patience.toNanos();
        } else {
            deadline = now + patience.toNanos();
        }
    }

    /** Waits for nothing. */
    void end() {
        paused = false;
        deadline = Loop.NEVER;
    }

    /** Stops the clock. */
    void pause(long now) {
        paused = true;
        left = deadline == Loop.NEVER ? Loop.NEVER : deadline - now;
        deadline = Loop.NEVER;
    }

    /** Lets the clock go on. */
    void resume(long now) {
        paused = false;
        deadline = left == Loop.NEVER ? Loop.NEVER : now + left;
    }

    /** When it is over, or {@link Loop#NEVER}. */
    long deadline() {
        return deadline;
    }
}
