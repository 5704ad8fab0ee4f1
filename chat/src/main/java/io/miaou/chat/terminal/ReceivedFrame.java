package io.miaou.chat.terminal;

import io.miaou.chat.wire.ServerFrame;
import io.miaou.chat.wire.TimestampUnit;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server said, read with the patience that servers of many hands need: the course's client shows whatever has a
 * content, and its servers leave out what they were not given.
 */
sealed interface ReceivedFrame {
    /** The longest message that is taken, in bytes: four times what the course's Python server takes from a speaker. */
    int MAX_BYTES = 4 << 20;

    /** Something to show. The texts are as they came: {@link HarmlessText} is still to be applied. */
    record Said(String username, String content, Instant at) implements ReceivedFrame {}

    /** Nothing for a reader: somebody types, an acknowledgement, a pong. */
    record Unspoken() implements ReceivedFrame {}

    /** No frame of a chat. */
    record Unreadable(String problem) implements ReceivedFrame {}

    /**
     * Reads a message; never throws, whatever the text.
     *
     * @param now stands in for a time that is missing or none
     */
    static ReceivedFrame read(String text, Instant now) {
        JsonNode root;
        try {
            root = Reader.JSON.readTree(text);
        } catch (JacksonException notJson) {
            return new Unreadable("it is not valid JSON");
        }
        return root.isObject() ? Reader.frame(root, now) : new Unreadable("it is no JSON object");
    }

    /** How a frame is read. Without state, safe for use by many threads. */
    final class Reader {
        /** The name that the course's servers give to who never said theirs. */
        private static final String NAMELESS = "Anonymous";

        private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
                .maxNestingDepth(32)
                .maxStringLength(MAX_BYTES)
                .maxNameLength(MAX_BYTES)
                .build();

        private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(CONSTRAINTS)
                        // Field names come from strangers: none is kept in a table that all share.
                        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Reader() {}

        private static ReceivedFrame frame(JsonNode root, Instant now) {
            Instant at = time(root.path("timestamp")).orElse(now);
            String username = name(root);
            String content = text(root.path("content"));
            return switch (root.path("type").asString("")) {
                case "message" -> new Said(username, content == null ? "" : content, at);
                case "join" -> spokenOr(username, content, at, "joined");
                case "leave" -> spokenOr(username, content, at, "left");
                default -> content == null || content.isEmpty() ? new Unspoken() : new Said(username, content, at);
            };
        }

        /** A server that passes joining and leaving on as they came says so without words: here are the usual ones. */
        private static ReceivedFrame spokenOr(String username, @Nullable String content, Instant at, String did) {
            return content == null || content.isEmpty()
                    ? new Said(ServerFrame.SYSTEM, username + " has " + did + " the chat", at)
                    : new Said(username, content, at);
        }

        /** Who speaks; of a private message that is {@code from}. */
        private static String name(JsonNode root) {
            String username = text(root.path("username"));
            if (username == null || username.isBlank()) {
                username = text(root.path("from"));
            }
            return username == null || username.isBlank() ? NAMELESS : username;
        }

        /** Any value as text; null when there is none. */
        private static @Nullable String text(JsonNode node) {
            if (node.isMissingNode() || node.isNull()) {
                return null;
            }
            return node.isContainer() ? node.toString() : node.asString();
        }

        /** A time in milliseconds, or in seconds with a fraction. */
        private static Optional<Instant> time(JsonNode node) {
            if (!node.isNumber()) {
                return Optional.empty();
            }
            double timestamp = node.doubleValue();
            if (!Double.isFinite(timestamp) || timestamp < 0 || timestamp > Long.MAX_VALUE) {
                return Optional.empty();
            }
            return Optional.of(Instant.ofEpochMilli(TimestampUnit.toMillis(timestamp)));
        }
    }
}
