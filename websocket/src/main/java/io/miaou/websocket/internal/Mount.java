package io.miaou.websocket.internal;

import io.miaou.protocol.http.RequestHead;

/**
 * A part of a server's requests that another protocol serves, on the loops, without a thread of its own.
 *
 * <p>It is asked for every request before endpoints and the http handler. A request that it claims passes the Host check and the
 * server's {@code RequestGate}, if there is one (the gate sees no body of it), before it comes here, but no Origin check: pages
 * of other origins are this protocol's own affair. All is called on the loop of the connection, but for {@link #begin} and {@link
 * #shutDown}; nothing of it may block. What it throws is a bug of ours and ends the connection.
 */
public interface Mount {
    /** Whether the request is this mount's; asked once for each, before its body was read. */
    boolean claims(RequestHead head);

    /** What its WebSockets may send; asked once, when the server is made. */
    MountSettings settings();

    /** A plain request, to be answered now or later. */
    void onRequest(MountExchange exchange);

    /** A request with {@code Upgrade: websocket}, to be accepted or refused now or later. */
    void onHandshake(MountHandshake handshake);

    /** The server has made its loops and is about to listen. On the thread that starts it. */
    default void begin(MountHost host) {}

    /**
     * The server ends and accepts nothing any more: what this mount says to its peers by tasks that it enqueues on their loops
     * now comes before the server's own end of them, which is 1001 for each WebSocket that is still open, and the end of each
     * connection without a request; what is unanswered after the close timeout is cut. Once, on the thread that closes the
     * server, also of a server that never listened.
     */
    default void shutDown() {}
}
