package io.miaou.websocket.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Completes the futures that users hold. What they hang on one is their code: it runs on a virtual thread of its own, where
 * it may block and nobody waits for it, neither a loop nor the completion of another future.
 */
public final class Callbacks {
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("miaou-callback").start(task);

    private Callbacks() {}

    /** Runs code of a user's, or code that waits. */
    public static void run(Runnable task) {
        THREADS.execute(task);
    }

    /** Completes a future of a user's. */
    public static <T> void complete(CompletableFuture<T> future, T value) {
        future.completeAsync(() -> value, THREADS);
    }

    /** Completes a future of a user's that has no value. */
    public static void complete(CompletableFuture<Void> future) {
        future.completeAsync(() -> null, THREADS);
    }
}
