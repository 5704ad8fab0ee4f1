package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestDecoder;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.Endpoint;
import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection while it speaks HTTP/1.1: one request after the other, each answered before the next is looked at, until one
 * of them is a WebSocket handshake. Then a {@link WebSocketChannel} takes this handler's place and nothing of HTTP stays.
 *
 * <p>Every request passes the same checks in the same order, plain or not: Host, Origin, then the gate; only then is looked at
 * what it asks for. The loop's thread only, but for {@link #isActive} and {@link #describe}.
 */
final class HttpConnection extends LoopHandler {
    private static final int MOST_PIPELINED = 64 * 1024;

    private final ServerRuntime server;
    private final Channel channel;
    private final RequestDecoder decoder;
    private final ResponseWriter out;
    private @Nullable ByteBuf unread;
    private @Nullable HttpExchange current;
    private boolean pumping;
    private boolean inputEnded; // behind what is unread
    private boolean shuttingDown;
    private boolean ended;
    private boolean headBegun = true; // the patience for the first head began with the connection
    private long deadline;
    private long bodyPatience; // what was left of it when the handler fell behind

    HttpConnection(ServerRuntime server, Loop loop, Channel channel) {
        super(loop);
        this.server = server;
        this.channel = channel;
        this.decoder = new RequestDecoder(server.httpLimits());
        this.out = new ResponseWriter(
                this, channel, server.options().timeouts().writeTimeout().toNanos());
        this.deadline =
                loop.now() + server.options().timeouts().handshakeTimeout().toNanos();
    }

