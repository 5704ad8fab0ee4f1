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
 * connection's loop. A handshake that the gate lets pass goes back to the connection, which upgrades, and
 * what a mount serves goes to the mount.
 */
final class HttpExchange extends Exchange {
    private final ServerOptions options;
    private final WebSocketMetrics metrics;
    private final Handshake.Answer handshake;
    private final @Nullable Exchange behindGate;
    private final RequestBody body;
    private final LiveRequest request;
    private volatile @Nullable ResponseStream stream;
    private volatile boolean cut;

    HttpExchange(
            HttpConnection connection,
            RequestHead head,
            Handshake.Answer handshake,
            @Nullable Exchange behindGate,
            Visitor visitor,
            ServerOptions options,
            WebSocketMetrics metrics) {
        super(connection, head);
        this.handshake = handshake;
        this.behindGate = behindGate;
        this.options = options;
        this.metrics = metrics;
        this.body = new RequestBody(
                () -> connection.loop.execute(connection, this::onBodyWanted),
                () -> connection.loop.execute(connection, this::onBodyDrained),
                metrics);
        this.request = isHandedOver()
                ? new LiveRequest(head, visitor)
                : new LiveRequest(head, visitor, body, options.limits().maxBodySize());
    }

    Handshake.Answer handshake() {
        return handshake;
    }

    boolean isHandshake() {
        return !(handshake instanceof Handshake.Answer.NotWebSocket);
    }

    /** What a mount serves once the gate has let it pass. */
    @Nullable
    Exchange behindGate() {
        return behindGate;
    }

    /** Whether only the gate is asked here. */
    private boolean isHandedOver() {
        return behindGate != null || isHandshake();
    }

    RequestBody body() {
        return body;
    }

    LiveRequest request() {
        return request;
    }

    @Override
    boolean takesBody() {
        return !isHandedOver() && !bodyEnded && !bodyPaused;
    }

    // --- the body, on the loop ------------------------------------------------------------------------------------

    @Override
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

    @Override
    void onEnd() {
        bodyEnded = true;
        body.end();
    }

    // --- the answer -----------------------------------------------------------------------------------------------

    /** Runs gate and handler. */
    @Override
    void start() {
        Thread.ofVirtual().name("miaou-http").start(() -> run(options.gate(), options.http()));
    }

    private void run(RequestGate gate, HttpHandler handler) {
        HttpResponse response;
        try {
            Optional<HttpResponse> refusal =
                    requireNonNull(gate.check(request), "the gate returned null: give Optional.empty() to let in");
            if (refusal.isEmpty() && isHandedOver()) {
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
                connection.loop.execute(
                        connection, () -> reply.send(response.status(), response.headers(), whole.bytes()));
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
    @Override
    void cut(IOException reason) {
        cut = true;
        body.fail(reason);
        ResponseStream out = stream;
        if (out != null) {
            out.fail();
        }
    }
}
