package io.miaou.server.internal.engine;

/** Takes new sessions in. */
@FunctionalInterface
public interface EngineAcceptor {
    /** A session has begun: its open packet has been sent. On its loop. What it returns hears everything else. */
    EngineListener onOpen(EngineLink link);
}