    // --- input ----------------------------------------------------------------------------------------------------

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        remind();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unread = Buffers.join(unread, (ByteBuf) message);
        pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            pump();
        }
    }

    /** Reads on, as far as it may: a request that is being answered must be done with first. */
    private void pump() {
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
        if (inputEnded && takesInput()) {
            endOfInput();
        }
        if (!ended) {
            boolean behind = unread != null && unread.readableBytes() >= MOST_PIPELINED;
            channel.config().setAutoRead(!behind && (current == null || !current.bodyPaused));
            remind();
        }
    }

    private boolean takesInput() {
        return !ended && (current == null || current.takesBody());
    }

    /** Handles one event of the input; false when it needs more, or must wait. */
    private boolean step() {
        ByteBuf in = unread;
        ByteBuffer bytes =
                in == null ? ByteBuffer.allocate(0) : in.internalNioBuffer(in.readerIndex(), in.readableBytes());
        int start = bytes.position();
        HttpEvent event = decoder.next(bytes);
        if (in != null) {
            in.skipBytes(bytes.position() - start);
            if (!in.isReadable()) {
                releaseUnread();
            }
        }
        switch (event) {
            case HttpEvent.NeedInput needInput -> beginHead();
            case HttpEvent.Request request -> onRequest(request.head());
            case HttpEvent.Content content -> onContent(content.bytes());
            case HttpEvent.End end -> onEnd();
            case HttpEvent.Problem problem -> onProblem(problem);
            case HttpEvent.Response response -> throw new IllegalStateException("a request decoder gave a response");
        }
        return !(event instanceof HttpEvent.NeedInput);
    }

    /** The first bytes of a request that is not complete set the patience for the rest of its head. */
    private void beginHead() {
        if (current == null && !headBegun && decoder.isInMessage()) {
            headBegun = true;
            deadline =
                    loop.now() + server.options().timeouts().handshakeTimeout().toNanos();
        }
    }

    private void onRequest(RequestHead head) {
        headBegun = false;
        deadline = Loop.NEVER;
        Optional<String> refusal = server.admission().refusal(head);
        if (refusal.isPresent()) {
            refuse(head, 403, Headers.empty(), refusal.get());
            return;
        }
        HttpExchange exchange = new HttpExchange(
                this,
                head,
                judge(head),
                remoteAddress(),
                server.options().limits().maxBodySize());
        if (!exchange.isHandshake()) {
            begin(exchange);
        } else if (server.options().hasGate()) {
            current = exchange;
            exchange.start(server.options());
        } else {
            onAdmitted(exchange);
        }
    }

    private void begin(HttpExchange exchange) {
        Optional<String> expectation = exchange.head().headers().first("Expect");
        if (expectation.isPresent() && !expectation.get().equalsIgnoreCase("100-continue")) {
            refuse(exchange.head(), 417, Headers.empty(), "unknown expectation"); // RFC 9110 §10.1.1
            return;
        }
        current = exchange;
        deadline = loop.now() + server.options().timeouts().requestTimeout().toNanos();
        exchange.start(server.options());
    }

    private void onContent(byte[] bytes) {
        HttpExchange exchange = current;
        if (exchange != null && exchange.body().put(bytes)) {
            exchange.bodyPaused = true;
            bodyPatience = deadline - loop.now();
            deadline = Loop.NEVER; // who is slow now is the handler
        }
    }

    /** The handler has caught up with the body. */
    void onBodyDrained(HttpExchange exchange) {
        if (current == exchange && exchange.bodyPaused) {
            exchange.bodyPaused = false;
            deadline = loop.now() + bodyPatience;
            pump();
        }
    }

    private void onEnd() {
        deadline = Loop.NEVER;
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.bodyEnded = true;
            exchange.body().end();
        }
    }

    private void onProblem(HttpEvent.Problem problem) {
        server.peerFault("bad request", remoteAddress(), problem.detail());
        boolean tooLarge = problem.status() == 413;
        giveUp(
                problem.status(),
                tooLarge
                        ? new BodyTooLargeException(server.options().limits().maxStreamedBodySize())
                        : new IOException("malformed request body"));
    }

    /** The client has closed its direction; all it sent before was looked at. */
    private void endOfInput() {
        HttpExchange exchange = current;
        if (exchange == null) {
            end();
        } else {
            exchange.cut(new IOException("the client closed the connection before its request was complete"));
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        releaseUnread();
        if (current != null) {
            current.cut(new IOException("the connection was cut"));
            current = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (error instanceof IOException) {
            ServerRuntime.LOG.debug("connection from " + remoteAddress() + " failed: " + error.getMessage());
        } else {
            ServerRuntime.LOG.error("a bug of ours ended a connection from " + remoteAddress(), error);
        }
        channel.close();
    }

    // --- answers --------------------------------------------------------------------------------------------------

    /** The handler asks for the body of a client that waits to be asked. */
    void continueBody(HttpExchange exchange) {
        if (isCurrent(exchange) && !exchange.answered && !exchange.bodyEnded && exchange.expectsContinue()) {
            out.writeContinue();
        }
    }

    /** Sends a whole answer. */
    void answer(HttpExchange exchange, HttpResponse response, byte[] content) {
        if (isCurrent(exchange)) {
            exchange.keepAlive = keepsAlive(exchange);
            out.writeWhole(exchange.head(), response, content, exchange.keepAlive);
            next(exchange);
        }
    }

    /** Sends the head of a streamed answer. */
    void beginStream(HttpExchange exchange, HttpResponse response) {
        if (!isCurrent(exchange)) {
            exchange.cut(new IOException("the client is gone"));
            return;
        }
        exchange.answered = true;
        exchange.keepAlive = keepsAlive(exchange) && ResponseWriter.isChunked(exchange.head());
        out.writeStreamHead(exchange.head(), response, exchange.keepAlive);
    }

    /** Sends a piece of a streamed answer; {@code taken} is called once the network has it, or never if it is lost. */
    void writePiece(HttpExchange exchange, ByteBuf piece, Runnable taken) {
        if (!isCurrent(exchange)) {
            piece.release();
            exchange.cut(new IOException("the client is gone"));
            return;
        }
        out.writePiece(exchange.head(), piece, written -> {
            if (written.isSuccess()) {
                taken.run();
            } else {
                exchange.cut(new IOException("the client is gone", written.cause()));
            }
        });
    }

    /** Ends a streamed answer that had content. */
    void endStream(HttpExchange exchange) {
        if (isCurrent(exchange)) {
            out.writeStreamEnd(exchange.head());
            next(exchange);
        }
    }

    /** Ends an answer that consists of its head. */
    void endHead(HttpExchange exchange) {
        if (isCurrent(exchange)) {
            next(exchange);
        }
    }

    /** A streamed answer broke off: the connection ends without the last chunk, so that the client knows. */
    void breakStream(HttpExchange exchange) {
        if (isCurrent(exchange)) {
            channel.close();
        }
    }

    private boolean isCurrent(HttpExchange exchange) {
        return current == exchange && !ended;
    }

    private boolean keepsAlive(HttpExchange exchange) {
        boolean moreToCome = !inputEnded || unread != null;
        return exchange.head().keepsAlive() && exchange.bodyEnded && moreToCome && !shuttingDown;
    }

    /** The answer is out: on to the next request, or to the end. */
    private void next(HttpExchange exchange) {
        current = null;
        if (!exchange.keepAlive) {
            end();
            return;
        }
        deadline = loop.now() + server.options().timeouts().keepAliveTimeout().toNanos();
        pump();
    }

    // --- the handshake --------------------------------------------------------------------------------------------

    private Handshake.Answer judge(RequestHead head) {
        Endpoint endpoint = server.options().endpoints().get(head.path());
        Handshake.Answer answer = Handshake.answer(head, endpoint == null ? List.of() : endpoint.subprotocols());
        return answer instanceof Handshake.Answer.Accept && endpoint == null
                ? new Handshake.Answer.Refuse(
                        404, Headers.empty(), "no WebSocket endpoint at " + HttpSyntax.quote(head.path()))
                : answer;
    }

    /** The gate lets a handshake pass. */
    void onAdmitted(HttpExchange exchange) {
        if (ended) {
            return;
        }
        current = null;
        switch (exchange.handshake()) {
            case Handshake.Answer.NotWebSocket plain -> throw new IllegalStateException("not a handshake");
            case Handshake.Answer.Refuse refusal ->
                refuse(exchange.head(), refusal.status(), refusal.headers(), refusal.detail());
            case Handshake.Answer.Accept accept -> {
                Endpoint endpoint =
                        server.options().endpoints().get(exchange.head().path());
                if (shuttingDown || endpoint == null) {
                    sendAndEnd(exchange.head(), 503, Headers.empty());
                } else {
                    upgrade(exchange, endpoint, accept);
                }
            }
        }
    }

    private void upgrade(HttpExchange exchange, Endpoint endpoint, Handshake.Answer.Accept accept) {
        out.writeUpgrade(accept.headers());
        ended = true;
        ByteBuf behind = unread;
        unread = null;
        WebSocketChannel webSocket =
                new WebSocketChannel(server, loop, channel, endpoint, exchange.request(), accept.subprotocol());
        channel.pipeline().replace(this, null, webSocket);
        channel.config().setAutoRead(true);
        webSocket.open(behind);
        if (inputEnded) {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE); // it came to us
        }
    }

    // --- the end --------------------------------------------------------------------------------------------------

    private void refuse(RequestHead head, int status, Headers headers, String detail) {
        server.peerFault("refused " + status, remoteAddress(), describe(head) + ": " + detail);
        sendAndEnd(head, status, headers);
    }

    /** The client made a mistake in a request, or is too late with it: what reads its body hears the reason. */
    private void giveUp(int status, IOException reason) {
        HttpExchange exchange = current;
        if (exchange != null) {
            current = null;
            exchange.cut(reason);
            if (exchange.answered) {
                end(); // in the middle of an answer nothing can be said
                return;
            }
        }
        sendAndEnd(exchange == null ? null : exchange.head(), status, Headers.empty());
    }

    private void sendAndEnd(@Nullable RequestHead head, int status, Headers headers) {
        out.writeRefusal(head, status, headers);
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            releaseUnread();
            LingeringClose.replace(this, channel, server.options().timeouts());
        }
    }

    private void releaseUnread() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private void remind() {
        if (!ended) {
            loop.remind(this, Math.min(deadline, out.deadline()));
        }
    }

    @Override
    void onDue(long now) {
        if (out.isStalled(now)) {
            server.peerFault("write timeout", remoteAddress(), "no byte of the answer was taken");
            channel.close();
            return;
        }
        if (now >= deadline) {
            deadline = Loop.NEVER;
            tooLate();
        }
        remind();
    }

    private void tooLate() {
        if (current == null && !decoder.isInMessage()) {
            end();
            return;
        }
        String what = current == null ? "head" : "body";
        server.peerFault("request timeout", remoteAddress(), "the " + what + " of a request was not complete in time");
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
    void breakOff() {
        channel.close();
    }

    // --- facts ----------------------------------------------------------------------------------------------------

    boolean isActive() {
        return channel.isActive();
    }

    String describe(RequestHead head) {
        return HttpSyntax.quote(head.method() + " " + head.path());
    }

    private InetSocketAddress remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress address ? address : ServerRuntime.UNKNOWN_ADDRESS;
    }
}
