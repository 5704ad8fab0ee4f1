package io.miaou.chat.terminal;

import io.miaou.protocol.time.TimeSource;
import io.miaou.testkit.VirtualClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A virtual clock that lets time pass only when the loops it wakes have done what they were doing. */
final class SettlingTime implements TimeSource {
    private final VirtualClock clock = new VirtualClock();
    private final Set<ScheduledExecutorService> loops = ConcurrentHashMap.newKeySet();

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Alarm schedule(ScheduledExecutorService loop, long delayNanos, Runnable task) {
        loops.add(loop);
        return clock.schedule(loop, delayNanos, task);
    }

    void advance(Duration duration) throws Exception {
        settle();
        clock.advance(duration);
        settle();
    }

    private void settle() throws InterruptedException, ExecutionException, TimeoutException {
        for (ScheduledExecutorService loop : loops) {
            if (!loop.isShutdown()) {
                loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
            }
        }
    }
}
