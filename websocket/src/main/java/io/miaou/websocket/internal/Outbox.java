package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to say: frames on their way to the network, counted so that a peer who does not read cannot make
 * them pile up.
 *
 * <p>A message is counted from the call that sends it: first as in flight to the loop, then as pending in the channel, in
 * both with the {@value #OVERHEAD} bytes of its bookkeeping. What pends is asked of the channel itself whenever a message
 * wants in, for the network takes it without telling. A message that was let in is written; one that others write too is
 * counted when its turn comes, and must find room then. The loop's thread only, but for {@link #reserve}, {@link #arrived},
 * {@link #bufferedBytes}, {@link #takesMore} and {@link #isBelowHalf}.
 */
final class Outbox {
    private static final AtomicLongFieldUpdater<Outbox> IN_FLIGHT =
            AtomicLongFieldUpdater.newUpdater(Outbox.class, "inFlight");
    private static final long ONE_MESSAGE = 1L << 40; // bytes below, messages above: one number, changed at once
    private static final long BYTES = ONE_MESSAGE - 1;
    private static final int OVERHEAD = 96; // what Netty counts for each buffer that waits

    private final LoopHandler owner;
    private final Channel channel;
    private final ConnectionSettings settings;

    private volatile long inFlight;
    private boolean flushQueued;
    private @Nullable WriteProgress progress; // while the network is behind
    private byte @Nullable [] latestPong; // kept while the channel has no room
    private List<CompletableFuture<Void>> waiters = List.of();

    Outbox(LoopHandler owner, Channel channel, ConnectionSettings settings) {
        this.owner = owner;
        this.channel = channel;
        this.settings = settings;
    }

    // --- any thread -----------------------------------------------------------------------------------------------

    /** What became of a message that wants in. */
    enum Room {
        /** It is counted as in flight: {@link #writeReserved} or {@link #arrived} is to follow on the loop. */
        RESERVED,
        /** This connection's queue is full. */
        QUEUE_FULL,
        /** All connections together have too much in flight. */
        BUDGET_SPENT
    }

    /** Counts a message as in flight, if there is room for it. */
    Room reserve(int bytes) {
        Budget budget = settings.outboundBudget();
        if (!budget.tryReserve(bytes)) {
            settings.metrics().limitHit("outboundBudget");
            return Room.BUDGET_SPENT;
        }
        if (count(bytes)) {
            return Room.RESERVED;
        }
        budget.release(bytes);
        refused();
        return Room.QUEUE_FULL;
    }

    /** A message has found no room: which limit it was can only be told from how things stand now. */
    private boolean refused() {
        long flying = inFlight;
        boolean tooMany =
                flying / ONE_MESSAGE + WriteProgress.pendingBuffers(channel) >= settings.maxSendQueueMessages();
        settings.metrics().limitHit(tooMany ? "maxSendQueueMessages" : "maxSendQueue");
        return false;
    }

    private boolean count(int bytes) {
        while (true) {
            long before = inFlight;
            if (fits(before, bytes)) {
                if (IN_FLIGHT.compareAndSet(this, before, before + ONE_MESSAGE + bytes + OVERHEAD)) {
                    return true;
                }
            } else if (before == inFlight) {
                return false;
            } // else something arrived meanwhile and may have been counted in both places
        }
    }

    /** The message is in flight no longer: it is on the loop, or was given up. */
    void arrived(int bytes) {
        IN_FLIGHT.addAndGet(this, -(ONE_MESSAGE + bytes + OVERHEAD));
        settings.outboundBudget().release(bytes);
    }

    /** A message may be larger than the limit when nothing else waits. */
    private boolean fits(long flying, int bytes) {
        long waiting = (flying & BYTES) + WriteProgress.pendingBytes(channel);
        return waiting == 0
                || (waiting + bytes + OVERHEAD <= settings.maxSendQueue()
                        && flying / ONE_MESSAGE + WriteProgress.pendingBuffers(channel)
                                < settings.maxSendQueueMessages());
    }

    long bufferedBytes() {
        return (inFlight & BYTES) + WriteProgress.pendingBytes(channel);
    }

    /** What is in flight, messages and bytes in one number: 0 when nothing is. */
    long inFlight() {
        return inFlight;
    }

    /** Whether a message, however small, would be let in: a full queue is not worth the work of compressing for it. */
    boolean takesMore() {
        return fits(inFlight, 1);
    }

    boolean isBelowHalf() {
        long messages = inFlight / ONE_MESSAGE + WriteProgress.pendingBuffers(channel);
        return bufferedBytes() <= settings.maxSendQueue() / 2 && messages <= settings.maxSendQueueMessages() / 2;
    }

    // --- the loop -------------------------------------------------------------------------------------------------

    LoopHandler owner() {
        return owner;
    }

    /** Whether a message that was not counted may be written; what waits for the end of the turn leaves first. */
    boolean hasRoom(int bytes) {
        if (fits(inFlight, bytes)) {
            return true;
        }
        if (flushQueued) {
            flushNow();
        }
        return fits(inFlight, bytes) || refused();
    }

    /** Whether half of what may wait is on its way here. */
    boolean muchInFlight() {
        long flying = inFlight;
        return (flying & BYTES) > settings.maxSendQueue() / 2
                || flying / ONE_MESSAGE > settings.maxSendQueueMessages() / 2;
    }

    /** Encodes and writes a control frame; it leaves with the turn. */
    void write(Opcode opcode, byte[] payload) {
        write(encode(opcode, payload, false));
    }

    /** Encodes and writes a message for which room was reserved. */
    void writeReserved(Opcode opcode, byte[] payload, boolean compressed, int reserved) {
        ByteBuf frame;
        try {
            frame = encode(opcode, payload, compressed); // fails when the memory for buffers is used up
        } finally {
            arrived(reserved); // for a moment it is counted nowhere: better than twice, which would turn others away
        }
        write(frame);
    }

    private ByteBuf encode(Opcode opcode, byte[] payload, boolean compressed) {
        FrameEncoder encoder = settings.encoder();
        int length = encoder.encodedLength(payload.length);
        ByteBuf frame = channel.alloc().directBuffer(length);
        ByteBuffer bytes = frame.internalNioBuffer(0, length);
        if (compressed) {
            encoder.encodeCompressed(bytes, opcode, payload);
        } else {
            encoder.encode(bytes, opcode, payload);
        }
        return frame.writerIndex(length);
    }

    /** Writes what is no frame; it leaves with the turn. */
    void writeRaw(ByteBuf bytes) {
        write(bytes);
    }

    /** Writes a frame that others write too; the caller keeps its own reference. */
    void writeShared(ByteBuf frame) {
        write(frame.retainedDuplicate());
    }

    private void write(ByteBuf frame) {
        settings.metrics().bytesSent(frame.readableBytes());
        if (progress == null) {
            WriteProgress.writeUnwatched(channel, frame);
        } else {
            progress.write(frame);
        }
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
        watchNetwork();
        wakeWaiters();
        owner.afterFlush();
    }

    /** Watches the network take what the flush has left, if anything. */
    private void watchNetwork() {
        if (WriteProgress.pendingBytes(channel) == 0) {
            progress = null;
            return;
        }
        if (progress == null) {
            progress = new WriteProgress(channel, settings.writeTimeout().toNanos());
        }
        progress.flushed(owner.loop.now());
        owner.loop.remind(owner, progress.deadline());
    }

    /** The channel has room again, or has lost it. */
    void writabilityChanged() {
        byte[] pong = latestPong;
        if (pong != null && channel.isWritable()) {
            latestPong = null;
            write(Opcode.PONG, pong);
        }
        wakeWaiters();
    }

    long deadline() {
        return progress == null ? Loop.NEVER : progress.deadline();
    }

    boolean isStalled(long now) {
        if (progress != null && WriteProgress.pendingBytes(channel) == 0) {
            progress = null; // the network has caught up without telling
        }
        return progress != null && progress.isStalled(now);
    }

    /** Completes the future once the queue is below half. */
    void whenBelowHalf(CompletableFuture<Void> waiter) {
        if (waiters.isEmpty()) {
            waiters = new ArrayList<>(1);
        }
        waiters.add(waiter);
        wakeOrAsk();
    }

    /** The network takes messages without telling as long as they are small: an empty one behind them all tells. */
    private void wakeOrAsk() {
        wakeWaiters();
        if (!waiters.isEmpty()) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> wakeOrAsk());
        }
    }

    private void wakeWaiters() {
        if (!waiters.isEmpty() && isBelowHalf()) {
            wakeAll();
        }
    }

    /** The connection is over: nobody waits any longer. */
    void end() {
        latestPong = null;
        wakeAll();
    }

    private void wakeAll() {
        List<CompletableFuture<Void>> woken = waiters;
        waiters = List.of();
        woken.forEach(Callbacks::complete);
    }
}
