package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Knows how much of what was written to a channel the network has taken, and whether it has stopped taking.
 *
 * <p>Netty counts bytes down only when a whole buffer is gone, so the progress inside the first one is added. With TLS what is
 * written here becomes other bytes on the way, of which {@link TlsHandler} knows what was taken. The loop's thread only, but
 * for the static methods that count.
 */
final class WriteProgress {
    private final Channel channel;
    private final @Nullable TlsHandler tls;
    private final long timeout;
    private long written; // in Netty's own measure, which adds an overhead for each buffer
    private long taken; // of it, when the deadline was set
    private long deadline = Loop.NEVER;

    /** Watches a channel from now on; what it has to send already counts as written. */
    WriteProgress(Channel channel, long timeoutNanos) {
        this.channel = channel;
        this.tls = channel.pipeline().get(TlsHandler.class);
        this.timeout = timeoutNanos;
        this.written = pendingBytes();
    }

    /**
     * Writes without flushing. A failure closes the channel, and that is how it is heard of: Netty's other void promise would
     * report it a second time, to a pipeline that may have lost its handlers by then.
     */
    static void writeUnwatched(Channel channel, ByteBuf buffer) {
        channel.write(buffer, channel.unsafe().voidPromise());
    }

    /** The same, counted. */
    void write(ByteBuf buffer) {
        long before = pendingBytes();
        writeUnwatched(channel, buffer);
        written += pendingBytes() - before; // measured here alone: between two writes the network takes some
    }

    /** The same; the listener hears once the network has the buffer, or that it is lost. */
    void write(ByteBuf buffer, ChannelFutureListener listener) {
        long before = pendingBytes();
        channel.write(buffer).addListener(listener);
        written += pendingBytes() - before;
    }

    /** Bytes that wait, flushed or not, each buffer with Netty's overhead; 0 once the channel is closed. Any thread. */
    static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    long pendingBytes() {
        return pendingBytes(channel);
    }

    /** Buffers that were flushed and wait. Any thread: as fresh as the bytes are that it asked for before. */
    static int pendingBuffers(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.size();
    }

    /** Takes note of the time after a flush: from now on the peer has the write timeout for the next byte. */
    void flushed(long now) {
        if (pendingBytes() == 0) {
            deadline = Loop.NEVER;
        } else if (deadline == Loop.NEVER) {
            deadline = now + timeout;
            taken = takenSoFar();
        }
    }

    /** When to ask {@link #isStalled} next. */
    long deadline() {
        return deadline;
    }

    /** Whether not one byte was taken for a whole write timeout. */
    boolean isStalled(long now) {
        if (now < deadline) {
            return false;
        }
        if (pendingBytes() == 0) {
            deadline = Loop.NEVER;
            return false;
        }
        long soFar = takenSoFar();
        if (soFar == taken) {
            return true;
        }
        taken = soFar;
        deadline = now + timeout;
        return false;
    }

    private long takenSoFar() {
        if (tls != null) {
            return tls.taken();
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? written : written - buffer.totalPendingWriteBytes() + buffer.currentProgress();
    }
}
