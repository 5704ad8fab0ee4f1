package io.miaou.testkit.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of one connection: reads from one socket, keeps the bytes as long as the faults want it, writes to the other.
 * The proxy's thread only, but for the two counters.
 *
 * <p>It holds at most {@code capacity} bytes and then stops reading, so that a slow reader slows its sender as without a
 * proxy. The end of a stream, FIN or RST, is an entry of the same queue: it is delayed, held and kept in order like bytes.
 */
final class Pipe implements ProxyLoop.Timed {
    private final ProxyLoop loop;
    private final Link link;
    private final Side from;
    private final Side to;
    private final int capacity;
    private final Pacing pacing;
    private final AtomicLong total; // of all connections, this direction
    private final ChunkQueue queue = new ChunkQueue();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final ProxyLoop.Alarm alarm = new ProxyLoop.Alarm(this);
    private boolean ended; // nothing more comes from the sender
    private boolean finished; // FIN has been delivered

    Pipe(ProxyLoop loop, Link link, Side from, Side to, int capacity, Pacing pacing, AtomicLong total) {
        this.loop = loop;
        this.link = link;
        this.from = from;
        this.to = to;
        this.capacity = capacity;
        this.pacing = pacing;
        this.total = total;
    }

    Faults faults() {
        return pacing.faults();
    }

    void faults(Faults faults) {
        pacing.faults(faults);
    }

    /** Bytes taken from the sender; any thread. */
    long received() {
        return received.get();
    }

    /** Bytes given to the receiver's kernel; any thread. */
    long delivered() {
        return delivered.get();
    }

    boolean isFinished() {
        return finished;
    }

    /** The sender has something, or has ended. */
    void read() {
        if (ended) {
            return;
        }
        ByteBuffer scratch = loop.scratch(capacity - queue.bytes());
        int count;
        try {
            count = from.read(scratch);
        } catch (IOException e) {
            link.died(from);
            return;
        }
        // Asked anew: what is stamped with the time the turn began would be delivered too early.
        long now = loop.now();
        if (count < 0) {
            ended = true;
            queue.add(pacing.end(Ending.CUT, now));
        } else if (count > 0) {
            received.addAndGet(count);
            byte[] data = new byte[count];
            scratch.flip().get(data);
            queue.add(pacing.chunk(data, now));
        }
        pump(now);
    }

    /** The sender's socket has broken: the receiver will see a reset, when its time has come. */
    void senderDied() {
        ended = true;
        queue.add(pacing.end(Ending.RESET, loop.now()));
        pump(loop.now());
    }

    @Override
    public void due(long now) {
        pump(now);
    }

    /** Delivers what may leave now, and arranges to be called again: by time, by the sender, by the receiver. */
    void pump(long now) {
        if (!link.isOpen()) {
            return;
        }
        boolean blocked = false;
        if (!to.isOpen()) {
            queue.clear();
        } else if (faults().flow() == Flow.DISCARD) {
            queue.removeBytes();
        } else if (faults().flow() == Flow.PASS) {
            blocked = deliver(now);
        }
        if (link.isOpen()) {
            to.want(SelectionKey.OP_WRITE, blocked);
            from.want(SelectionKey.OP_READ, !ended && queue.bytes() < capacity);
        }
    }

    /** True when the receiver's kernel takes no more. */
    private boolean deliver(long now) {
        while (link.isOpen()) {
            if (delivered() >= faults().endAfter()) {
                link.end(faults().ending());
                return false;
            }
            Chunk first = queue.first();
            if (first == null) {
                return false;
            }
            long due = pacing.due(first);
            if (due > now) {
                loop.wake(alarm, due);
                return false;
            }
            if (first.end() != null) {
                queue.removeEnd();
                deliverEnd(first.end());
                continue;
            }
            int size = pacing.piece(queue, delivered(), loop.mostBytes(), now);
            if (pacing.pieceReady() > now) {
                loop.wake(alarm, pacing.pieceReady());
                return false;
            }
            if (write(size) < size) {
                return true;
            }
            if (faults().slice() != Faults.WHOLE && queue.bytes() > 0) {
                // One piece a turn: the reader gets a chance to see it alone.
                loop.wake(alarm, now + 1);
                return false;
            }
        }
        return false;
    }

    /** How many were written; less than asked when the receiver takes no more or has gone. */
    private int write(int size) {
        ByteBuffer scratch = loop.scratch(size);
        queue.copyTo(scratch, size);
        int count;
        try {
            count = to.write(scratch.flip());
        } catch (IOException e) {
            link.died(to);
            return 0;
        }
        queue.remove(count);
        pacing.left(count);
        delivered.addAndGet(count);
        total.addAndGet(count);
        return count;
    }

    private void deliverEnd(Ending end) {
        switch (end) {
            case CUT -> {
                to.finish();
                finished = true;
                link.finished();
            }
            case RESET -> link.end(Ending.RESET);
        }
    }
}
