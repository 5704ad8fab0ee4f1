package io.miaou.websocket;

import java.util.function.Predicate;

/**
 * A set of connections that hear the same messages. A connection leaves by itself when it ends.
 *
 * <p>Every method may be called from any thread; none blocks. Members are kept by event loop: a broadcast is framed once,
 * travels as one task to each loop and is written from one shared buffer. It passes through the same queue as {@link
 * WebSocket#send} and {@link #add}, so that what one thread does in order happens in order. A member whose send queue has no
 * room for it is treated as its server's {@link SlowConsumerPolicy} says; the others hear it all the same.
 */
public interface WebSocketGroup {
    /**
     * Makes a connection a member. Harmless when it is one or has ended.
     *
     * @throws IllegalArgumentException when it is a connection of another server
     */
    void add(WebSocket socket);

    /**
     * Takes a connection out. Harmless when it is no member.
     *
     * @throws IllegalArgumentException when it belongs to another server than the group
     */
    void remove(WebSocket socket);

    /** Sends a text message to all members. */
    default void send(String text) {
        send(text, socket -> true);
    }

    /**
     * Sends a text message to the members that the filter lets through. It runs on event loops, so it must not block; when it
     * throws, that member is left out and the log told.
     */
    void send(String text, Predicate<? super WebSocket> filter);

    /** Sends a binary message to all members; a copy of the data is taken. */
    default void send(byte[] data) {
        send(data, socket -> true);
    }

    /**
     * Sends a binary message to the members that the filter lets through. It runs on event loops, so it must not block; when it
     * throws, that member is left out and the log told.
     */
    void send(byte[] data, Predicate<? super WebSocket> filter);

    /** How many members there are, as far as the loops have come. */
    int size();
}
