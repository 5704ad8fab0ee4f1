package io.miaou.websocket;

import java.util.Objects;

/**
 * What {@link WebSocketClient#send} keeps while there is no connection; a client that was not told keeps nothing.
 *
 * <p>Kept messages leave in order once the next connection's {@code onOpen} has returned, so that a handler can introduce itself
 * first. They are kept until a connection takes them: what was handed to a connection that then broke is not sent again,
 * because nobody can know whether it arrived.
 *
 * @param maxMessages kept at most; 1,000
 * @param maxBytes of their payloads together, with 96 more for each; one alone may not be larger either; 1 MiB
 * @param whenFull what becomes of a message for which there is no room
 */
public record WhileAway(int maxMessages, int maxBytes, WhenFull whenFull) {
    /** What becomes of a message for which there is no room. */
    public enum WhenFull {
        /** It is refused: {@code send} answers false; the default, for then the sender knows. */
        REFUSE,
        /** The oldest are dropped until it fits: for values of which the latest count. */
        DROP_OLDEST
    }

    /** @throws IllegalArgumentException when a limit is below 1 */
    public WhileAway {
        if (maxMessages < 1) {
            throw new IllegalArgumentException(
                    "maxMessages is " + maxMessages + ": give 1 or more, or do not ask to keep any");
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ": give 1 or more");
        }
        Objects.requireNonNull(whenFull, "whenFull");
    }

    /** Changes single values; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private int maxMessages = 1_000;
        private int maxBytes = 1 << 20;
        private WhenFull whenFull = WhenFull.REFUSE;

        Builder() {}

        /** Sets {@link WhileAway#maxMessages}. */
        public Builder maxMessages(int messages) {
            this.maxMessages = messages;
            return this;
        }

        /** Sets {@link WhileAway#maxBytes}. */
        public Builder maxBytes(int bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /** Sets {@link WhileAway#whenFull}. */
        public Builder whenFull(WhenFull policy) {
            this.whenFull = policy;
            return this;
        }

        /** The values, checked. */
        WhileAway build() {
            return new WhileAway(maxMessages, maxBytes, whenFull);
        }
    }
}
