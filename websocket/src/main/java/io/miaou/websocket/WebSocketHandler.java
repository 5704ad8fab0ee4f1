package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseStatus;

/**
 * What an application does with the connections of an endpoint, or of a client; one handler serves all of them.
 *
 * <p>Threads: the calls for one connection come one at a time, in the order things happened, on a virtual thread that
 * lives only while there is work: a handler may block. An endpoint or client made {@code inline()} is called on the connection's
 * event loop instead and must never block. Calls for different connections of a server run at the same time;
 * a client's connections follow each other, and so do the calls.
 *
 * <p>An exception thrown here goes to {@link #onError}; the connection stays.
 */
public interface WebSocketHandler {
    /** The handshake is done; nothing of the peer has been read yet. */
    default void onOpen(WebSocket socket) throws Exception {}

    /** A text message, complete and checked to be UTF-8. */
    default void onText(WebSocket socket, String text) throws Exception {}

    /** A binary message, complete; the array is the handler's to keep. */
    default void onBinary(WebSocket socket, byte[] data) throws Exception {}

    /** The peer answered a ping, or sent a pong unasked. */
    default void onPong(WebSocket socket, byte[] data) throws Exception {}

    /**
     * The connection is over: called once for every {@code onOpen}, as its last call. When the peer began the closing, this
     * comes after every message it sent before; our close reply follows once this and all earlier calls are done.
     */
    default void onClose(WebSocket socket, CloseStatus status) throws Exception {}

    /** One of the methods above threw. The default leaves it to the library's log, at ERROR and rate-limited. */
    default void onError(WebSocket socket, Throwable error) {
        HandlerFaults.log(socket, error);
    }
}
