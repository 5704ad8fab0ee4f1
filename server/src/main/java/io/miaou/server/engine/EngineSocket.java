package io.miaou.server.engine;

import io.miaou.websocket.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A session of Engine.IO. Any thread. */
public interface EngineSocket {
    /** Where a session stands, in the official server's words. */
    enum ReadyState {
        /** Messages flow both ways. */
        OPEN,
        /** This side has closed, and the client has yet to hear it. */
        CLOSING,
        /** Over. */
        CLOSED
    }

    /** Its id, as the client knows it. */
    String id();

    /** What carries it now: {@code polling} or {@code websocket}. */
    String transport();

    /** The version of Engine.IO: 4. */
    int protocol();

    /** Where it stands. */
    ReadyState readyState();

    /** The request that opened it. */
    HttpRequest request();

    /** The address of the client that opened it. */
    default InetSocketAddress remoteAddress() {
        return request().remoteAddress();
    }

    /** While a message is handled that came by POST: that request. */
    Optional<HttpRequest> carrier();

    /**
     * Sends a text. What one thread sends in order arrives in order.
     *
     * @return false when it was not sent: the session is closed, or more than {@code maxSendQueue} is on its way to the loop. A
     *     client that does not take what reached its queue is closed there ({@code transport error}).
     */
    boolean send(String text);

    /** Sends bytes; as {@link #send(String)}. */
    boolean send(byte[] data);

    /** Closes the session, once what was sent before has gone out. Harmless when called again. */
    void close();
}
