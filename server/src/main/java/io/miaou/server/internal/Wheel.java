package io.miaou.server.internal;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one event loop: a wheel of slots, one tick each, in which setting and stopping a timer takes the same few steps
 * however many there are. A timer rings up to one tick late and never early.
 *
 * <p>It is told the time and has none of its own. One thread, the loop's.
 */
final class Wheel {
    /** Nanoseconds of a tick: fine enough for acknowledgements, coarse enough that an idle loop rests. */
    static final long TICK = 16_000_000;

    private static final int SLOTS = 512;

    private final @Nullable Timer[] slots = new Timer[SLOTS]; // the first of each slot's list, or null
    private long reached; // the tick up to which all have rung
    private int size;

    /** Something that rings once, unless it is stopped before; set it again if need be. */
    abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long tick = -1; // when it rings; -1 while it is not set

        /** The time has come. */
        abstract void ring();

        /** Whether it is set. */
        final boolean isSet() {
            return tick >= 0;
        }
    }

    /** Sets a timer, which was not set, {@code delay} nanoseconds from now. */
    void set(Timer timer, long now, long delay) {
        if (timer.isSet()) {
            throw new IllegalStateException("the timer is set already: stop it first");
        }
        if (size == 0) {
            reached = now / TICK;
        }
        timer.tick = Math.max(reached + 1, (now + Math.max(0, delay) + TICK - 1) / TICK);
        int slot = slotOf(timer);
        timer.next = slots[slot];
        if (timer.next != null) {
            timer.next.previous = timer;
        }
        slots[slot] = timer;
        size++;
    }

    /** Stops a timer; harmless when it is not set. */
    void stop(Timer timer) {
        if (!timer.isSet()) {
            return;
        }
        if (timer.previous == null) {
            slots[slotOf(timer)] = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.tick = -1;
        size--;
    }

    private static int slotOf(Timer timer) {
        return (int) (timer.tick & (SLOTS - 1));
    }

    /** How many are set. */
    int size() {
        return size;
    }

    /** When to call {@link #advance} next: at the next tick while a timer is set; {@code Long.MAX_VALUE} otherwise. */
    long due() {
        return size == 0 ? Long.MAX_VALUE : (reached + 1) * TICK;
    }

    /** Lets all timers ring whose time has come. After a long pause every slot is looked at once and no more. */
    void advance(long now) {
        long target = now / TICK;
        long first = Math.max(reached + 1, target - SLOTS + 1);
        for (long tick = first; tick <= target && size > 0; tick++) {
            ringSlot((int) (tick & (SLOTS - 1)), target);
        }
        reached = Math.max(reached, target);
    }

    private void ringSlot(int slot, long target) {
        for (Timer timer = dueIn(slot, target); timer != null; timer = dueIn(slot, target)) {
            stop(timer);
            timer.ring(); // may set and stop others, of this slot too
        }
    }

    private @Nullable Timer dueIn(int slot, long target) {
        for (Timer timer = slots[slot]; timer != null; timer = timer.next) {
            if (timer.tick <= target) {
                return timer;
            }
        }
        return null;
    }
}
