package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Violation;

/** The server or client that a WebSocket connection belongs to. Any thread. */
interface ConnectionOwner {
    /** What all its connections have in common. */
    ConnectionSettings settings();

    /** A handler is about to hear of its connection. */
    void handlerBegins();

    /** A handler has heard the last of its connection. */
    void handlerEnded();

    /** What its connections say when it ends itself. */
    CloseStatus goingAway();

    /** A peer did something wrong; the detail holds nothing of the peer's that is not escaped. */
    void peerFault(String kind, Object peer, String detail);

    /** A peer broke a rule of the protocol. */
    default void violation(LiveWebSocket socket, Violation violation) {
        peerFault("closed " + violation.closeCode(), socket, violation.detail());
    }
}
