package io.miaou.websocket.internal;

import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.http.RequestGate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One plain request and its answer: the gate and the handler run on a virtual thread of their own, everything else on the
 * connection's loop.
 */
final class HttpExchange {
    private final HttpConnection connection;
    private final RequestHead head;
    private final RequestBody body;
    private final LiveRequest request;
    private volatile @Nullable ResponseStream stream;

    // the loop's
    boolean bodyEnded;
    boolean answered;
    boolean keepAlive;

    HttpExchange(HttpConnection connection, RequestHead head, InetSocketAddress remoteAddress, int maxBodySize) {
        this.connection = connection;
        this.head = head;
        this.body = new RequestBody(
                () -> connection.loop.execute(() -> connection.continueBody(this)),
                () -> connection.loop.execute(connection::resume));
        this.request = new LiveRequest(head, remoteAddress, body, maxBodySize);
    }

    RequestHead head() {
        return head;
    }

    RequestBody body() {
        return body;
    }

    LiveRequest request() {
        return request;
    }

    boolean expectsContinue() {
        return head.headers().first("Expect").isPresent();
    }

    /** Runs gate and handler. */
    void start(ServerOptions options) {
        Thread.ofVirtual().name("miaou-http").start(() -> run(options.gate(), options.http()));
    }

    private void run(RequestGate gate, HttpHandler handler) {
        HttpResponse response;
        try {
            Optional<HttpResponse> refusal = gate.check(request);
            response = refusal.isPresent() ? refusal.get() : handler.handle(request);
        } catch (BodyTooLargeException tooLarge) {
            response = HttpResponse.text(413, "Content too large\n");
        } catch (Throwable error) {
            response = failed(error);
        }
        answer(response);
    }

    private HttpResponse failed(Throwable error) {
        if (error instanceof IOException && !connection.isActive()) {
            ServerRuntime.LOG.debug(request + " was cut: " + error.getMessage());
        } else {
            ServerRuntime.LOG.error("the handler of " + connection.describe(head) + " failed", error);
        }
        return HttpResponse.text(500, "Internal server error\n");
    }

    private void answer(HttpResponse response) {
        switch (response.body()) {
            case HttpResponse.Whole whole ->
                connection.loop.execute(() -> connection.answer(this, response, whole.bytes()));
            case HttpResponse.Streamed streamed -> answerStreamed(response, streamed);
        }
    }

    private void answerStreamed(HttpResponse response, HttpResponse.Streamed streamed) {
        ResponseStream out = new ResponseStream(connection, this);
        stream = out;
        connection.loop.execute(() -> connection.beginStream(this, response));
        if (head.method().equals("HEAD")) {
            connection.loop.execute(() -> connection.endStream(this, true));
            return;
        }
        boolean complete = false;
        try {
            streamed.writer().write(out);
            out.flush();
            complete = true;
        } catch (IOException gone) {
            ServerRuntime.LOG.debug(request + ": streaming ended: " + gone.getMessage());
        } catch (Throwable error) {
            ServerRuntime.LOG.error("the stream of " + connection.describe(head) + " failed", error);
        }
        boolean whole = complete;
        connection.loop.execute(() -> connection.endStream(this, whole));
    }

    /** The connection is gone: whoever reads or writes hears it. The loop's thread. */
    void cut() {
        body.fail(new IOException("the connection was cut"));
        ResponseStream out = stream;
        if (out != null) {
            out.fail();
        }
    }
}
