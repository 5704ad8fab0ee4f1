package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestDecoder;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.Endpoint;
import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection while it speaks HTTP/1.1: one request after the other, each answered before the next is looked at, until one
 * of them is a WebSocket handshake. Then a {@link WebSocketChannel} takes this handler's place and nothing of HTTP stays.
 *
 * <p>Every request passes the same checks in the same order, plain or not: Host, Origin, then the gate. The loop's thread
 * only, but for {@link #isActive} and {@link #describe}.
 */
final class HttpConnection extends LoopHandler {
    private static final int MOST_PIPELINED = 64 * 1024;
    private static final byte[] CONTINUE = HttpHeadEncoder.encode(ResponseHead.of(100, Headers.empty()));

    private final ServerRuntime server;
    private final Channel channel;
    private final RequestDecoder decoder;
    private final WriteProgress progress;
    private @Nullable ByteBuf unread;
    private @Nullable HttpExchange current;
    private boolean asking; // a handshake waits for the gate
    private boolean pumping;
    private boolean inputEnded;
    private boolean shuttingDown;
    private boolean ended;
    private boolean headBegun;
    private long deadline;

    HttpConnection(ServerRuntime server, Loop loop, Channel channel) {
        super(loop);
        this.server = server;
        this.channel = channel;
        this.decoder = new RequestDecoder(server.httpLimits());
        this.progress = new WriteProgress(
                channel, server.options().timeouts().writeTimeout().toNanos());
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
        if (unread != null && unread.readableBytes() >= MOST_PIPELINED) {
            channel.config().setAutoRead(false);
        }
    }

    /** Goes on where it stopped: the answer is out, or the body was read. */
    void resume() {
        if (!ended) {
            pump();
            if (!ended && (unread == null || unread.readableBytes() < MOST_PIPELINED)) {
                channel.config().setAutoRead(true);
            }
        }
    }

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
        if (inputEnded && !ended && current == null && !asking) {
            end();
        }
        remind();
    }

    private boolean takesInput() {
        return !ended && !asking && (current == null || !current.bodyEnded);
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
                in.release();
                unread = null;
            }
        }
        return switch (event) {
            case HttpEvent.NeedInput needInput -> {
                beginHead();
                yield false;
            }
            case HttpEvent.Request request -> {
                onRequest(request.head());
                yield true;
            }
            case HttpEvent.Content content -> onContent(content.bytes());
            case HttpEvent.End end -> {
                onEnd();
                yield true;
            }
            case HttpEvent.Problem problem -> {
                onProblem(problem);
                yield false;
            }
            case HttpEvent.Response response -> throw new IllegalStateException("a request decoder gave a response");
        };
    }

    /** The first bytes of a request that is not complete set the patience for the rest of its head. */
    private void beginHead() {
        if (current == null && !headBegun && decoder.isInMessage()) {
            headBegun = true;
            deadline = Math.min(
                    deadline,
                    loop.now() + server.options().timeouts().handshakeTimeout().toNanos());
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
        Endpoint endpoint = server.options().endpoints().get(head.path());
        switch (Handshake.answer(head, endpoint == null ? List.of() : endpoint.subprotocols())) {
            case Handshake.Answer.NotWebSocket plain -> begin(head);
            case Handshake.Answer.Refuse refuse -> refuse(head, refuse.status(), refuse.headers(), refuse.detail());
            case Handshake.Answer.Accept accept -> {
                if (endpoint == null) {
                    refuse(head, 404, Headers.empty(), "no WebSocket endpoint at " + HttpSyntax.quote(head.path()));
                } else {
                    askThenUpgrade(head, endpoint, accept);
                }
            }
        }
    }

    private boolean onContent(byte[] bytes) {
        HttpExchange exchange = current;
        if (exchange != null && exchange.body().put(bytes)) {
            channel.config().setAutoRead(false);
            return false;
        }
        return true;
    }

    private void onEnd() {
        deadline = Loop.NEVER;
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.bodyEnded = true;
            exchange.body().end();
            if (exchange.answered) {
                next(exchange);
            }
        }
    }

    private void onProblem(HttpEvent.Problem problem) {
        server.peerFault("bad request", remoteAddress(), problem.detail());
        HttpExchange exchange = current;
        if (exchange == null) {
            sendAndEnd(problem.status(), Headers.empty());
            return;
        }
        exchange.body()
                .fail(
                        problem.status() == 413
                                ? new BodyTooLargeException(
                                        server.options().limits().maxStreamedBodySize())
                                : new IOException("malformed request body"));
        if (!exchange.answered) {
            current = null;
            exchange.cut();
            sendAndEnd(problem.status(), Headers.empty());
        } else {
            end();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            HttpExchange exchange = current;
            if (exchange != null && !exchange.bodyEnded) {
                exchange.cut();
                channel.close();
            } else if (exchange == null && !asking) {
                end();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        releaseUnread();
        if (current != null) {
            current.cut();
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

    // --- plain requests -------------------------------------------------------------------------------------------

    private void begin(RequestHead head) {
        Optional<String> expectation = head.headers().first("Expect");
        if (expectation.isPresent() && !expectation.get().equalsIgnoreCase("100-continue")) {
            refuse(head, 417, Headers.empty(), "unknown expectation"); // RFC 9110 §10.1.1
            return;
        }
        HttpExchange exchange = new HttpExchange(
                this, head, remoteAddress(), server.options().limits().maxBodySize());
        current = exchange;
        deadline = loop.now() + server.options().timeouts().requestTimeout().toNanos();
        exchange.start(server.options());
    }

    /** The handler asks for the body of a client that waits to be asked. */
    void continueBody(HttpExchange exchange) {
        if (current == exchange && !exchange.answered && !exchange.bodyEnded && exchange.expectsContinue()) {
            send(Unpooled.wrappedBuffer(CONTINUE));
            flush();
        }
    }

    /** Sends a whole answer. */
    void answer(HttpExchange exchange, HttpResponse response, byte[] body) {
        if (current != exchange || ended) {
            return;
        }
        boolean bodyless = response.status() == 204 || response.status() == 304;
        Headers headers = response.headers();
        if (!bodyless) {
            headers = headers.withOnly("Content-Length", Integer.toString(body.length));
        }
        sendHead(exchange, response.status(), headers);
        if (!bodyless && !exchange.head().method().equals("HEAD") && body.length > 0) {
            send(channel.alloc().directBuffer(body.length).writeBytes(body));
        }
        flush();
        next(exchange);
    }

    private void sendHead(HttpExchange exchange, int status, Headers headers) {
        exchange.answered = true;
        exchange.keepAlive = exchange.keepAlive
                || (exchange.head().keepsAlive() && exchange.bodyEnded && !shuttingDown && !inputEnded);
        Headers all = headers.withOnly("Date", HttpDate.now())
                .withOnly("Connection", exchange.keepAlive ? "keep-alive" : "close");
        send(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(ResponseHead.of(status, all))));
    }

    /** Sends the head of a streamed answer: in chunks, or to the end of the connection for HTTP/1.0. */
    void beginStream(HttpExchange exchange, HttpResponse response) {
        if (current != exchange || ended) {
            exchange.cut();
            return;
        }
        Headers headers = response.headers();
        if (isChunked(exchange)) {
            headers = headers.withOnly("Transfer-Encoding", "chunked");
        }
        sendHead(exchange, response.status(), headers);
        exchange.keepAlive &= isChunked(exchange);
        flush();
    }

    private static boolean isChunked(HttpExchange exchange) {
        return exchange.head().minorVersion() == 1;
    }

    /** Sends a piece of a streamed answer; {@code taken} is called once the network has it, or never if it is lost. */
    void writeChunk(HttpExchange exchange, ByteBuf chunk, Runnable taken) {
        if (current != exchange || ended) {
            chunk.release();
            exchange.cut();
            return;
        }
        if (isChunked(exchange)) {
            send(ascii(Integer.toHexString(chunk.readableBytes()) + "\r\n"));
            send(chunk);
            chunk = ascii("\r\n");
        }
        channel.write(chunk).addListener(written -> {
            if (written.isSuccess()) {
                taken.run();
            } else {
                exchange.cut();
            }
        });
        flush();
    }

    /** Ends a streamed answer; one that broke off ends the connection, so that the client knows. */
    void endStream(HttpExchange exchange, boolean complete) {
        if (current != exchange || ended) {
            return;
        }
        if (!complete) {
            channel.close();
            return;
        }
        if (isChunked(exchange) && !exchange.head().method().equals("HEAD")) {
            send(ascii("0\r\n\r\n"));
            flush();
        }
        next(exchange);
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The answer is out: on to the next request, or to the end. */
    private void next(HttpExchange exchange) {
        current = null;
        if (!exchange.keepAlive) {
            end();
            return;
        }
        deadline = loop.now() + server.options().timeouts().keepAliveTimeout().toNanos();
        resume();
    }

    // --- the handshake --------------------------------------------------------------------------------------------

    private void askThenUpgrade(RequestHead head, Endpoint endpoint, Handshake.Answer.Accept accept) {
        LiveRequest request = new LiveRequest(head, remoteAddress());
        if (!server.options().hasGate()) {
            upgrade(request, endpoint, accept);
            return;
        }
        asking = true;
        Thread.ofVirtual().name("miaou-gate").start(() -> {
            Optional<HttpResponse> refusal;
            try {
                refusal = server.options().gate().check(request);
            } catch (Throwable error) {
                ServerRuntime.LOG.error("the gate failed at " + describe(head), error);
                refusal = Optional.of(HttpResponse.text(500, "Internal server error\n"));
            }
            Optional<HttpResponse> verdict = refusal;
            loop.execute(() -> afterGate(request, endpoint, accept, verdict));
        });
    }

    private void afterGate(
            LiveRequest request, Endpoint endpoint, Handshake.Answer.Accept accept, Optional<HttpResponse> refusal) {
        asking = false;
        if (ended) {
            return;
        }
        if (refusal.isEmpty()) {
            upgrade(request, endpoint, accept);
            return;
        }
        HttpResponse response = refusal.get();
        byte[] body = response.body() instanceof HttpResponse.Whole whole ? whole.bytes() : new byte[0];
        sendAndEnd(response.status(), response.headers(), body);
    }

    private void upgrade(LiveRequest request, Endpoint endpoint, Handshake.Answer.Accept accept) {
        if (shuttingDown) {
            sendAndEnd(503, Headers.empty());
            return;
        }
        send(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(ResponseHead.of(101, accept.headers()))));
        channel.flush();
        ended = true;
        ByteBuf behind = unread;
        unread = null;
        WebSocketChannel webSocket =
                new WebSocketChannel(server, loop, channel, endpoint, request, accept.subprotocol());
        channel.pipeline().replace(this, null, webSocket);
        channel.config().setAutoRead(true);
        webSocket.open(behind);
    }

    // --- output ---------------------------------------------------------------------------------------------------

    private void refuse(RequestHead head, int status, Headers headers, String detail) {
        server.peerFault("refused " + status, remoteAddress(), describe(head) + ": " + detail);
        sendAndEnd(status, headers);
    }

    private void sendAndEnd(int status, Headers headers) {
        byte[] body = (ResponseHead.reasonOf(status) + "\n").getBytes(StandardCharsets.US_ASCII);
        sendAndEnd(status, headers.withOnly("Content-Type", "text/plain; charset=utf-8"), body);
    }

    private void sendAndEnd(int status, Headers headers, byte[] body) {
        Headers all = headers.withOnly("Content-Length", Integer.toString(body.length))
                .withOnly("Date", HttpDate.now());
        if (!all.hasToken("Connection", "close")) {
            all = all.contains("Upgrade") ? all.with("Connection", "Upgrade, close") : all.with("Connection", "close");
        }
        send(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(ResponseHead.of(status, all)), body));
        end();
    }

    private void send(ByteBuf bytes) {
        progress.write(bytes);
    }

    private void flush() {
        channel.flush();
        progress.flushed(loop.now());
        remind();
    }

    private void end() {
        if (!ended) {
            ended = true;
            releaseUnread();
            channel.flush();
            LingeringClose.replace(this, channel, server.times().closeTimeout().toNanos());
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
            loop.remind(this, Math.min(deadline, progress.deadline()));
        }
    }

    @Override
    void onDue(long now) {
        if (progress.isStalled(now)) {
            server.peerFault("write timeout", remoteAddress(), "no byte of the answer was taken");
            channel.close();
            return;
        }
        if (now >= deadline) {
            tooLate();
        }
        remind();
    }

    private void tooLate() {
        deadline = Loop.NEVER;
        HttpExchange exchange = current;
        if (exchange == null) {
            if (decoder.isInMessage()) {
                server.peerFault("request timeout", remoteAddress(), "the head of a request was not complete in time");
                sendAndEnd(408, Headers.empty());
            } else {
                end();
            }
        } else if (!exchange.bodyEnded) {
            server.peerFault("request timeout", remoteAddress(), "the body of a request was not complete in time");
            current = null;
            exchange.cut();
            if (exchange.answered) {
                channel.close();
            } else {
                sendAndEnd(408, Headers.empty());
            }
        }
    }

    @Override
    void shutDown() {
        shuttingDown = true;
        if (current == null && !asking) {
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
