package io.miaou.websocket;

/**
 * Hears what a server does, to count it: implement what you want to know and give it to {@link
 * ServerOptions.Builder#metrics}.
 *
 * <p>Calls come from event loops and from handlers' threads, many at a time: a method must be safe for use by many threads, must
 * not block and should only add to a counter. What it throws is caught and logged. Names and kinds are constants of ours, a few
 * dozen in all, never anything of a peer's: fit for the labels of a counter. A server without metrics calls methods that do
 * nothing; with them, no call allocates.
 */
public interface WebSocketMetrics {
    // --- connections ----------------------------------------------------------------------------------------------

    /** A connection was accepted. */
    default void connectionAccepted() {}

    /** A connection that was accepted has ended, be it HTTP or WebSocket. */
    default void connectionEnded() {}

    /**
     * A connection was not served.
     *
     * @param kind {@code maxConnectionsPerIp} or {@code no PROXY header}
     */
    default void connectionRefused(String kind) {}

    /** A TLS handshake failed. */
    default void tlsHandshakeFailed() {}

    // --- HTTP -----------------------------------------------------------------------------------------------------

    /**
     * An answer to a request began, handshakes and refusals among them.
     *
     * @param status 101 for a WebSocket that opened
     */
    default void requestAnswered(int status) {}

    /** A WebSocket opened. */
    default void handshakeAccepted() {}

    /**
     * A handshake was refused by the rules of RFC 6455, or because nothing is there: its answer is counted besides.
     *
     * @param status of the answer
     */
    default void handshakeRefused(int status) {}

    // --- messages -------------------------------------------------------------------------------------------------

    /**
     * A message is about to be heard by its handler.
     *
     * @param bytes of its content
     */
    default void messageReceived(int bytes) {}

    /**
     * A message is on its way to the network of one connection; of a broadcast, once for each member.
     *
     * @param bytes of its content, before compression
     */
    default void messageSent(int bytes) {}

    /** Bytes came from a connection, as they were on the wire behind TLS, HTTP among them. */
    default void bytesReceived(int bytes) {}

    /** Bytes of WebSocket frames are on their way to a connection, as they are on the wire behind TLS. */
    default void bytesSent(int bytes) {}

    /** A message was dropped because a connection's send queue was full ({@link SlowConsumerPolicy#DROP}). */
    default void messageDropped(int bytes) {}

    // --- the life of a WebSocket ----------------------------------------------------------------------------------

    /** A peer answered the server's heartbeat after that many nanoseconds. */
    default void pongReceived(long latencyNanos) {}

    /** A WebSocket is over, or will be once its handler knows: the close code as {@code onClose} hears it. */
    default void closed(int code) {}

    /** A connection was given up because its send queue was full ({@link SlowConsumerPolicy#CLOSE}). */
    default void slowConsumerClosed() {}

    /**
     * A limit was reached or a wait was over, and what its description says was done.
     *
     * @param limit the name of the option, as in {@link Limits} ({@code maxMessageSize}), {@link Timeouts}
     *     ({@code handshakeTimeout}, {@code requestTimeout}, {@code messageTimeout}, {@code writeTimeout}) and {@link
     *     Compression} ({@code deflateMemoryBudget})
     */
    default void limitHit(String limit) {}

    // --- handlers -------------------------------------------------------------------------------------------------

    /** A handler was called, for an event or a request, and returned or threw after that many nanoseconds. */
    default void handlerCalled(long nanos) {}

    /** A handler threw. */
    default void handlerFailed() {}
}
