package io.miaou.testkit.proxy;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * When the bytes of one direction may leave, and in which pieces. The proxy's thread only; times are nanoseconds of
 * {@link ProxyLoop#now}.
 *
 * <p>Nothing is scheduled when it arrives: when it is due follows from its arrival, its draws and the faults of the moment.
 * So new faults hold for what waits, and order needs no care, as only the first chunk is ever asked.
 *
 * <p>A rate is a wire that takes {@code size / rate} seconds for a piece and is free again after it. A piece is paid before it
 * leaves: n bytes never take less than {@code n / rate}. {@link #CATCH_UP} lets a thread that woke late make up for it, no
 * more: a frozen or blocked time earns no burst.
 */
final class Pacing {
    private static final long SECOND = 1_000_000_000;
    private static final long CATCH_UP = 20_000_000;
    /** With a rate, a piece is what 10 ms carry, so that the stream is smooth. */
    private static final int PIECES_PER_SECOND = 100;

    private static final byte[] NOTHING = {};

    private final SplittableRandom random;
    private final SplittableRandom
            sliceRandom; // of its own: where slices end must not depend on how many reads there were
    private final long born;
    private Faults faults;
    private long free;
    private int piece; // 0: none chosen
    private long pieceReady;
    private int sliceLeft;

    Pacing(SplittableRandom random, long born, Faults faults) {
        this.random = random;
        sliceRandom = random.split();
        this.born = born;
        this.faults = faults;
    }

    Faults faults() {
        return faults;
    }

    void faults(Faults changed) {
        if (changed.equals(faults)) {
            return;
        }
        if (changed.slice() != faults.slice()) {
            sliceLeft = 0;
        }
        faults = changed;
        piece = 0;
    }

    Chunk chunk(byte[] data, long now) {
        return new Chunk(data, null, now, draw(), draw());
    }

    Chunk end(Ending end, long now) {
        return new Chunk(NOTHING, end, now, draw(), draw());
    }

    private float draw() {
        return (random.nextInt() >>> 8) * 0x1p-24f;
    }

    long due(Chunk chunk) {
        long due = chunk.arrived()
                + faults.delay().toNanos()
                + (long) (faults.jitter().toNanos() * (double) chunk.jitterDraw());
        if (chunk.lossDraw() < faults.loss()) {
            due += Faults.RETRANSMISSION.toNanos();
        }
        long tick = faults.coalesce().toNanos();
        return tick == 0 ? due : born + Math.ceilDiv(due - born, tick) * tick;
    }

    /** How many bytes leave next, 1 or more. The first chunk must be bytes and due. */
    int piece(ChunkQueue queue, long delivered, int most, long now) {
        if (piece == 0) {
            piece = size(queue, delivered, most, now);
            pieceReady = now;
            if (faults.rate() != Faults.UNLIMITED) {
                @Nullable Chunk first = queue.first();
                long start = Math.max(free, now - CATCH_UP);
                start = first == null ? start : Math.max(start, due(first));
                pieceReady = start + piece * SECOND / faults.rate();
            }
        }
        return piece;
    }

    private int size(ChunkQueue queue, long delivered, int most, long now) {
        long size;
        if (faults.slice() == Faults.WHOLE) {
            size = queue.bytesWhile(chunk -> due(chunk) <= now, most);
        } else {
            if (sliceLeft == 0) {
                sliceLeft = 1 + sliceRandom.nextInt(faults.slice());
            }
            size = Math.min(Math.min(sliceLeft, queue.bytesOfFirst()), most);
        }
        if (faults.rate() != Faults.UNLIMITED) {
            size = Math.min(size, Math.max(1, faults.rate() / PIECES_PER_SECOND));
        }
        return (int) Math.min(size, faults.endAfter() - delivered);
    }

    /** When the piece may leave. */
    long pieceReady() {
        return pieceReady;
    }

    /** So many bytes of the piece have left. */
    void left(int count) {
        piece -= count;
        if (faults.slice() != Faults.WHOLE) {
            sliceLeft -= count;
        }
        if (piece == 0) {
            free = pieceReady;
        }
    }
}
