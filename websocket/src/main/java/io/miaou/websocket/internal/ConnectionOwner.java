package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Violation;

/** The server or client that a WebSocket connection belongs to. Any thread. */
interface ConnectionOwner {
    /** What all its connections have in common. */
    ConnectionSettings settings();

    /** Where the events of a connection wait for its handler, unless it is inline; asked once per connection. */
    default Inbox<Delivery> inbox(WebSocketChannel channel) {
        return new Mailbox<>(settings().inbound(), channel);
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
        if (!violation.limit().isEmpty()) {
            settings().metrics().limitHit(violation.limit());
        }
        peerFault("closed " + violation.closeCode(), socket, violation.detail());
    }

    /** A message found no room in a connection's send queue and was left out. */
    default void dropped(LiveWebSocket socket, int bytes, long waiting) {
        settings().metrics().messageDropped(bytes);
        peerFault("dropped", socket, "a message of " + bytes + " bytes, behind " + waiting);
    }

    /** A message found no room, and the connection ends: what it ends with. */
    default String noRoom(LiveWebSocket socket, Outbox.Room room, long waiting) {
        if (room == Outbox.Room.BUDGET_SPENT) {
            peerFault("outbound budget", socket, "ended: the budget for messages on their way is spent");
            return "the budget for messages on their way is spent";
        }
        settings().metrics().slowConsumerClosed();
        peerFault("slow consumer", socket, waiting + " bytes wait");
        return "the peer reads too slowly: its send queue was full";
    }

    /** A peer took nothing for the write timeout, and the connection ends. */
    default void writeTimeout(LiveWebSocket socket) {
        settings().metrics().limitHit("writeTimeout");
        peerFault("write timeout", socket, "no byte was taken for " + settings().writeTimeout());
    }
}
