package io.miaou.server;

import io.miaou.websocket.http.HttpRequest;
import java.net.InetSocketAddress;

/** A client's Engine.IO connection, as its sockets share it. Any thread. */
public interface ClientConnection {
    /** The id of the Engine.IO session: a secret between the client and the server. */
    String id();

    /** What it runs over now: {@code polling} or {@code websocket}. */
    String transport();

    /** The version of Engine.IO: 4. */
    int protocol();

    /** The request it began with; without a body. */
    HttpRequest request();

    /** The client's address, as the server or a trusted proxy knows it. */
    default InetSocketAddress remoteAddress() {
        return request().remoteAddress();
    }

    /** Whether it is open. */
    boolean isOpen();
}
