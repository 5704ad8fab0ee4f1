package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One open connection, at a server or a client. Every method may be called from any thread and none blocks.
 *
 * <p>What one thread sends arrives in that order; everything for a connection passes through one queue of its event loop.
 * Equality is identity.
 */
public interface WebSocket {
    /** Names the connection within this process: a number that is never used again. */
    long id();

    /** The request that opened it, received or sent: path, query, headers, the peer's address; its body is empty. */
    HttpRequest request();

    /** The subprotocol that was agreed on (RFC 6455 §1.9). */
    Optional<String> subprotocol();

    /**
     * Queues a text message.
     *
     * @return false when it was not queued: the connection is closing, or its send queue is full (see {@link
     *     SlowConsumerPolicy})
     */
    boolean send(String text);

    /** Queues a binary message, of which a copy is taken; the result as of {@link #send(String)}. */
    boolean send(byte[] data);

    /**
     * Queues a text message that is not compressed even where compression was agreed on: for one that holds a secret and, beside
     * it, text that an attacker chooses, since its compressed size would give the secret away (CRIME, BREACH).
     *
     * @return as of {@link #send(String)}
     */
    boolean sendUncompressed(String text);

    /** Queues a binary message likewise; a copy is taken. */
    boolean sendUncompressed(byte[] data);

    /**
     * Queues a ping; {@link WebSocketHandler#onPong} hears the answer. The answers count against {@code maxControlRate}.
     *
     * @return as of {@link #send(String)}
     * @throws IllegalArgumentException when the data is longer than 125 bytes (RFC 6455 §5.5)
     */
    boolean ping(byte[] data);

    /** How long the last heartbeat took there and back; empty until one was answered. */
    Optional<Duration> latency();

    /** Bytes that wait to be taken by the network, with 96 of bookkeeping for each message. */
    long bufferedBytes();

    /**
     * Completes when the send queue is at half of its limit or below, at once if it is now. Never fails; completes too when
     * the connection ends.
     */
    CompletableFuture<Void> drained();

    /** Begins the closing handshake with code 1000. */
    default void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Begins the closing handshake: what was sent before still leaves, then the close frame; the peer has the close
     * timeout to answer. Harmless when the connection is closing already.
     *
     * @throws IllegalArgumentException when a close frame may not carry the code (RFC 6455 §7.4), or the reason is longer
     *     than 123 bytes in UTF-8
     */
    void close(int code, String reason);

    /** Ends the connection now, without a closing handshake; the handler's {@code onClose} hears 1006. */
    void terminate();

    /** Whether messages can still be sent. */
    boolean isOpen();

    /** Completes when the connection is over and {@code onClose} has returned. */
    CompletableFuture<CloseStatus> closed();

    /** What the application keeps with the connection. */
    @Nullable
    Object attachment();

    /** Keeps something with the connection, for {@link #attachment()}. */
    void attach(@Nullable Object attachment);
}
