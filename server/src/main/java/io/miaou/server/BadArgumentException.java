package io.miaou.server;

/** An argument that a client sent is not what a handler asked for. The message says which, what was expected, what came. */
public final class BadArgumentException extends MiaouException {
    private static final long serialVersionUID = 1L;

    /** @param message which argument, what was expected, what came */
    public BadArgumentException(String message) {
        super(message);
    }
}
