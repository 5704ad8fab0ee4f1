package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * The end of every connection that we end: what is written is flushed, our direction is closed, and what the peer still
 * sends is thrown away until it closes too.
 *
 * <p>Closing a socket that has unread input makes the kernel send RST, which can destroy the last thing we said (an error
 * answer, a close frame) before the peer reads it. The wait is bounded by the close timeout and by {@value #MOST_BYTES}
 * bytes. The loop's thread only.
 */
final class LingeringClose extends LoopHandler {
    private static final long MOST_BYTES = 16 << 20;

    private final Channel channel;
    private final long deadline;
    private long discarded;

    private LingeringClose(Loop loop, Channel channel, long timeoutNanos) {
        super(loop);
        this.channel = channel;
        this.deadline = loop.now() + timeoutNanos;
    }

    /** Takes the place of a handler that has nothing more to say. */
    static void replace(LoopHandler handler, Channel channel, long timeoutNanos) {
        if (!channel.isActive() || ((DuplexChannel) channel).isInputShutdown()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
        }
        LingeringClose closing = new LingeringClose(handler.loop, channel, timeoutNanos);
        channel.pipeline().replace(handler, null, closing);
        closing.begin();
    }

    private void begin() {
        loop.remind(this, deadline);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (channel.isActive()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
        channel.config().setAutoRead(true);
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
        if (event instanceof ChannelInputShutdownEvent) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        channel.close(); // a reset, most likely; the connection was over anyway
    }

    @Override
    void onDue(long now) {
        if (now >= deadline) {
            channel.close();
        } else {
            loop.remind(this, deadline);
        }
    }

    @Override
    void shutDown() {
        // Under way.
    }

    @Override
    void breakOff() {
        channel.close();
    }
}
