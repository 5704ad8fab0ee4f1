package io.miaou.websocket.internal;

import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;

/**
 * A mount in a server. Immutable.
 *
 * @param settings of its WebSockets
 */
record MountPoint(Mount mount, ConnectionSettings settings) {
    /** What is not a handshake at an endpoint. */
    static final Handshake.Answer NOT_ASKED = new Handshake.Answer.NotWebSocket();

    static MountPoint of(Mount mount, ConnectionSettings server) {
        return new MountPoint(mount, server.forMount(mount.settings()));
    }

    /** A request that the mount has claimed. */
    Exchange exchange(HttpConnection connection, RequestHead head, Visitor visitor) {
        return head.headers().hasToken("Upgrade", "websocket")
                ? new MountedHandshake(this, connection, head, visitor)
                : new MountedRequest(this, connection, head, visitor);
    }
}
