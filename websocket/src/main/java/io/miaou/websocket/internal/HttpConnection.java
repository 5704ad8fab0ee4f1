package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.Timeouts;
import io.miaou.websocket.WebSocketMetrics;
import io.miaou.websocket.http.BodyTooLargeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection while it speaks HTTP/1.1: one request after the other, each answered before the next is looked at, until one
 * of them is a WebSocket handshake. Then a {@link WebSocketChannel} takes this handler's place and nothing of HTTP stays.
 *
 * <p>Every request passes the same checks in the same order, plain or not: Host, Origin (a mount has its own mind about that),
 * then the gate; only then is looked at what it asks for. The loop's thread only.
 */
final class HttpConnection extends LoopHandler {
    private static final int MOST_PIPELINED = 64 * 1024;

    private final ServerRuntime server;
    private final Channel channel;
    private final Visitor visitor;
    private final WebSocketMetrics metrics;
    private final RequestReader in;
    private final ResponseWriter out;
    private final Timeouts timeouts;
    private final Patience patience = new Patience();
    private @Nullable Exchange current;
    private boolean pumping;
    private boolean inputEnded; // behind what is unread
    private boolean shuttingDown;
    private boolean ended;
    private boolean headBegun = true; // the patience for the first head began with the connection

    HttpConnection(ServerRuntime server, Loop loop, Channel channel, Visitor visitor) {
        super(loop);
        this.server = server;
        this.channel = channel;
        this.visitor = visitor;
        this.metrics = server.settings().metrics();
        this.in = new RequestReader(server.httpLimits());
        this.timeouts = server.options().timeouts();
        this.out = new ResponseWriter(this, channel, timeouts.writeTimeout().toNanos(), metrics);
        patience.give(timeouts.handshakeTimeout(), loop.now());
    }

