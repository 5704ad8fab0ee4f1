package io.miaou.protocol.engine;

/** Why a session ended, in the words of the official server. */
public enum CloseReason {
    /** The transport failed, or the client broke one of its rules. */
    TRANSPORT_ERROR("transport error"),
    /** The client closed. */
    TRANSPORT_CLOSE("transport close"),
    /** This side closed. */
    FORCED_CLOSE("forced close"),
    /** No answer to the heartbeat in time, or nobody polled. */
    PING_TIMEOUT("ping timeout"),
    /** Something came that is no packet. */
    PARSE_ERROR("parse error");

    private final String wire;

    CloseReason(String wire) {
        this.wire = wire;
    }

    /** As the official server calls it. */
    public String wire() {
        return wire;
    }
}
