package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Violation;

/** The server or client that a WebSocket connection belongs to. Any thread. */
interface ConnectionOwner {
    /** What all its connections have in common. */
    ConnectionSettings settings();

    /** Where the events of a connection wait for its handler, unless it is inline; asked once per connection. */
    default Inbox<Delivery> inbox(WebSocketChannel channel) {
        return new Mailbox<>(settings().inboundQueue(), settings().maxWaitingBytes(), channel);
    }

    /** A handler is about to hear of its connection. */
    void handlerBegins();

    /** A handler has heard the last of its connection. */
    void handlerEnded();

    /** A connection is over for its WebSocket; its channel may stay a while. On the connection's loop. */
    default void finished(CloseStatus status) {}

    /** What its connections say when it ends itself. */
    CloseStatus goingAway();

    /** A peer did something wrong; the detail holds nothing of the peer's that is not escaped. */
    void peerFault(String kind, Object peer, String detail);

    /** A peer broke a rule of the protocol. */
    default void violation(LiveWebSocket socket, Violation violation) {
        peerFault("closed " + violation.closeCode(), socket, violation.detail());
    }
}
