package io.miaou.websocket.internal;

import io.miaou.protocol.http.RequestHead;
import java.io.IOException;

/** The request that a connection is busy with, until it is answered or given up. The loop's thread only. */
abstract class Exchange {
    final HttpConnection connection;
    final RequestHead head;
    final HttpReply reply;
    boolean bodyEnded;
    boolean bodyPaused;

    Exchange(HttpConnection connection, RequestHead head) {
        this.connection = connection;
        this.head = head;
        this.reply = new HttpReply(connection, this, connection.out());
    }

    /** Looks at what is asked for: the server's checks are passed. */
    abstract void start();

    /** Whether more of the body is wanted. */
    abstract boolean takesBody();

    abstract void onContent(byte[] bytes);

    abstract void onEnd();

    /** The client sends nothing more, but this request is complete, or not read yet. May come again. */
    void onInputEnded() {}

    /** The request has come to nothing: whoever waits for its body or writes its answer hears it. */
    abstract void cut(IOException reason);

    /** RFC 9110 §10.1.1: an HTTP/1.0 client knows nothing of it. */
    final boolean expectsContinue() {
        return head.minorVersion() == 1 && head.headers().contains("Expect");
    }
}
