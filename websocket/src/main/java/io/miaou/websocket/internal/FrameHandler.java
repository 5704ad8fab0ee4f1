package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;

/**
 * Hears a mounted WebSocket, on its loop, where it must not block. It may call its {@link FrameSocket} meanwhile; what it throws
 * is a bug of ours and ends the connection.
 */
public interface FrameHandler {
    /** It is open; comes first. What it writes now leaves with the answer to the handshake. */
    void onOpen(FrameSocket socket);

    /** A text message: UTF-8, checked; the receiver's to keep. */
    void onText(byte[] utf8);

    /** A binary message; the receiver's to keep. */
    void onBinary(byte[] data);

    /**
     * It is over: the status of the peer's close frame, or of ours if that came first, or 1006. Once, last, for every handler
     * that was accepted; without {@link #onOpen} before it when the client was gone too soon. Nothing can be written any more.
     */
    void onClose(CloseStatus status);

    /** All that was written has been taken by the network: once behind the writes of a turn, as soon as it is so. */
    void onWritten();
}
