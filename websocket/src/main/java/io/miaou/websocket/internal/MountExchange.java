package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;

/**
 * One plain request and its one answer. The connection looks at the next request when this one is answered, and waits for
 * that without limit: no timeout of HTTP runs while the request is complete.
 */
public interface MountExchange {
    /** The request's head. */
    RequestHead head();

    /** The request as handlers see it, without a body. */
    HttpRequest request();

    /** The same, packed into little memory, for whoever keeps it long. */
    HttpRequest kept();

    /** Where the connection lives. */
    Loop loop();

    /**
     * Reads the body, which nothing is read of before; at most once, on the loop, before the answer. A client that expects {@code
     * 100 Continue} is told to go on, unless the length it announced is too large. From now on it has the request timeout for
     * the rest of the body, or gets 408.
     *
     * @param maxBytes how long it may be; the server's {@code maxStreamedBodySize} is a limit besides
     */
    void readBody(int maxBytes, BodyListener listener);

    /**
     * Answers; any thread, and only the first answer counts. {@code Content-Length}, {@code Date} and {@code Connection} are the
     * server's to add. The connection goes on if the client wants that, unless a part of the body was not read: then it ends.
     * Harmless when the client is gone.
     *
     * @param content perhaps empty; not to be changed any more
     */
    void answer(int status, Headers headers, byte[] content);

    /**
     * Answers with content that is coded now, on the calling thread, and sent in chunks without a length, to HTTP/1.0 up to the
     * end of the connection; {@code Content-Encoding} is added too. Otherwise as {@link #answer}.
     */
    void answerCoded(int status, Headers headers, ContentCoding coding, byte[] content);

    /**
     * Has an action run, on the loop, when the client goes away before it is answered: a reset, or the end of its input behind a
     * complete request (a client that only waits keeps its direction open). After a reset no answer arrives; after the end of
     * input it may still be answered for the close timeout. At once when it is gone already; called on the loop, once.
     */
    void onCut(Runnable action);
}
