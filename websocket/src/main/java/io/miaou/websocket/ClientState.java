package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a {@link WebSocketClient} stands.
 *
 * <pre>
 *   Idle ── connect() ──▶ Connecting ──────▶ Open ── close() ──▶ Closing ──▶ Closed
 *                          ▲    │ failed      │ lost                          ▲
 *                    delay │    ▼             │                               │
 *                     Reconnecting ◀──────────┘ ── close(), no more attempts ─┘
 * </pre>
 *
 * Without reconnection a failure and a loss lead to {@code Closed}. {@code close()} leads there from everywhere. {@code
 * Closed} is final.
 */
public sealed interface ClientState {
    /** Built, and not asked to connect yet. Listeners never hear of it. */
    record Idle() implements ClientState {}

    /**
     * An attempt is under way.
     *
     * @param attempt 0 for the first, n for the nth in a row after a loss or a failure
     */
    record Connecting(int attempt) implements ClientState {}

    /** There is a connection. The handler hears {@code onOpen} right behind this. */
    record Open(WebSocket socket) implements ClientState {}

    /** {@code close()} was called: the closing handshake is under way. */
    record Closing() implements ClientState {}

    /**
     * There is no connection, and the next attempt waits for its time. After a loss, the handler has heard {@code onClose}
     * right before this.
     *
     * @param attempt the number of the next one, from 1
     * @param delay how long it waits, from now
     * @param cause why there is no connection
     */
    record Reconnecting(int attempt, Duration delay, ConnectionFailure cause) implements ClientState {}

    /**
     * Over: nothing of the client is left.
     *
     * @param status how the last connection ended; 1006 when there was none
     * @param cause why the client ended; empty when {@code close()} was asked for
     */
    record Closed(CloseStatus status, Optional<ConnectionFailure> cause) implements ClientState {}
}
