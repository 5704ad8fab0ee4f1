package io.miaou.websocket;

/** What happens to a message for a connection whose send queue is full, because the peer reads slower than we send. */
public enum SlowConsumerPolicy {
    /** The connection is ended, so that memory stays bounded and nobody misses a message without knowing; a server's default. */
    CLOSE,
    /**
     * The message is dropped, {@code send} answers false, the connection stays: for values that the next one replaces, and for a
     * sender who looks at the answer; a client's default.
     */
    DROP
}
