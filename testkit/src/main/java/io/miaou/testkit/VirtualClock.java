package io.miaou.testkit;

import io.miaou.protocol.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time that moves only when a test says so, for real servers and pure cores alike.
 *
 * <p>{@link #advance} steps from alarm to alarm: each runs on the loop it was meant for, at the time it was due, and has
 * finished before the next one is looked at. An alarm set by another falls due within the same advance if its time lies
 * in it. Safe for use by many threads; {@code advance} must not be called from a loop that alarms run on.
 */
public final class VirtualClock implements TimeSource, InstantSource {
    private static final long PATIENCE_SECONDS = 30;

    private final Instant start;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order)); // guarded by this
    private long now; // guarded by this
    private long lastOrder; // guarded by this

    /** A clock that shows 2026-01-01T00:00:00Z. */
    public VirtualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** A clock that shows that instant. */
    public VirtualClock(Instant start) {
        this.start = start;
    }

    private record Task(long due, long order, ScheduledExecutorService loop, Runnable work) {}

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime());
    }

    @Override
    public synchronized Alarm schedule(ScheduledExecutorService loop, long delayNanos, Runnable work) {
        Task task = new Task(now + Math.max(0, delayNanos), ++lastOrder, loop, work);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    /** How many alarms wait: zero where everything that was set up was also torn down. */
    public synchronized int pendingAlarms() {
        return tasks.size();
    }

    /**
     * Moves time forward and runs every alarm that falls due, in order.
     *
     * @throws IllegalStateException when an alarm has not finished after 30 real seconds
     */
    public void advance(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        for (Task task = nextUntil(end); task != null; task = nextUntil(end)) {
            runOnItsLoop(task);
        }
    }

    /** Takes the next task due and moves the time to it; when there is none, moves the time to the end. */
    private synchronized @Nullable Task nextUntil(long end) {
        Task task = tasks.peek();
        if (task == null || task.due > end) {
            now = end;
            return null;
        }
        now = Math.max(now, task.due);
        return tasks.poll();
    }

    private static void runOnItsLoop(Task task) {
        if (task.loop.isShutdown()) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        task.loop.execute(() -> {
            try {
                task.work.run();
                done.complete(null);
            } catch (Throwable error) {
                done.completeExceptionally(error);
            }
        });
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception error) {
            throw new IllegalStateException("an alarm due at " + task.due + " ns did not finish", error);
        }
    }
}
