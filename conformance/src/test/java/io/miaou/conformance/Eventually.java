package io.miaou.conformance;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what nobody announces, as files and sockets of another process: looks again and again until a deadline. */
final class Eventually {
    private static final long PAUSE_NANOS = 20_000_000;

    private Eventually() {}

    /** Waits until the condition holds; fails the test with the state as it is then. */
    static void holds(BooleanSupplier condition, Supplier<String> state) {
        long deadline = System.nanoTime() + Transcript.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + Transcript.PATIENCE.toSeconds() + " s: " + state.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
