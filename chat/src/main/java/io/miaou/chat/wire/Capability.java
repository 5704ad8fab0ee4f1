package io.miaou.chat.wire;

import java.util.Optional;

/**
 * A kind of frame that a client has to ask for.
 *
 * <p>The course's clients print whatever comes, so that a frame they do not know would be a blank line on their screen. A
 * client asks by {@code caps} in its join, by the subprotocol {@code miaou.v1} (everything), or by sending such a frame.
 */
public enum Capability {
    /** Who is typing. */
    TYPING("typing"),
    /** That a private message arrived, with the id it was given. */
    ACK("ack"),
    /** The answer to a JSON {@code ping}; sending one is enough. */
    PONG("pong"),
    /** What was said before, in answer to {@code since} in a join. */
    HISTORY("history");

    private final String wire;

    Capability(String wire) {
        this.wire = wire;
    }

    /** As it is written in {@code caps}. */
    public String wire() {
        return wire;
    }

    /** The capability written that way. */
    public static Optional<Capability> of(String wire) {
        for (Capability capability : values()) {
            if (capability.wire.equals(wire)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }
}
