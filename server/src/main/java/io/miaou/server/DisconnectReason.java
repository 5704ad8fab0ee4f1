package io.miaou.server;

/** Why a socket was disconnected. The strings are the official ones. */
public enum DisconnectReason {
    /** The server called {@link Socket#disconnect()}. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    /** The client left the namespace. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** The server is going down. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The client did not answer a heartbeat in time. */
    PING_TIMEOUT("ping timeout"),
    /** The connection was closed by the client, or lost. */
    TRANSPORT_CLOSE("transport close"),
    /** The connection failed. */
    TRANSPORT_ERROR("transport error"),
    /** The client sent something that is no Engine.IO packet. */
    PARSE_ERROR("parse error"),
    /** The server closed the connection: the application asked for it, or the client sent a bad Socket.IO packet. */
    FORCED_CLOSE("forced close"),
    /** The same, while the client was not there to be told. */
    FORCED_SERVER_CLOSE("forced server close");

    private final String wire;

    DisconnectReason(String wire) {
        this.wire = wire;
    }

    /** The official name of it. */
    public String wire() {
        return wire;
    }

    @Override
    public String toString() {
        return wire;
    }
}
