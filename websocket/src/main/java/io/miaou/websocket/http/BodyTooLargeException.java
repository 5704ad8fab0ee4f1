package io.miaou.websocket.http;

import java.io.IOException;

/** The body of a request passed its limit; left alone, it is answered with 413. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param limit in bytes */
    public BodyTooLargeException(long limit) {
        super("request body is larger than " + limit + " bytes: raise the limit or read it as a stream");
    }
}
