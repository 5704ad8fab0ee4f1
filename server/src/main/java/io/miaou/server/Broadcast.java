package io.miaou.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An audience: the sockets of a namespace, narrowed by rooms, and how to reach them. Immutable, each narrowing gives another one:
 * any thread.
 *
 * <p>A socket that is in several of the rooms hears a message once. A room that nobody is in is no error. What one thread
 * sends, joins and leaves in an order takes effect in that order.
 */
public interface Broadcast {
    /** Only those in at least one of these rooms, or of the rooms named before. */
    Broadcast to(String... rooms);

    /** The same as {@link #to}; the word for what is not a message. */
    default Broadcast in(String... rooms) {
        return to(rooms);
    }

    /** Without those in any of these rooms. */
    Broadcast except(String... rooms);

    /** Only on this server, where it is one of several. */
    Broadcast local();

    /** May be lost: a client that cannot take it at once does not get it. */
    Broadcast asVolatile();

    /** Whether the message may be compressed; only polling asks for it. */
    Broadcast compress(boolean compress);

    /** How long to wait for other servers. */
    Broadcast timeout(Duration timeout);

    /**
     * Sends an event. Never waits for a client.
     *
     * @param event any name but those reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener
     * @param arguments values that JSON can express, {@code byte[]} and {@code ByteBuffer} for binary data
     * @throws IllegalArgumentException when the name is reserved or a value cannot be written
     */
    void emit(String event, @Nullable Object... arguments);

    /** Sends the event {@code message}. */
    default void send(@Nullable Object... arguments) {
        emit("message", arguments);
    }

    /** Who they are, on all servers. Not to be waited for on an event loop. */
    CompletableFuture<List<RemoteSocket>> fetchSockets();

    /** Puts them into rooms. */
    void socketsJoin(String... rooms);

    /** Takes them out of rooms. */
    void socketsLeave(String... rooms);

    /**
     * Disconnects them from the namespace.
     *
     * @param close whether their connections end too
     */
    void disconnectSockets(boolean close);
}
