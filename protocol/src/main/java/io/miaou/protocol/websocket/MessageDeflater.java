package io.miaou.protocol.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the messages of one direction of a connection (RFC 7692 §7.2.1).
 *
 * <p>The JDK's deflater always has a window of 32 KiB. Where a smaller one was agreed, the data is made without any back
 * reference, by Huffman coding alone: larger, but legal for every window. Such data has no use for a context either, so one
 * is kept only with the full window.
 *
 * <p>Context takeover is a permission, not a duty (§7.1.1): what {@link #compressAlone} makes may go to any connection whose
 * window it suits. Where a context is kept, {@link #forget} it when such a message went past it. One thread at a time; the
 * static part is safe for use by many threads, as far as its resources are.
 */
public final class MessageDeflater {
    /** An empty message: the header of an empty block without its tail (RFC 7692 §7.2.3.6). */
    private static final byte[] EMPTY_MESSAGE = {0};

    private static final byte[] NOTHING = new byte[0];
    private static final int TAIL = 4; // 00 00 FF FF
    private static final int ENOUGH_FOR_SHORT = 256; // a second call of zlib costs more than the bytes

    private final boolean backReferences;
    private final boolean keepsContext;
    private final DeflateResources resources;
    private @Nullable Deflater kept;

    /**
     * For the messages that {@code writer} sends. Nothing is borrowed before the first one.
     *
     * @param resources lends a deflater for each message, or for life with context takeover
     */
    public MessageDeflater(DeflateParameters agreed, Side writer, DeflateResources resources) {
        this.backReferences = suitsWindow(agreed, writer);
        this.keepsContext = keepsContext(agreed, writer);
        this.resources = resources;
    }

    /** Whether data with back references may be sent, or only data without. */
    public static boolean suitsWindow(DeflateParameters agreed, Side writer) {
        return agreed.windowBits(writer) == DeflateParameters.LARGEST_WINDOW;
    }

    static boolean keepsContext(DeflateParameters agreed, Side writer) {
        return agreed.keepsContext(writer) && suitsWindow(agreed, writer);
    }

    /** Whether messages refer to earlier ones, so that they must be compressed in the order in which they leave. */
    public boolean keepsContext() {
        return keepsContext;
    }

    /**
     * The payload of a frame with RSV1. With a context it must be sent, since later messages refer to it.
     *
     * @return null when the message is to go as it is: there was no memory, or it is not smaller
     */
    public byte @Nullable [] compress(byte[] message) {
        if (!keepsContext) {
            return compressAlone(message, backReferences, resources);
        }
        if (message.length == 0) {
            return EMPTY_MESSAGE.clone();
        }
        if (kept == null) {
            kept = resources.borrowDeflater(true);
        }
        return kept == null ? null : deflate(kept, message);
    }

    /** Lets the next message begin with an empty window: for when a message went out that was not compressed here. */
    public void forget() {
        if (kept != null) {
            kept.reset();
        }
    }

    /** Gives back what is borrowed, once: for when the connection ends. */
    public void discard() {
        if (kept != null) {
            resources.giveBack(kept, true);
            kept = null;
        }
    }

    /**
     * Compresses a message that refers to no other, so that its frame may go to any number of connections.
     *
     * @param backReferences false: the result suits connections with a window below 15 bits, too
     * @return null when the message is to go as it is: there was no memory, or it is not smaller
     */
    public static byte @Nullable [] compressAlone(byte[] message, boolean backReferences, DeflateResources resources) {
        if (message.length <= EMPTY_MESSAGE.length) {
            return null;
        }
        Deflater deflater = resources.borrowDeflater(backReferences);
        if (deflater == null) {
            return null;
        }
        try {
            byte[] compressed = deflate(deflater, message);
            return compressed.length < message.length ? compressed : null;
        } finally {
            resources.giveBack(deflater, backReferences);
        }
    }

    private static byte[] deflate(Deflater deflater, byte[] message) {
        deflater.setInput(message);
        byte[] out = new byte[ENOUGH_FOR_SHORT + message.length / 2]; // one call for most, none larger than need be
        int size = 0;
        while (true) {
            size += deflater.deflate(out, size, out.length - size, Deflater.SYNC_FLUSH);
            if (size < out.length) { // room was left: all is out
                break;
            }
            out = Arrays.copyOf(out, 2 * out.length);
        }
        deflater.setInput(NOTHING); // the message is not to live as long as the deflater
        return Arrays.copyOf(out, size - TAIL);
    }
}
