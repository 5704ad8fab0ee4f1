package io.miaou.testkit.proxy;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Lets any thread wait for what the proxy's thread does. The proxy's thread says {@link #happened} once per turn; that
 * costs it a volatile read while nobody waits. A wake-up cannot be lost: a waiter counts itself before it looks at the
 * condition, and the proxy changes what the condition reads (volatile or atomic) before it looks at the count.
 */
final class Changes {
    private final Object monitor = new Object();
    private volatile int waiters; // written under monitor

    /** Wakes who waits; the proxy's thread. */
    void happened() {
        if (waiters > 0) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }

    /** Waits until the condition holds. */
    void await(BooleanSupplier condition, Duration timeout, Supplier<String> state)
            throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (monitor) {
            int others = waiters;
            waiters = others + 1;
            try {
                while (!condition.getAsBoolean()) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        throw new TimeoutException("after " + timeout.toMillis() + " ms: " + state.get());
                    }
                    monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
                }
            } finally {
                int all = waiters;
                waiters = all - 1;
            }
        }
    }
}
