package io.miaou.server;

/** The socket was or got disconnected before the peer acknowledged an event. */
public final class DisconnectedException extends MiaouException {
    private static final long serialVersionUID = 1L;

    /** @param event whose acknowledgement will not come */
    public DisconnectedException(String event) {
        super("the socket is disconnected, \"" + event + "\" will not be acknowledged");
    }
}
