package io.miaou.testkit.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's one thread: a selector, alarms, and work handed in by other threads. It sleeps in the selector until a socket,
 * an alarm or a caller needs it; its alarms are never early and about 1 ms late.
 */
final class ProxyLoop {
    private static final int SCRATCH = 64 * 1024;
    private static final long MILLI = 1_000_000;

    private final Selector selector;
    private final Changes changes;
    private final long origin = System.nanoTime();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
    private final PriorityQueue<Entry> alarms = new PriorityQueue<>(Comparator.comparingLong(Entry::at));
    private final Object lock = new Object();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>(); // guarded by lock
    private boolean stopped; // guarded by lock
    private @Nullable Throwable failure; // guarded by lock
    private volatile boolean stopping;
    private volatile long turns; // written by the thread of the loop
    private volatile @Nullable Thread thread; // written once, by start

    ProxyLoop(Changes changes) throws IOException {
        this.changes = changes;
        selector = Selector.open();
    }

    /** Something to do at a time. */
    interface Timed {
        void due(long now);
    }

    /** The alarm of one {@link Timed}: it rings at the earliest time asked for, then is spent. */
    static final class Alarm {
        private final Timed timed;
        private long at = Long.MAX_VALUE;

        Alarm(Timed timed) {
            this.timed = timed;
        }
    }

    private record Entry(long at, Alarm alarm) {}

    Selector selector() {
        return selector;
    }

    /** Nanoseconds since the loop was made. */
    long now() {
        return System.nanoTime() - origin;
    }

    /** The buffer that everything passes through, empty, with room for so many bytes or {@link #mostBytes}. */
    ByteBuffer scratch(int bytes) {
        return scratch.clear().limit(Math.min(bytes, SCRATCH));
    }

    int mostBytes() {
        return SCRATCH;
    }

    /** How often it has woken; any thread. */
    long turns() {
        return turns;
    }

    /** Rings the alarm at that time, or when it was going to ring if that is earlier. */
    void wake(Alarm alarm, long at) {
        if (at < alarm.at) {
            alarm.at = at;
            alarms.add(new Entry(at, alarm));
        }
    }

    /** Starts the thread; when it has ended, the given work has been done on it. */
    void start(String name, Runnable atTheEnd) {
        Thread started = Thread.ofPlatform().daemon().name(name).unstarted(() -> live(atTheEnd));
        thread = started;
        started.start();
    }

    /** Does something on the loop's thread and waits for it. */
    void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /**
     * Computes something on the loop's thread and waits for it.
     *
     * @throws IllegalStateException when the loop has stopped
     */
    <T> T call(Supplier<T> task) {
        if (Thread.currentThread().equals(thread)) {
            return task.get();
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        synchronized (lock) {
            if (stopped) {
                throw new IllegalStateException("the proxy is closed; start another", failure);
            }
            work.add(() -> {
                try {
                    done.complete(task.get());
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
        }
        selector.wakeup();
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException error) {
                throw error;
            }
            throw e;
        }
    }

    /** Stops the loop and waits until it has ended. */
    void stop() {
        stopping = true;
        selector.wakeup();
        Thread running = thread;
        boolean interrupted = false;
        while (running != null && !running.equals(Thread.currentThread()) && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live(Runnable atTheEnd) {
        Throwable error = null;
        try {
            while (!stopping) {
                turn();
            }
        } catch (Throwable e) { // a bug of ours: whoever asks next is told
            error = e;
        }
        synchronized (lock) {
            stopped = true;
            failure = error;
        }
        work(); // what was handed in before: nobody waits for ever
        try {
            atTheEnd.run();
            selector.close();
        } catch (IOException e) {
            // Its descriptors are gone all the same.
        }
        changes.happened();
    }

    private void turn() throws IOException {
        Entry next = alarms.peek();
        if (next == null) {
            selector.select();
        } else {
            long wait = next.at - now();
            if (wait <= 0) {
                selector.selectNow();
            } else {
                selector.select(Math.ceilDiv(wait, MILLI)); // rounded up: never early
            }
        }
        long count = turns;
        turns = count + 1;
        sockets();
        ring(now());
        work();
        changes.happened();
    }

    private void sockets() {
        for (SelectionKey key : selector.selectedKeys().toArray(new SelectionKey[0])) {
            if (key.isValid()) {
                ((Side.Ready) key.attachment()).ready(key.readyOps());
            }
        }
        selector.selectedKeys().clear();
    }

    /** What an alarm asks for in turn comes after now, so that this ends. */
    private void ring(long now) {
        for (Entry next = alarms.peek(); next != null && next.at <= now; next = alarms.peek()) {
            alarms.remove();
            if (next.alarm.at == next.at) { // otherwise it rang earlier
                next.alarm.at = Long.MAX_VALUE;
                next.alarm.timed.due(now);
            }
        }
    }

    private void work() {
        for (Runnable task = nextTask(); task != null; task = nextTask()) {
            task.run();
        }
    }

    private @Nullable Runnable nextTask() {
        synchronized (lock) {
            return work.poll();
        }
    }
}
