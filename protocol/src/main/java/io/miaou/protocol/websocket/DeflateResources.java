package io.miaou.protocol.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Where connections get the state of zlib from, and where they give it back: native memory that the garbage collector
 * does not see. What is borrowed is given back exactly once and not touched after.
 *
 * <p>An implementation says itself which threads may call it.
 */
public interface DeflateResources {
    /** About what zlib holds for inflating: a window of 32 KiB and its tables. */
    int INFLATER_BYTES = 44 * 1024;

    /** About what zlib holds for deflating with a window of 32 KiB and its usual tables. */
    int DEFLATER_BYTES = 268 * 1024;

    /**
     * Resources that make state for each borrower, without limit, and free it when it comes back; any thread may call them.
     *
     * @param level how hard to compress, 1 (fast) to 9 (small), or -1 for zlib's own choice
     * @throws IllegalArgumentException when the level is another
     */
    static DeflateResources unpooled(int level) {
        return new UnpooledDeflate(level);
    }

    /** An inflater for raw data at its beginning; null when there is no memory for one. */
    @Nullable
    Inflater borrowInflater();

    /** Takes an inflater back, in whatever state. */
    void giveBack(Inflater inflater);

    /**
     * A deflater for raw data at its beginning; null when there is no memory for one.
     *
     * @param backReferences false: it never refers back, so that its data suits any window (RFC 7692 §7.1.2)
     */
    @Nullable
    Deflater borrowDeflater(boolean backReferences);

    /** Takes a deflater back, in whatever state, with what it was borrowed by. */
    void giveBack(Deflater deflater, boolean backReferences);
}
