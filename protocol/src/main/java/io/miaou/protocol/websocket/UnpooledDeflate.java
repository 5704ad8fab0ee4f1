package io.miaou.protocol.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Makes zlib's state anew for each borrower and frees it when it comes back. Safe for use by many threads. */
final class UnpooledDeflate implements DeflateResources {
    private static final byte[] NOTHING = new byte[0];

    private final int level;

    UnpooledDeflate(int level) {
        if (level != Deflater.DEFAULT_COMPRESSION
                && (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION)) {
            throw new IllegalArgumentException("level is " + level + ": give 1 to 9, or -1 for the usual");
        }
        this.level = level;
    }

    @Override
    public Inflater borrowInflater() {
        return new Inflater(true);
    }

    @Override
    public void giveBack(Inflater inflater) {
        inflater.end();
    }

    /** The JDK sets no window: without back references any window will do (RFC 7692 §7.1.2 asks for no more). */
    @Override
    public Deflater borrowDeflater(boolean backReferences) {
        Deflater deflater = new Deflater(level, true);
        if (!backReferences) {
            deflater.setStrategy(Deflater.HUFFMAN_ONLY);
            deflater.deflate(NOTHING); // a call that changes the strategy does nothing else
        }
        return deflater;
    }

    @Override
    public void giveBack(Deflater deflater, boolean backReferences) {
        deflater.end();
    }
}
