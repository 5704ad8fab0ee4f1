package io.miaou.protocol.time;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells an edge the time and wakes it at a later one; tests put a virtual clock in its place.
 *
 * <p>The pure cores never see it: they are told {@code now} with every input. Safe for use by many threads.
 */
public interface TimeSource {
    /** The monotonic time in nanoseconds; like {@link System#nanoTime()}, only differences mean something. */
    long nanoTime();

    /**
     * Runs a task on a loop once a delay has passed.
     *
     * @param loop the executor that will run the task; an event loop
     * @param delayNanos from now, in nanoseconds; zero or less means as soon as the loop is free
     */
    Alarm schedule(ScheduledExecutorService loop, long delayNanos, Runnable task);

    /** The computer's own monotonic clock, with the loop's own timer for alarms. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {
        /** Forgets the task, unless it has begun. Harmless when called again. */
        void cancel();
    }

    /** The one implementation outside tests. */
    enum SystemTime implements TimeSource {
        INSTANCE;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Alarm schedule(ScheduledExecutorService loop, long delayNanos, Runnable task) {
            ScheduledFuture<?> future = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }
    }
}
