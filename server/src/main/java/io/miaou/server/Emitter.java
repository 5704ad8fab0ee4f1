package io.miaou.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A way to send events to one client. Immutable, each option gives another one: any thread. */
public interface Emitter {
    /** May be lost: dropped if the client cannot take it at once. */
    Emitter asVolatile();

    /** Whether the message may be compressed; only polling asks for it. */
    Emitter compress(boolean compress);

    /** How long acknowledgements are waited for, in place of {@code ackTimeout}. */
    Emitter timeout(Duration timeout);

    /**
     * Sends an event. Never waits for the client.
     *
     * @param event any name but the reserved ones; see {@link Broadcast#emit}
     * @return false when it was not sent, as the socket is not connected
     * @throws IllegalArgumentException when the name is reserved or a value cannot be written
     */
    boolean emit(String event, @Nullable Object... arguments);

    /** Sends an event and hears of its acknowledgement, once, in the order of the socket's events. */
    boolean emit(String event, Handlers.OnAck onAck, @Nullable Object... arguments);

    /** Sends the event {@code message}. */
    default boolean send(@Nullable Object... arguments) {
        return emit("message", arguments);
    }

    /**
     * Sends an event and asks for its acknowledgement. The future completes at once when it comes, not behind handlers; it fails
     * with {@link AckTimeoutException}, {@link DisconnectedException}, or {@link BadArgumentException} when the answer is no {@code T}.
     *
     * @param answer what its first argument is to be; {@code Args.class} for all of them as they come
     */
    <T> CompletableFuture<@Nullable T> emitWithAck(String event, Class<T> answer, @Nullable Object... arguments);

    /**
     * The same, and waits.
     *
     * @throws IllegalStateException on an event loop, which must not wait
     * @throws MiaouException as the future would fail
     */
    <T> @Nullable T call(String event, Class<T> answer, @Nullable Object... arguments);
}
