package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.DeflateResources;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The zlib memory of a server or client, with a limit for all of it.
 *
 * <p>A message without context takeover borrows for as long as it takes, so that a few suffice for any number of
 * connections. What waits idle for one kind of borrower makes way for another, as far as that one cannot do without: an idle
 * deflater for an inflater or a deflater of the other kind. A connection with context takeover keeps what it borrows, and must
 * not find the memory spent in the middle: so its owner pays at the handshake with {@link #tryReserve}, gives the connection
 * what {@link #prepaid} lends, and {@link #release}s at its end. Safe for use by many threads; nothing here blocks.
 */
final class DeflatePool implements DeflateResources, AutoCloseable {
    private final long maxBytes;
    private final long forInflaters;
    private final AtomicLong reserved = new AtomicLong();
    private final BlockingQueue<Inflater> inflaters;
    private final BlockingQueue<Deflater> deflaters;
    private final BlockingQueue<Deflater> literal;
    private final DeflateResources prepaid;
    private volatile boolean closed;

    /**
     * A pool with nothing in it.
     *
     * @param level how hard to compress, 1 (fast) to 9 (small), or -1 for zlib's own choice
     * @param maxBytes native memory for all that is lent, kept or paid for, 1 or more; when it is spent, borrowing gives null
     * @param readers how many inflaters there is to be memory for at once whatever is reserved or compressed, as far as half of it
     *     goes; 0 or more
     * @param maxIdle how many of each kind wait for the next borrower, 1 or more; further ones are freed
     * @throws IllegalArgumentException when one is out of range
     */
    DeflatePool(int level, long maxBytes, int readers, int maxIdle) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ": give 1 or more");
        }
        if (maxIdle < 1) {
            throw new IllegalArgumentException("maxIdle is " + maxIdle + ": give 1 or more");
        }
        this.prepaid = DeflateResources.unpooled(level);
        this.maxBytes = maxBytes;
        this.forInflaters = Math.min((long) readers * INFLATER_BYTES, maxBytes / 2);
        this.inflaters = new ArrayBlockingQueue<>(maxIdle);
        this.deflaters = new ArrayBlockingQueue<>(maxIdle);
        this.literal = new ArrayBlockingQueue<>(maxIdle);
    }

    /** Pays for memory, or does nothing and returns false when so much is not left beside what readers may need. */
    boolean tryReserve(int bytes) {
        return tryReserve(bytes, maxBytes - forInflaters);
    }

    private boolean tryReserve(int bytes, long upTo) {
        long before;
        do {
            before = reserved.get();
            if (bytes > upTo - before) {
                return false;
            }
        } while (!reserved.compareAndSet(before, before + bytes));
        return true;
    }

    /** Gives back what was paid for. */
    void release(int bytes) {
        reserved.addAndGet(-bytes);
    }

    /** Bytes lent, kept and paid for. */
    long reserved() {
        return reserved.get();
    }

    /** Lends without counting, to those who have paid with {@link #tryReserve}; frees what comes back. */
    DeflateResources prepaid() {
        return prepaid;
    }

    @Override
    public @Nullable Inflater borrowInflater() {
        Inflater idle = inflaters.poll();
        if (idle != null) {
            return idle;
        }
        boolean paid = tryReserve(INFLATER_BYTES, maxBytes);
        while (!paid && (endOneIdle(deflaters) || endOneIdle(literal))) { // without it the connection ends
            paid = tryReserve(INFLATER_BYTES, maxBytes);
        }
        return paid ? prepaid.borrowInflater() : null;
    }

    @Override
    public void giveBack(Inflater inflater) {
        inflater.reset();
        if (!inflaters.offer(inflater)) {
            end(inflater);
        } else if (closed) {
            endIdle();
        }
    }

    @Override
    public @Nullable Deflater borrowDeflater(boolean backReferences) {
        Deflater idle = (backReferences ? deflaters : literal).poll();
        if (idle != null) {
            return idle;
        }
        boolean paid = tryReserve(DEFLATER_BYTES);
        while (!paid && endOneIdle(backReferences ? literal : deflaters)) { // no inflater: a message may go as it is
            paid = tryReserve(DEFLATER_BYTES);
        }
        return paid ? prepaid.borrowDeflater(backReferences) : null;
    }

    private boolean endOneIdle(BlockingQueue<Deflater> kind) {
        Deflater idle = kind.poll();
        if (idle != null) {
            end(idle);
        }
        return idle != null;
    }

    /** Whether a message could be decompressed now, with an idle inflater or memory that is left or held by idle deflaters. */
    boolean canInflate() {
        return !inflaters.isEmpty()
                || !deflaters.isEmpty()
                || !literal.isEmpty()
                || INFLATER_BYTES <= maxBytes - reserved.get();
    }

    @Override
    public void giveBack(Deflater deflater, boolean backReferences) {
        deflater.reset();
        if (!(backReferences ? deflaters : literal).offer(deflater)) {
            end(deflater);
        } else if (closed) {
            endIdle();
        }
    }

    /** Frees what is idle now, and what is lent when it comes back. */
    @Override
    public void close() {
        closed = true;
        endIdle();
    }

    private void endIdle() {
        for (Inflater idle = inflaters.poll(); idle != null; idle = inflaters.poll()) {
            end(idle);
        }
        for (Deflater idle = deflaters.poll(); idle != null; idle = deflaters.poll()) {
            end(idle);
        }
        for (Deflater idle = literal.poll(); idle != null; idle = literal.poll()) {
            end(idle);
        }
    }

    private void end(Inflater inflater) {
        inflater.end();
        release(INFLATER_BYTES);
    }

    private void end(Deflater deflater) {
        deflater.end();
        release(DEFLATER_BYTES);
    }
}
