package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflatePolicy;
import io.miaou.protocol.websocket.MessageDeflater;
import io.miaou.protocol.websocket.Side;
import io.miaou.websocket.Compression;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The compression of all connections of a server or client: what it wants, and the memory they share. Safe for use by many
 * threads.
 */
final class Deflation implements AutoCloseable {
    private static final int IDLE = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, 64);

    private final Compression options;
    private final DeflatePool pool;
    private final LongAdder cutBack = new LongAdder();

    Deflation(Compression options, int loops) {
        this.options = options;
        this.pool = new DeflatePool(options.level(), options.deflateMemoryBudget(), loops, IDLE);
    }

    /** What to offer or accept. */
    DeflatePolicy policy() {
        return options.policy();
    }

    /** What to accept when there is no memory for {@link #policy}. */
    DeflatePolicy thriftyPolicy() {
        if (!options.enabled() || !pool.canInflate()) {
            return DeflatePolicy.OFF;
        }
        return new DeflatePolicy.On(true, true, options.serverMaxWindowBits(), options.clientMaxWindowBits());
    }

    /** Begins the compression of a connection and pays for the contexts it keeps; null when there is no memory for it. */
    @Nullable
    ConnectionDeflate begin(DeflateParameters agreed, Side side) {
        int kept = agreed.bytesKept(side);
        boolean affordable = kept == 0 ? pool.canInflate() : pool.tryReserve(kept);
        return affordable ? new ConnectionDeflate(this, agreed, side, kept) : null;
    }

    /** Counts a newcomer who got less compression than it could have had, and says so in the log. */
    void noteCutBack(ConnectionOwner owner, Object peer) {
        cutBack.increment();
        owner.settings().metrics().limitHit("deflateMemoryBudget");
        owner.peerFault(
                "less compression",
                peer,
                "deflateMemoryBudget is spent: " + pool.reserved() + " of " + options.deflateMemoryBudget() + " bytes");
    }

    /** How many newcomers got less compression than they could have had. */
    long cutBack() {
        return cutBack.sum();
    }

    /** Native bytes taken now. */
    long reserved() {
        return pool.reserved();
    }

    DeflatePool pool() {
        return pool;
    }

    /** Whether a message of that size is worth it. */
    boolean isWorthIt(int size) {
        return size >= options.threshold();
    }

    /** A message by itself, compressed for every connection with the full window; null when it is to go as it is. */
    byte @Nullable [] compressForAll(byte[] message) {
        return isWorthIt(message.length) ? MessageDeflater.compressAlone(message, true, pool) : null;
    }

    @Override
    public void close() {
        pool.close();
    }
}
