package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * The answer to one request on its way out: sent while the request is still the connection's current one, dropped afterwards,
 * for then the connection has given it up. The loop's thread only.
 */
final class HttpReply {
    private final HttpConnection connection;
    private final Exchange exchange;
    private final ResponseWriter out;
    private boolean begun;
    private boolean keepsAlive;

    HttpReply(HttpConnection connection, Exchange exchange, ResponseWriter out) {
        this.connection = connection;
        this.exchange = exchange;
        this.out = out;
    }

    /** Whether a part of it is out, so that nothing else can be said. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether another request may follow it. */
    boolean keepsAlive() {
        return keepsAlive;
    }

    /** Tells a client that waits to be asked for its body to go on; false when none waits. */
    boolean sendContinue() {
        if (!connection.isAt(exchange) || begun || exchange.bodyEnded || !exchange.expectsContinue()) {
            return false;
        }
        out.writeContinue();
        return true;
    }

    /** Sends a whole answer. */
    void send(int status, Headers headers, byte[] content) {
        if (connection.isAt(exchange)) {
            begun = true;
            keepsAlive = connection.mayKeepAlive(exchange);
            connection.endRequest();
            out.writeWhole(exchange.head, status, headers, content, keepsAlive);
            connection.next(exchange);
        }
    }

    /** Sends an answer whose content is there, but framed as if it came in pieces. */
    void sendStreamed(int status, Headers headers, byte[] content) {
        if (connection.isAt(exchange)) {
            begun = true;
            keepsAlive = connection.mayKeepAlive(exchange) && ResponseWriter.isChunked(exchange.head);
            connection.endRequest();
            out.writeWholeAsStream(exchange.head, status, headers, content, keepsAlive);
            connection.next(exchange);
        }
    }

    /** Sends the head of an answer that goes with it, when it allows no content. */
    void sendHead(HttpResponse response) {
        connection.endRequest();
        begin(response);
        if (connection.isAt(exchange)) {
            connection.next(exchange);
        }
    }

    /** Sends the head of a streamed answer. */
    void begin(HttpResponse response) {
        if (!connection.isAt(exchange)) {
            exchange.cut(new IOException("the client is gone"));
            return;
        }
        begun = true;
        keepsAlive = connection.mayKeepAlive(exchange) && ResponseWriter.isChunked(exchange.head);
        out.writeStreamHead(exchange.head, response.status(), response.headers(), keepsAlive);
    }

    /** Sends a piece of a streamed answer; {@code taken} is called once the network has it, or never if it is lost. */
    void write(ByteBuf piece, Runnable taken) {
        if (!connection.isAt(exchange)) {
            piece.release();
            exchange.cut(new IOException("the client is gone"));
            return;
        }
        out.writePiece(exchange.head, piece, written -> {
            if (written.isSuccess()) {
                taken.run();
            } else {
                exchange.cut(new IOException("the client is gone", written.cause()));
            }
        });
    }

    /** Ends a streamed answer. */
    void end() {
        if (connection.isAt(exchange)) {
            connection.endRequest();
            out.writeStreamEnd(exchange.head);
            connection.next(exchange);
        }
    }

    /** A streamed answer broke off: the connection ends without the last chunk, so that the client knows. */
    public void breakOff() {
        if (connection.isAt(exchange)) {
            connection.breakOff();
        }
    }
}
