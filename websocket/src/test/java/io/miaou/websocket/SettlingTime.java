package io.miaou.websocket;

import io.miaou.protocol.time.TimeSource;
import io.miaou.testkit.VirtualClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A virtual clock that knows the loops it wakes, so that a test can wait until they have done what they were doing: a client
 * may have read an answer before the loop that sent it has set the next deadline. Safe for use by many threads.
 */
final class SettlingTime implements TimeSource {
    private static final int TURNS = 3; // a loop of io_uring hears in a later turn what became of a write

    private final VirtualClock clock;
    private final Set<ScheduledExecutorService> loops = ConcurrentHashMap.newKeySet();

    SettlingTime(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Alarm schedule(ScheduledExecutorService loop, long delayNanos, Runnable task) {
        loops.add(loop);
        return clock.schedule(loop, delayNanos, task);
    }

    /** Lets time pass, once the loops have done what they were doing. */
    void advance(Duration duration) {
        settle();
        clock.advance(duration);
        settle();
    }

    /** Waits until every loop has done what was put to it before. */
    void settle() {
        for (ScheduledExecutorService loop : loops) {
            if (loop.isShutdown()) {
                continue;
            }
            try {
                for (int turn = 0; turn < TURNS; turn++) {
                    loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
                }
            } catch (RejectedExecutionException ended) {
                // it has nothing more to do
            } catch (Exception error) {
                throw new AssertionError("a loop does not settle", error);
            }
        }
    }
}
