package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to say: frames on their way to the network, counted so that a peer who does not read cannot make
 * them pile up.
 *
 * <p>A frame is counted from the call that sends it: first as in flight to the loop, then as pending in the channel. Both
 * counts together stay below the limit, or the message is the only one. The loop's thread only, but for {@link #reserve},
 * {@link #bufferedBytes} and {@link #isBelowHalf}.
 */
final class Outbox {
    private static final AtomicLongFieldUpdater<Outbox> IN_FLIGHT =
            AtomicLongFieldUpdater.newUpdater(Outbox.class, "inFlight");
    private static final long ONE_MESSAGE = 1L << 40; // bytes below, messages above: one number, changed at once
    private static final long BYTES = ONE_MESSAGE - 1;

    private final LoopHandler owner;
    private final Channel channel;
    private final FrameEncoder encoder;
    private final WriteProgress progress;
    private final int maxBytes;
    private final int maxMessages;

    private volatile long inFlight;
    private volatile long inChannel;
    private boolean flushQueued;
    private byte @Nullable [] latestPong; // kept while the channel has no room
    private List<CompletableFuture<Void>> waiters = List.of();

    Outbox(LoopHandler owner, Channel channel, FrameEncoder encoder, ServerRuntime server) {
        this.owner = owner;
        this.channel = channel;
        this.encoder = encoder;
        this.maxBytes = server.options().limits().maxSendQueue();
        this.maxMessages = server.options().limits().maxSendQueueMessages();
        this.progress = new WriteProgress(
                channel, server.options().timeouts().writeTimeout().toNanos());
    }

    // --- any thread -----------------------------------------------------------------------------------------------

    /** Counts a message as in flight; false when the queue is full. {@link #arrived} is to follow on the loop. */
    boolean reserve(int bytes) {
        long before = IN_FLIGHT.getAndAdd(this, ONE_MESSAGE + bytes);
        long waiting = (before & BYTES) + inChannel;
        if (waiting == 0 || (waiting + bytes <= maxBytes && before / ONE_MESSAGE < maxMessages)) {
            return true;
        }
        arrived(bytes);
        return false;
    }

    /** The message is on the loop, or was given up. */
    void arrived(int bytes) {
        IN_FLIGHT.addAndGet(this, -(ONE_MESSAGE + bytes));
    }

    long bufferedBytes() {
        return (inFlight & BYTES) + inChannel;
    }

    boolean isBelowHalf() {
        return bufferedBytes() <= maxBytes / 2;
    }

    // --- the loop -------------------------------------------------------------------------------------------------

    /** Whether a message of that size may be written. */
    boolean hasRoom(int bytes) {
        long pending = progress.pendingBytes();
        return pending == 0 || (pending + bytes <= maxBytes && progress.pendingBuffers() < maxMessages);
    }

    /** Encodes and writes a frame; it leaves with the turn. */
    void write(Opcode opcode, byte[] payload) {
        int length = encoder.encodedLength(payload.length);
        ByteBuf frame = channel.alloc().directBuffer(length);
        encoder.encode(frame.internalNioBuffer(0, length), opcode, payload);
        frame.writerIndex(length);
        write(frame);
    }

    /** Writes a frame that others write too; the caller keeps its own reference. */
    void writeShared(ByteBuf frame) {
        write(frame.retainedDuplicate());
    }

    private void write(ByteBuf frame) {
        progress.write(frame);
        if (!flushQueued) {
            flushQueued = true;
            owner.loop.flushLater(this);
        }
    }

    /** Writes a pong, or keeps it until there is room: of many only the latest (RFC 6455 §5.5.3). */
    void pong(byte[] payload) {
        if (channel.isWritable()) {
            write(Opcode.PONG, payload);
        } else {
            latestPong = payload;
        }
    }

    /** Sends everything now. */
    void flushNow() {
        flushQueued = false;
        channel.flush();
        progress.flushed(owner.loop.now());
        owner.loop.remind(owner, progress.deadline());
        inChannel = progress.pendingBytes();
        wakeWaiters();
    }

    /** The channel has room again, or has lost it. */
    void writabilityChanged() {
        inChannel = progress.pendingBytes();
        byte[] pong = latestPong;
        if (pong != null && channel.isWritable()) {
            latestPong = null;
            write(Opcode.PONG, pong);
        }
        wakeWaiters();
    }

    long deadline() {
        return progress.deadline();
    }

    boolean isStalled(long now) {
        return progress.isStalled(now);
    }

    /** Completes the future once the queue is below half. */
    void whenBelowHalf(CompletableFuture<Void> waiter) {
        if (waiters.isEmpty()) {
            waiters = new ArrayList<>(1);
        }
        waiters.add(waiter);
        wakeWaiters();
    }

    private void wakeWaiters() {
        if (!waiters.isEmpty() && isBelowHalf()) {
            wakeAll();
        }
    }

    /** The connection is over: nobody waits any longer. */
    void end() {
        inChannel = 0;
        wakeAll();
    }

    private void wakeAll() {
        List<CompletableFuture<Void>> woken = waiters;
        waiters = List.of();
        woken.forEach(Callbacks::complete);
    }
}
