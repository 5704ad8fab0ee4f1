package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections and stops accepting at the limit: newcomers wait in the kernel's queue, nobody is told off, and no
 * descriptor is taken.
 *
 * <p>A connection is counted where it is accepted, before its own loop hears of it: so the limit holds to the last one, however
 * many come at once. To pause and to go on is decided on the listener's loop alone; the count is any thread's.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final int limit;
    private final WebSocketMetrics metrics;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable ChannelHandlerContext paused; // written by the listener's loop

    Acceptor(int limit, WebSocketMetrics metrics) {
        this.limit = limit;
        this.metrics = metrics;
    }

    /** How many connections there are. Any thread. */
    int connections() {
        return connections.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
        metrics.connectionAccepted();
        if (connections.incrementAndGet() >= limit) {
            metrics.limitHit("maxConnections");
            ctx.channel().config().setAutoRead(false);
            paused = ctx;
            RateLimitedLog.LOG.peer("connection limit", limit + " connections: newcomers wait");
            goOnIfRoom(ctx); // the one that made room may have looked before we paused
        }
        ctx.fireChannelRead(connection);
    }

    /** Nothing can be accepted now, most likely for want of descriptors: tried again when one ends, or after a while. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        RateLimitedLog.LOG.error("no connection can be accepted; trying again each second", error);
        ctx.channel().config().setAutoRead(false);
        paused = ctx;
        ctx.executor().schedule(() -> goOnIfRoom(ctx), 1, TimeUnit.SECONDS);
    }

    /** A connection has ended; how many are left. Any thread. */
    int connectionEnded() {
        metrics.connectionEnded();
        int left = connections.decrementAndGet();
        ChannelHandlerContext waiting = paused;
        if (waiting != null && waiting.channel().isOpen()) {
            waiting.executor().execute(() -> goOnIfRoom(waiting));
        }
        return left;
    }

    private void goOnIfRoom(ChannelHandlerContext ctx) {
        if (connections.get() < limit && ctx.channel().isOpen()) {
            paused = null;
            ctx.channel().config().setAutoRead(true);
        }
    }
}
