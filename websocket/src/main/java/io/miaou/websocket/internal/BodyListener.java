package io.miaou.websocket.internal;

/**
 * Hears what became of a request's body: one of these, once, on the connection's loop; nothing any more once the request was
 * answered.
 */
public interface BodyListener {
    /** All of it; the receiver's to keep. Empty when the request has none. */
    void whole(byte[] body);

    /**
     * It is longer than asked for, as its length said at once or its bytes showed: the rest is not kept. An answer may still be
     * given, behind which the connection ends.
     */
    void tooLarge();

    /** It will never be whole: the client left, was too slow or made a mistake. No answer is possible any more. */
    void cut();
}
