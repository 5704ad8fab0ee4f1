package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/**
 * The end of every connection that we end: what is written is flushed, our direction is closed (with TLS by a close_notify
 * before the FIN, RFC 8446 §6.1, so that the peer can tell the end from a cut), and what the peer still
 * sends is thrown away until it closes too.
 *
 * <p>Closing a socket that has unread input makes the kernel send RST, which can destroy the last thing we said (an error
 * answer, a close frame) before the peer reads it. While something is left to flush the peer is given up when it takes nothing
 * for the write timeout, so that a large last answer reaches a slow but steady reader; from then on it has the close timeout,
 * and all the time {@value #MOST_BYTES} bytes. The loop's thread only.
 */
final class LingeringClose extends LoopHandler {
    private static final long MOST_BYTES = 16 << 20;

    private final Channel channel;
    private final WriteProgress progress;
    private final long closeTimeout;
    private long deadline = Loop.NEVER; // set once all is flushed
    private long discarded;

    private LingeringClose(Loop loop, Channel channel, Duration closeTimeout, Duration writeTimeout) {
        super(loop);
        this.channel = channel;
        this.progress = new WriteProgress(channel, writeTimeout.toNanos());
        this.closeTimeout = closeTimeout.toNanos();
    }

    /** Takes the place of a handler that has nothing more to say. */
    static void replace(LoopHandler handler, Channel channel, Duration closeTimeout, Duration writeTimeout) {
        LingeringClose closing = new LingeringClose(handler.loop, channel, closeTimeout, writeTimeout);
        channel.pipeline().replace(handler, null, closing);
        closing.begin();
    }

    private void begin() {
        TlsHandler tls = channel.pipeline().get(TlsHandler.class);
        if (tls != null && !tls.isEstablished()) {
            channel.close(); // nothing was said that could get lost
            return;
        }
        channel.flush();
        ChannelFuture last = tls == null ? channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : tls.closeOutbound();
        last.addListener(flushed -> onFlushed());
        progress.flushed(loop.now());
        remind();
        readOn(channel, true);
    }

    private void onFlushed() {
        if (!channel.isActive() || inputHasEnded(channel)) {
            channel.close();
            return;
        }
        ((DuplexChannel) channel).shutdownOutput();
        deadline = loop.now() + closeTimeout;
        remind();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        discarded += in.readableBytes();
        in.release();
        if (discarded > MOST_BYTES) {
            channel.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event) && deadline != Loop.NEVER) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        logEnd("a connection that was closing", error);
        channel.close();
    }

    private void remind() {
        loop.remind(this, Math.min(deadline, progress.deadline()));
    }

    @Override
    void onDue(long now) {
        if (now >= deadline || progress.isStalled(now)) {
            channel.close();
        } else {
            remind();
        }
    }

    @Override
    void shutDown() {
        // Under way.
    }

    @Override
    public void breakOff() {
        channel.close();
    }
}