    // --- input ----------------------------------------------------------------------------------------------------

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        remind();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        in.receive((ByteBuf) message, metrics);
        pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            inputEnded = true;
            pump();
        }
    }

    /** A client that had too many answers waiting has taken some. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current == null && !ended && out.hasRoom()) {
            patience.give(timeouts.keepAliveTimeout(), loop.now());
            pump();
        }
    }

    /** Reads on, as far as it may: a request that is being answered must be done with first. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (takesInput() && step()) {
                // one event at a time
            }
        } finally {
            pumping = false;
        }
        if (inputEnded) {
            endOfInput();
        }
        if (!ended) {
            boolean behind = in.waiting() >= MOST_PIPELINED;
            readOn(channel, !behind && (current == null || !current.bodyPaused));
            remind();
        }
    }

    /** The next request waits until the client takes the answers it has: one who only asks must not fill the memory. */
    private boolean takesInput() {
        return !ended && (current == null ? out.hasRoom() : current.takesBody());
    }

    /** Handles one event of the input; false when it needs more, or must wait. */
    private boolean step() {
        HttpEvent event = in.next();
        switch (event) {
            case HttpEvent.NeedInput needInput -> beginHead();
            case HttpEvent.Request request -> onRequest(request.head());
            case HttpEvent.Content content -> onBody(exchange -> exchange.onContent(content.bytes()));
            case HttpEvent.End end -> {
                patience.end();
                onBody(Exchange::onEnd);
            }
            case HttpEvent.Problem problem -> onProblem(problem);
            case HttpEvent.Response response -> throw new IllegalStateException("a request decoder gave a response");
        }
        return !(event instanceof HttpEvent.NeedInput);
    }

    /** The first bytes of a request that is not complete set the patience for the rest of its head. */
    private void beginHead() {
        if (current == null && !headBegun && in.isInMessage()) {
            headBegun = true;
            patience.give(timeouts.handshakeTimeout(), loop.now());
        }
    }

    private void onRequest(RequestHead head) {
        headBegun = false;
        patience.end();
        visitor.beginRequest(head);
        if (visitor.isOverCap()) {
            server.reception().reportOverCap(visitor);
            sendAndEnd(head, 503, Reception.LATER);
            return;
        }
        MountPoint mount = server.mountOf(head);
        Optional<String> refusal = server.admission().refusal(head, mount == null);
        if (refusal.isPresent()) {
            refuse(head, 403, Headers.empty(), refusal.get());
            return;
        }
        Exchange mounted = mount == null ? null : mount.exchange(this, head, visitor);
        boolean gated = server.options().hasGate();
        if (mounted != null && !gated) {
            begin(mounted, false);
            return;
        }
        Handshake.Answer handshake = mounted == null ? server.judge(head) : MountPoint.NOT_ASKED;
        HttpExchange exchange = new HttpExchange(this, head, handshake, mounted, visitor, server.options(), metrics);
        if (!exchange.isHandshake()) {
            begin(exchange, mounted == null);
        } else if (gated) {
            current = exchange;
            exchange.start();
        } else {
            onAdmitted(exchange);
        }
    }

    private void begin(Exchange exchange, boolean waitsForBody) {
        Optional<String> expectation = exchange.head.headers().first("Expect");
        if (expectation.isPresent() && !expectation.get().equalsIgnoreCase("100-continue")) {
            refuse(exchange.head, 417, Headers.empty(), "unknown expectation"); // RFC 9110 §10.1.1
            return;
        }
        current = exchange;
        if (waitsForBody && !exchange.expectsContinue()) {
            patience.give(timeouts.requestTimeout(), loop.now());
        }
        exchange.start();
    }

    /** What comes of the body of a request that was given up is nobody's. */
    private void onBody(Consumer<Exchange> event) {
        if (current != null) {
            event.accept(current);
        }
    }

    /** How long the client is waited for; whoever changes it has it looked at, by {@link #remind} or {@link #pump}. */
    Patience patience() {
        return patience;
    }

    private void onProblem(HttpEvent.Problem problem) {
        if (!problem.limit().isEmpty()) {
            metrics.limitHit(problem.limit().equals("maxBody") ? "maxStreamedBodySize" : problem.limit());
        }
        server.peerFault("bad request", visitor, problem.detail());
        boolean tooLarge = problem.status() == 413;
        giveUp(
                problem.status(),
                tooLarge
                        ? new BodyTooLargeException(server.options().limits().maxStreamedBodySize())
                        : new IOException("malformed request body"));
    }

    /** The client has closed its direction; all it sent before was looked at, or waits for the request that is under way. */
    private void endOfInput() {
        Exchange exchange = current;
        if (takesInput() && exchange == null) {
            end();
        } else if (takesInput() && exchange != null) {
            exchange.cut(new IOException("the client closed the connection before its request was complete"));
            channel.close();
        } else if (exchange != null && !ended) {
            exchange.onInputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        in.release();
        if (current != null) {
            current.cut(new IOException("the connection was cut"));
            current = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        logEnd("a connection from " + visitor, error);
        channel.close();
    }

    // --- answers --------------------------------------------------------------------------------------------------

    ResponseWriter out() {
        return out;
    }

    Channel channel() {
        return channel;
    }

    Visitor visitor() {
        return visitor;
    }

    ServerRuntime server() {
        return server;
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    /** Whether this request is the one that is being answered. */
    @SuppressWarnings("ReferenceEquality") // that one, and no other like it
    boolean isAt(Exchange exchange) {
        return current == exchange && !ended;
    }

    /** Whether another request may follow, as far as is known now. */
    boolean mayKeepAlive(Exchange exchange) {
        boolean moreToCome = !inputEnded || in.waiting() > 0;
        return exchange.head.keepsAlive() && exchange.bodyEnded && moreToCome && !shuttingDown;
    }

    /** The last of the answer is about to go out: who has read it may come back at once and find a place. */
    void endRequest() {
        visitor.endRequest();
    }

    /** The answer is out: on to the next request, or to the end. */
    void next(Exchange exchange) {
        current = null;
        if (shuttingDown || !exchange.reply.keepsAlive()) {
            end();
            return;
        }
        if (out.hasRoom()) {
            patience.give(timeouts.keepAliveTimeout(), loop.now());
        } // else the write timeout alone counts, until there is room
        pump();
    }

    // --- the handshake --------------------------------------------------------------------------------------------

    /** The gate lets a handshake pass, or what a mount serves. */
    void onAdmitted(HttpExchange exchange) {
        Exchange mounted = exchange.behindGate();
        if (ended) {
            return;
        }
        current = mounted;
        if (mounted == null) {
            Upgrade.answer(this, exchange);
        } else {
            mounted.start();
            pump();
        }
    }

    /** Nothing is done here any more; gives away what was not looked at. */
    @Nullable
    ByteBuf handOver() {
        ended = true;
        current = null;
        return in.take();
    }

    // --- the end --------------------------------------------------------------------------------------------------

    void refuse(RequestHead head, int status, Headers headers, String detail) {
        server.peerFault("refused " + status, visitor, HttpExchange.describe(head) + ": " + detail);
        sendAndEnd(head, status, headers);
    }

    /** The client made a mistake in a request, or is too late with it: what reads its body hears the reason. */
    void giveUp(int status, IOException reason) {
        Exchange exchange = current;
        if (exchange != null) {
            current = null;
            exchange.cut(reason);
            if (exchange.reply.hasBegun()) {
                end(); // in the middle of an answer nothing can be said
                return;
            }
        }
        sendAndEnd(exchange == null ? null : exchange.head, status, Headers.empty());
    }

    void sendAndEnd(@Nullable RequestHead head, int status, Headers headers) {
        out.writeRefusal(head, status, headers);
        end();
    }

    void end() {
        if (!ended) {
            ended = true;
            in.release();
            LingeringClose.replace(this, channel, timeouts.closeTimeout(), timeouts.writeTimeout());
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    void remind() {
        if (!ended) {
            loop.remind(this, Math.min(patience.deadline(), out.deadline()));
        }
    }

    @Override
    void onDue(long now) {
        if (out.isStalled(now)) {
            metrics.limitHit("writeTimeout");
            server.peerFault("write timeout", visitor, "no byte of the answer was taken");
            channel.close();
            return;
        }
        if (now >= patience.deadline()) {
            patience.end();
            tooLate();
        }
        remind();
    }

    private void tooLate() {
        if (current == null && !in.isInMessage()) {
            end();
            return;
        }
        if (current != null && current.bodyEnded) {
            channel.close(); // its client had closed its direction, and was not answered
            return;
        }
        String what = current == null ? "head" : "body";
        metrics.limitHit(current == null ? "handshakeTimeout" : "requestTimeout");
        server.peerFault("request timeout", visitor, "the " + what + " of a request was not complete in time");
        giveUp(408, new IOException("the request body was not complete in time"));
    }

    @Override
    void shutDown() {
        shuttingDown = true;
        if (current == null) {
            end();
        }
    }

    @Override
    public void breakOff() {
        channel.close();
    }
}
