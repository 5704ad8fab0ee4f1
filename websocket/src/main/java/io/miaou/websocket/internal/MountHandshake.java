package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.http.HttpRequest;

/** A request to become a WebSocket, to be accepted or refused, once, by any thread; the rest on the connection's loop. */
public interface MountHandshake {
    /** The request's head. */
    RequestHead head();

    /** The request as handlers see it. */
    HttpRequest request();

    /** The same, packed into little memory, for whoever keeps it long. */
    HttpRequest kept();

    /** Where the connection lives. */
    Loop loop();

    /** What RFC 6455 says of it: an {@code Accept}, with the first subprotocol that was offered, or a {@code Refuse}. */
    Handshake.Answer answer();

    /**
     * Answers with these headers as they are, in their order and spelling, and ends the connection. {@code Connection: close} and
     * {@code Content-Length} are added if they are missing, {@code Date} is not.
     */
    void refuse(int status, Headers headers, byte[] content);

    /**
     * Accepts; the connection moves to its home first, if that is another loop, and nothing of it is read meanwhile. Then, on the
     * home loop, {@code 101} is written with the headers of {@link #answer} and these, and the handler hears {@code onOpen} and
     * what came behind the handshake. When the client leaves before that, or the server ends, the handler hears {@code onClose}
     * with 1006 alone.
     *
     * @throws IllegalStateException when {@link #answer} is a refusal
     */
    void accept(Loop home, Headers more, FrameHandler handler);
}
