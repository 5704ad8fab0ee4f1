package io.miaou.chat.wire;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server says. Whatever it is, on the wire it carries at least {@code type}, {@code username}, {@code content} and
 * {@code timestamp}, because the course's clients read those four from everything they receive.
 */
public sealed interface ServerFrame {
    /** The name under which the server itself speaks. */
    String SYSTEM = "System";

    /** Milliseconds since 1970. */
    long at();

    /**
     * The first frame on every connection.
     *
     * @param capabilities named to those who asked for the subprotocol; nothing is written when there are none
     */
    record Welcome(Set<Capability> capabilities, long at) implements ServerFrame {}

    /**
     * The server's word to one client.
     *
     * @param clientId of the message it is about, if that had one
     */
    record Notice(String content, @Nullable String clientId, long at) implements ServerFrame {}

    /** The server's word to the room: somebody came or went. */
    record Announcement(String id, String room, String content, long at) implements ServerFrame {}

    /** What somebody said to the room. */
    record Message(
            String id,
            String room,
            String username,
            String content,
            @Nullable String clientId,
            long at) implements ServerFrame {}

    /** What somebody said to one name. */
    record Private(
            String id,
            String from,
            String to,
            String content,
            @Nullable String clientId,
            long at) implements ServerFrame {}

    /** Somebody types, or stopped. */
    record Typing(String username, boolean isTyping, long at) implements ServerFrame {}

    /** A private message was delivered under that id. */
    record Ack(String id, String to, @Nullable String clientId, long at) implements ServerFrame {}

    /** The answer to a ping, with its {@code t} as JSON text. */
    record Pong(@Nullable String t, long at) implements ServerFrame {}
}
