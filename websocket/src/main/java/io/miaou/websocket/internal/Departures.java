package io.miaou.websocket.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Lets a shutdown wait until the last of something is gone. Safe for use by many threads. */
final class Departures {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition oneIsGone = lock.newCondition();

    /** One is gone, perhaps the last. */
    void signal() {
        lock.lock();
        try {
            oneIsGone.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits in real time: a shutdown must end even when a test's clock stands still. */
    void await(long nanos, BooleanSupplier condition) {
        long left = nanos;
        lock.lock();
        try {
            while (!condition.getAsBoolean() && left > 0) {
                left = oneIsGone.awaitNanos(left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
