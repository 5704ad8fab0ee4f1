package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.CloseReason;

/** Hears a session, on its loop, where it must not block. What it throws is a bug of ours and ends the session. */
public interface EngineListener {
    /** A text message, from {@code from} to before {@code to}: UTF-8, checked; the array is the receiver's to keep. */
    void onMessage(byte[] packet, int from, int to);

    /** A binary message; the receiver's to keep. */
    void onBinary(byte[] data);

    /** What was sent has left: the queue is empty, or the network has taken all. */
    void onDrain();

    /** A WebSocket carries the session from now on. */
    void onUpgrade();

    /** The session has ended; once, last. */
    void onClose(CloseReason reason, String description);
}
