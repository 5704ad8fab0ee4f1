package io.miaou.chat.wire;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client says, checked: every text is free of lone surrogates, every name is fit to be shown.
 *
 * <p>Names and times in frames that say who speaks, and when, are not here: the server knows both better.
 */
public sealed interface ClientFrame {
    /** The longest text message that is looked into, in bytes of UTF-8. */
    int MAX_BYTES = 64 * 1024;

    /**
     * Gives the name; a second time, changes it.
     *
     * @param since in milliseconds: asks for what was said at that time or later; null asks for nothing
     * @param lastIds messages the client has already, perhaps with that very time
     */
    record Join(String username, @Nullable Long since, Set<String> lastIds, Set<Capability> capabilities)
            implements ClientFrame {
        /** Copies the collections; ids into a set that stays fast when a stranger chose them to collide. */
        public Join {
            lastIds = Collections.unmodifiableSet(new HashSet<>(lastIds));
            capabilities = Set.copyOf(capabilities);
        }
    }

    /**
     * Says something to everybody.
     *
     * @param content perhaps empty: the course's servers pass it on, so does this one
     * @param clientId the client's own name for the message, handed back with it
     */
    record Message(String content, @Nullable String clientId) implements ClientFrame {}

    /** Says something to those of one name. */
    record Private(String to, String content, @Nullable String clientId) implements ClientFrame {}

    /** Began to type, or stopped. */
    record Typing(boolean isTyping) implements ClientFrame {}

    /**
     * Asks for a pong, to measure the way there and back.
     *
     * @param t the scalar to hand back, as JSON text; null when there was none
     */
    record Ping(@Nullable String t) implements ClientFrame {}

    /** Gives the name up; the connection stays. */
    record Leave() implements ClientFrame {}

    /** Something of a later version, perhaps. */
    record Unknown(String type) implements ClientFrame {}

    /**
     * Something that cannot be understood.
     *
     * @param problem for the sender to read; contains nothing the sender wrote
     */
    record Malformed(BadInput kind, String problem) implements ClientFrame {}
}
