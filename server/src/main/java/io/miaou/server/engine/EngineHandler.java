package io.miaou.server.engine;

import io.miaou.protocol.engine.CloseReason;

/**
 * Hears the sessions of an {@link EngineServer}. For each session it is called one call at a time and in order, on a virtual thread,
 * where it may block; with {@link EngineServer.Builder#inline()} on the session's event loop, where it must not. What it throws
 * goes to {@link #onError}; the session stays.
 */
public interface EngineHandler {
    /** A session has begun. */
    default void onOpen(EngineSocket socket) throws Exception {}

    /** A text message. */
    default void onText(EngineSocket socket, String text) throws Exception {}

    /** A binary message; the array is the receiver's to keep. */
    default void onBinary(EngineSocket socket, byte[] data) throws Exception {}

    /** A WebSocket carries the session from now on. */
    default void onUpgrade(EngineSocket socket) throws Exception {}

    /**
     * The session has ended; comes last.
     *
     * @param description more about it, perhaps empty
     */
    default void onClose(EngineSocket socket, CloseReason reason, String description) throws Exception {}

    /** The handler threw; by default one line with the stack trace in the log. */
    default void onError(EngineSocket socket, Throwable error) {
        LiveEngineSocket.LOG.error("the handler of session " + socket.id() + " failed", error);
    }
}
