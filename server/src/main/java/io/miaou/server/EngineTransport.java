package io.miaou.server;

/** What can carry a session. */
public enum EngineTransport {
    /** Long polling: GETs that wait, and POSTs. */
    POLLING("polling"),
    /** RFC 6455. */
    WEBSOCKET("websocket");

    private final String wire;

    EngineTransport(String wire) {
        this.wire = wire;
    }

    /** Its name in requests. */
    public String wire() {
        return wire;
    }
}
