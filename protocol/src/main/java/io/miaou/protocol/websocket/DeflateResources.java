package io.miaou.protocol.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Where connections get the state of zlib from, and where they give it back: native memory that the garbage collector
 * does not see. What is borrowed is given back exactly once and not touched after.
 *
 * <p>{@link DeflatePool} is the one to use. An implementation says itself which threads may call it.
 */
public interface DeflateResources {
    /** About what zlib holds for inflating: a window of 32 KiB and its tables. */
    int INFLATER_BYTES = 44 * 1024;

    /** About what zlib holds for deflating with a window of 32 KiB and its usual tables. */
    int DEFLATER_BYTES = 268 * 1024;

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
