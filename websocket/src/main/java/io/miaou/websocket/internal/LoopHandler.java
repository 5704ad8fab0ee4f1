package io.miaou.websocket.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLException;

/**
 * What stands in a channel's pipeline: always one of these, and nothing else of ours but {@link TlsHandler} before it. It lives on one loop, is known to it
 * for the shutdown, and has one deadline in its heap. The loop's thread only.
 */
abstract class LoopHandler extends ChannelInboundHandlerAdapter implements Timed {
    final Loop loop;

    int heapIndex = -1; // Deadlines'
    long due; // Deadlines'
    int registryIndex = -1; // Loop's

    LoopHandler(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loop.register(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        loop.unregister(this);
    }

    /** Reads on, or stops; a channel that was closed a moment ago, by a write that failed, is left alone. */
    static void readOn(Channel channel, boolean on) {
        if (channel.isActive()) {
            channel.config().setAutoRead(on);
        }
    }

    /** Whether an event says that the peer sends nothing more: a FIN, or TLS's close_notify before it. */
    static boolean isEndOfInput(Object event) {
        return event instanceof ChannelInputShutdownEvent || event == SslCloseCompletionEvent.SUCCESS;
    }

    /** Whether such an event has come. */
    static boolean inputHasEnded(Channel channel) {
        TlsHandler tls = channel.pipeline().get(TlsHandler.class);
        return ((DuplexChannel) channel).isInputShutdown() || (tls != null && tls.inputHasEnded());
    }

    /** Whether an exception only says that the network failed, as with a reset; epoll and TLS wrap some. */
    static boolean isOfTheNetwork(Throwable error) {
        return error instanceof IOException
                || error instanceof UncheckedIOException
                || error.getCause() instanceof SSLException;
    }

    /** Logs what ended a connection: a failure of the network quietly, a bug of ours loudly. */
    static void logEnd(Object who, Throwable error) {
        if (isOfTheNetwork(error)) {
            RateLimitedLog.LOG.debug(who + " failed: " + error.getMessage());
        } else {
            RateLimitedLog.LOG.error("a bug of ours ended " + who, error);
        }
    }

    /** A deadline may have come; early calls happen. The handler sets its next one. */
    abstract void onDue(long now);

    /** The server goes down: end politely. */
    abstract void shutDown();

    /** The patience of the shutdown is over, or a bug of ours was found: end. */
    @Override
    public abstract void breakOff();

    /** What was written has been flushed. */
    void afterFlush() {}

    // --- for the heap of deadlines ------------------------------------------------------------------------------

    @Override
    public final void onDeadline(long now) {
        onDue(now);
    }

    @Override
    public final long due() {
        return due;
    }

    @Override
    public final void due(long nanos) {
        due = nanos;
    }

    @Override
    public final int heapIndex() {
        return heapIndex;
    }

    @Override
    public final void heapIndex(int index) {
        heapIndex = index;
    }
}
