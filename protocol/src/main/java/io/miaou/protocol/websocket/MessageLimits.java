package io.miaou.protocol.websocket;

/**
 * How much a peer may send before it is refused. Finite by default.
 *
 * @param maxMessageSize bytes of a message, all fragments together, {@link #LARGEST} at most; beyond it 1009
 * @param maxEmptyFrames empty data frames in a row that do not end a message; blocks of a compressed message that are marked as
 *     the last likewise; beyond it 1008
 */
public record MessageLimits(int maxMessageSize, int maxEmptyFrames) {
    /** A message is one array, which cannot be much larger: 2<sup>30</sup> bytes. */
    public static final int LARGEST = 1 << 30;

    /** A megabyte (10<sup>6</sup>, as Socket.IO has it) and a thousand empty frames. */
    public static final MessageLimits DEFAULTS = new MessageLimits(1_000_000, 1_000);

    /** @throws IllegalArgumentException when a limit is out of range */
    public MessageLimits {
        if (maxMessageSize < 1) {
            throw new IllegalArgumentException("maxMessageSize is " + maxMessageSize + " bytes: give 1 or more");
        }
        if (maxMessageSize > LARGEST) {
            throw new IllegalArgumentException(
                    "maxMessageSize is " + maxMessageSize + " bytes: give " + LARGEST + " at most");
        }
        if (maxEmptyFrames < 1) {
            throw new IllegalArgumentException("maxEmptyFrames is " + maxEmptyFrames + ": give 1 or more");
        }
    }
}
