package io.miaou.protocol.websocket;

/**
 * What both ends agreed on for permessage-deflate (RFC 7692 §7.1).
 *
 * @param serverNoContextTakeover the server starts every message with an empty window
 * @param clientNoContextTakeover the client does
 * @param serverMaxWindowBits the server refers back over 2<sup>this</sup> bytes at most, 8 to 15
 * @param clientMaxWindowBits the client does, 8 to 15
 */
public record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {
    /** The smallest window there is: 256 bytes (RFC 7692 §7.1.2). */
    public static final int SMALLEST_WINDOW = 8;

    /** The largest window, which is also what goes without saying: 32 KiB. */
    public static final int LARGEST_WINDOW = 15;

    /** @throws IllegalArgumentException when a window is out of range */
    public DeflateParameters {
        requireWindowBits("serverMaxWindowBits", serverMaxWindowBits);
        requireWindowBits("clientMaxWindowBits", clientMaxWindowBits);
    }

    /** Whether the messages of that writer may refer back to earlier messages. */
    public boolean keepsContext(Side writer) {
        return !(writer == Side.SERVER ? serverNoContextTakeover : clientNoContextTakeover);
    }

    /** Native memory that a connection of that side keeps for its life: 0 without context takeover. */
    public int bytesKept(Side side) {
        Side peer = side == Side.SERVER ? Side.CLIENT : Side.SERVER;
        return (MessageDeflater.keepsContext(this, side) ? DeflateResources.DEFLATER_BYTES : 0)
                + (keepsContext(peer) ? DeflateResources.INFLATER_BYTES : 0);
    }

    /** How far that writer may refer back, as a power of two. */
    public int windowBits(Side writer) {
        return writer == Side.SERVER ? serverMaxWindowBits : clientMaxWindowBits;
    }

    static void requireWindowBits(String name, int bits) {
        if (bits < SMALLEST_WINDOW || bits > LARGEST_WINDOW) {
            throw new IllegalArgumentException(name + " is " + bits + ": give " + SMALLEST_WINDOW + " to "
                    + LARGEST_WINDOW + " (RFC 7692 §7.1.2)");
        }
    }
}
