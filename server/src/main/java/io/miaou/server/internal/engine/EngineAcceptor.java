package io.miaou.server.internal.engine;

import io.miaou.websocket.internal.MountHost;

/** Takes new sessions in. */
@FunctionalInterface
public interface EngineAcceptor {
    /** A session has begun: its open packet has been sent. On its loop. What it returns hears everything else. */
    EngineListener onOpen(EngineLink link);

    /** The server has made its loops and is about to listen. On the thread that starts it. */
    default void begin(MountHost host) {}
}
