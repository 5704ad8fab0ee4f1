package io.miaou.server;

/** What the world did to a call: the peer did not answer, went away, sent something else. Unchecked; one kind per cause. */
public abstract sealed class MiaouException extends RuntimeException
        permits AckTimeoutException, BadArgumentException, DisconnectedException {
    private static final long serialVersionUID = 1L;

    /** For the kinds. */
    MiaouException(String message) {
        super(message);
    }
}
