package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.ResponseDecoder;
import io.miaou.websocket.ClientLimits;
import io.miaou.websocket.ConnectionFailure.ProxyRefused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;

/**
 * A client's connection until its HTTP proxy has opened the tunnel to the server (CONNECT, RFC 9110 §9.3.6). Then TLS and the
 * handshake go through it as if it were not there. Bounded like {@link ClientHandshake}. The loop's thread only.
 */
final class ProxyTunnel extends LoopHandler {
    private final ClientAttempt attempt;
    private final Channel channel;
    private final ProxyAddress proxy;
    private final ClientLimits limits;
    private final ResponseDecoder decoder;
    private int interim;
    private boolean decided;

    ProxyTunnel(ClientAttempt attempt, Loop loop, Channel channel, ProxyAddress proxy, ClientLimits limits) {
        super(loop);
        this.attempt = attempt;
        this.channel = channel;
        this.proxy = proxy;
        this.limits = limits;
        this.decoder = new ResponseDecoder(limits.handshake());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        attempt.connected();
        String authority = attempt.server().authority();
        Headers headers = Headers.of("Host", authority);
        if (proxy.authorization().isPresent()) {
            headers = headers.with("Proxy-Authorization", proxy.authorization().get());
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(HttpHeadEncoder.connect(authority, headers)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
            int start = bytes.position();
            while (!decided && read(decoder.next(bytes))) {
                // on to the next event
            }
            in.skipBytes(bytes.position() - start);
            if (decided && in.isReadable()) {
                refuse(0, "it sent bytes of its own behind its answer");
            }
        } finally {
            in.release();
        }
    }

    /** Judges an event; false when more bytes are needed. */
    private boolean read(HttpEvent event) {
        switch (event) {
            case HttpEvent.NeedInput more -> {
                return false;
            }
            case HttpEvent.Response response -> {
                int status = response.head().status();
                if (status >= 200 && status < 300) {
                    open();
                } else if (status >= 200) {
                    refuse(status, "it answered " + status + (status == 407 ? ": give its credentials" : ""));
                } else if (status == 101 || ++interim > limits.maxInterimAnswers()) {
                    refuse(0, "it answered " + status + " and again");
                }
            }
            case HttpEvent.Problem problem -> refuse(0, problem.detail());
            case HttpEvent.End end -> {}
            case HttpEvent.Content content -> {}
            case HttpEvent.Request impossible -> throw new IllegalStateException("a request among answers");
        }
        return true;
    }

    private void open() {
        decided = true;
        attempt.throughTunnel(this, channel);
    }

    private void refuse(int status, String why) {
        decided = true;
        channel.close();
        attempt.failed(new ProxyRefused(
                "cannot connect to " + attempt.server() + " through the proxy " + proxy + ": " + why, status));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            channelInactive(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!decided) {
            refuse(0, "it closed the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        logEnd("the tunnel through " + proxy, error);
        if (!decided) {
            refuse(0, String.valueOf(error.getMessage()));
        }
    }

    @Override
    void onDue(long now) {
        // The attempt keeps the time.
    }

    @Override
    void shutDown() {
        channel.close();
    }

    @Override
    public void breakOff() {
        channel.close();
    }
}
