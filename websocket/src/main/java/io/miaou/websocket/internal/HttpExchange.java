package io.miaou.websocket.internal;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketMetrics;
import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.http.RequestGate;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: the gate and the handler run on a virtual thread of their own, everything else on the
 * connection's loop. A handshake that the gate lets pass goes back to the connection, which upgrades.
 */
final class HttpExchange {
    private final HttpConnection connection;
    private final RequestHead head;
    private final ServerOptions options;
    private final WebSocketMetrics metrics;
    private final Handshake.Answer handshake;
    private final RequestBody body;
    private final LiveRequest request;
    private final HttpReply reply;
    private volatile @Nullable ResponseStream stream;
    private volatile boolean cut;

    // the loop's
    boolean bodyEnded;
    boolean bodyPaused;

    HttpExchange(
            HttpConnection connection,
            RequestHead head,
            Handshake.Answer handshake,
            Visitor visitor,
            ServerOptions options,
            WebSocketMetrics metrics) {
        this.connection = connection;
        this.head = head;
        this.handshake = handshake;
        this.options = options;
        this.metrics = metrics;
        this.body = new RequestBody(
                () -> connection.loop.execute(connection, this::onBodyWanted),
                () -> connection.loop.execute(connection, this::onBodyDrained),
                metrics);
        this.request = isHandshake()
                ? new LiveRequest(head, visitor)
                : new LiveRequest(head, visitor, body, options.limits().maxBodySize());
        this.reply = new HttpReply(connection, this, connection.out());
    }

    RequestHead head() {
        return head;
    }

    Handshake.Answer handshake() {
        return handshake;
    }

    boolean isHandshake() {
        return !(handshake instanceof Handshake.Answer.NotWebSocket);
    }

    RequestBody body() {
        return body;
    }

    LiveRequest request() {
        return request;
    }

    HttpReply reply() {
        return reply;
    }

    /** Whether more of the body is wanted. The loop's thread. */
    boolean takesBody() {
        return !isHandshake() && !bodyEnded && !bodyPaused;
    }

    /** RFC 9110 §10.1.1: an HTTP/1.0 client knows nothing of it. */
    boolean expectsContinue() {
        return head.minorVersion() == 1 && head.headers().contains("Expect");
    }

    // --- the body, on the loop ------------------------------------------------------------------------------------

    void onContent(byte[] bytes) {
        if (body.put(bytes)) {
            bodyPaused = true;
            connection.patience().pause(connection.loop.now()); // who is slow now is the handler
        }
    }

    /** The handler asks for the body: a client that waits for that has the whole patience from now on. */
    private void onBodyWanted() {
        if (reply.sendContinue()) {
            connection.patience().give(options.timeouts().requestTimeout(), connection.loop.now());
            connection.remind();
        }
    }

    /** The handler has caught up with the body. */
    private void onBodyDrained() {
        if (connection.isAt(this) && bodyPaused) {
            bodyPaused = false;
            connection.patience().resume(connection.loop.now());
            connection.pump();
        }
    }

    void onEnd() {
        bodyEnded = true;
        body.end();
    }

    // --- the answer -----------------------------------------------------------------------------------------------

    /** Runs gate and handler. */
    void start() {
        Thread.ofVirtual().name("miaou-http").start(() -> run(options.gate(), options.http()));
    }

    private void run(RequestGate gate, HttpHandler handler) {
        HttpResponse response;
        try {
            Optional<HttpResponse> refusal =
                    requireNonNull(gate.check(request), "the gate returned null: give Optional.empty() to let in");
            if (refusal.isEmpty() && isHandshake()) {
                connection.loop.execute(connection, () -> connection.onAdmitted(this));
                return;
            }
            response = refusal.isPresent()
                    ? refusal.get()
                    : requireNonNull(call(handler), "the handler returned null: give a response");
            response = options.httpCompression() ? ContentCompression.apply(head, response) : response;
        } catch (BodyTooLargeException tooLarge) {
            response = HttpResponse.text(413, "Content too large\n");
        } catch (Throwable error) {
            response = failed(error);
        }
        answer(response);
    }

    private HttpResponse call(HttpHandler handler) throws Exception {
        if (metrics == NoMetrics.INSTANCE) {
            return handler.handle(request); // and the clock is not asked
        }
        long start = System.nanoTime();
        try {
            return handler.handle(request);
        } finally {
            metrics.handlerCalled(System.nanoTime() - start);
        }
    }

    /** A request's method and path, fit for the log. */
    static String describe(RequestHead head) {
        return HttpSyntax.quote(head.method() + " " + head.path());
    }

    private HttpResponse failed(Throwable error) {
        if (isOfTheClient(error)) {
            RateLimitedLog.LOG.debug(request + " was cut: " + error.getMessage());
        } else {
            metrics.handlerFailed();
            RateLimitedLog.LOG.error("the handler of " + describe(head) + " failed", error);
        }
        return HttpResponse.text(500, "Internal server error\n");
    }

    /** Whether an exception only says that the client went away, was too slow or made a mistake. */
    private boolean isOfTheClient(Throwable error) {
        Throwable cause = error;
        while (cause != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return cause != null && cut;
    }

    private void answer(HttpResponse response) {
        switch (response.body()) {
            case HttpResponse.Whole whole ->
                connection.loop.execute(connection, () -> reply.send(response, whole.bytes()));
            case HttpResponse.Streamed streamed -> answerStreamed(response, streamed);
        }
    }

    private void answerStreamed(HttpResponse response, HttpResponse.Streamed streamed) {
        if (!ResponseWriter.allowsContent(head, response.status())) {
            connection.loop.execute(connection, () -> reply.sendHead(response));
            return;
        }
        ResponseStream out = new ResponseStream(connection.loop, reply);
        stream = out;
        connection.loop.execute(connection, () -> reply.begin(response));
        try {
            streamed.writer().write(out);
            out.flush();
            connection.loop.execute(connection, reply::end);
            return;
        } catch (IOException gone) {
            RateLimitedLog.LOG.debug(request + ": streaming ended: " + gone.getMessage());
        } catch (Throwable error) {
            metrics.handlerFailed();
            RateLimitedLog.LOG.error("the stream of " + describe(head) + " failed", error);
        }
        connection.loop.execute(connection, reply::breakOff);
    }

    /** The request has come to nothing: whoever reads its body or writes its answer hears it. The loop's thread. */
    void cut(IOException reason) {
        cut = true;
        body.fail(reason);
        ResponseStream out = stream;
        if (out != null) {
            out.fail();
        }
    }
}
