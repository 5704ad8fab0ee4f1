package io.miaou.protocol.websocket;

/**
 * How much a peer may send before it is refused. Finite by default.
 *
 * @param maxMessageSize bytes of a message, all fragments together; beyond it 1009
 * @param maxEmptyFrames empty data frames in a row that do not end a message; beyond it 1008
 */
public record MessageLimits(int maxMessageSize, int maxEmptyFrames) {
    /** A megabyte (10<sup>6</sup>, as Socket.IO has it) and a thousand empty frames. */
    public static final MessageLimits DEFAULTS = new MessageLimits(1_000_000, 1_000);

    /** @throws IllegalArgumentException when a limit is below 1 */
    public MessageLimits {
        if (maxMessageSize < 1) {
            throw new IllegalArgumentException("maxMessageSize is " + maxMessageSize + " bytes: give 1 or more");
        }
        if (maxEmptyFrames < 1) {
            throw new IllegalArgumentException("maxEmptyFrames is " + maxEmptyFrames + ": give 1 or more");
        }
    }
}
