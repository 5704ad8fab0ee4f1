package io.miaou.chat.wire;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what clients send. Without state, safe for use by many threads; never throws, whatever the text.
 *
 * <p>The fields that are needed are checked for each type on its own: the course's {@code safeParse} wants a {@code
 * username} everywhere, yet its own private messages have none. Fields nobody knows are harmless; of a field that is there
 * twice, the last one counts, as with JavaScript's {@code JSON.parse}.
 */
public final class FrameReader {
    /** Longest client id and longest text in a ping, in characters; longer ones are left out. */
    private static final int MAX_ECHO = 64;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(ClientFrame.MAX_BYTES)
            .maxNameLength(ClientFrame.MAX_BYTES)
            .maxNumberLength(64)
            .build();

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(CONSTRAINTS)
                    // Field names come from strangers: none is kept in a table that all share.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private FrameReader() {}

    /** A needed field is missing or wrong; the text is for the sender. Never leaves this class. */
    private static final class FieldException extends Exception {
        private static final long serialVersionUID = 1L;

        FieldException(String problem) {
            super(problem, null, false, false);
        }

        String problem() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Reads a text message.
     *
     * @param text at most {@link ClientFrame#MAX_BYTES}; the caller checks that
     */
    public static Incoming read(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException notJson) {
            return malformed(BadInput.NOT_JSON, "it is not valid JSON");
        }
        if (root.isMissingNode()) {
            return malformed(BadInput.NOT_JSON, "it is empty");
        }
        if (!root.isObject()) {
            return malformed(BadInput.NOT_AN_OBJECT, "it must be a JSON object");
        }
        return new Incoming(frame(root), unit(root.path("timestamp")));
    }

    private static Incoming malformed(BadInput kind, String problem) {
        return new Incoming(new ClientFrame.Malformed(kind, problem), null);
    }

    private static ClientFrame frame(JsonNode root) {
        JsonNode type = root.path("type");
        if (!type.isString()) {
            return new ClientFrame.Malformed(BadInput.BAD_FIELD, "\"type\" must be a text");
        }
        try {
            return switch (type.stringValue()) {
                case "join" -> join(root);
                case "message" -> new ClientFrame.Message(text(root, "content"), clientId(root));
                case "private" ->
                    new ClientFrame.Private(text(root, "to").strip(), text(root, "content"), clientId(root));
                case "typing" -> new ClientFrame.Typing(flag(root, "isTyping"));
                case "typing.start" -> new ClientFrame.Typing(true);
                case "typing.stop" -> new ClientFrame.Typing(false);
                case "ping" -> new ClientFrame.Ping(echo(root.path("t")));
                case "leave" -> new ClientFrame.Leave();
                default -> new ClientFrame.Unknown(type.stringValue());
            };
        } catch (FieldException wrong) {
            return new ClientFrame.Malformed(BadInput.BAD_FIELD, wrong.problem());
        }
    }

    private static ClientFrame join(JsonNode root) throws FieldException {
        String username = text(root, "username").strip();
        String problem = Names.problem(username);
        if (problem != null) {
            throw new FieldException("the name " + problem);
        }
        Set<Capability> capabilities = new HashSet<>();
        for (String capability : texts(root, "caps")) {
            Capability.of(capability).ifPresent(capabilities::add);
        }
        return new ClientFrame.Join(username, since(root.path("since")), texts(root, "lastIds"), capabilities);
    }

    private static @Nullable Long since(JsonNode node) throws FieldException {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!isTime(node)) {
            throw new FieldException("\"since\" must be a number that is not negative");
        }
        return TimestampUnit.toMillis(node.doubleValue());
    }

    /** The unit of a client's clock. Zero says nothing of it, and a client's time is not trusted for anything else. */
    private static @Nullable TimestampUnit unit(JsonNode timestamp) {
        return isTime(timestamp) && timestamp.doubleValue() > 0
                ? TimestampUnit.ofTimestamp(timestamp.doubleValue())
                : null;
    }

    private static boolean isTime(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue()) && node.doubleValue() >= 0;
    }

    private static String text(JsonNode root, String field) throws FieldException {
        JsonNode node = root.path(field);
        if (!node.isString()) {
            throw new FieldException("\"" + field + "\" must be a text");
        }
        return wellFormed(node.stringValue());
    }

    private static boolean flag(JsonNode root, String field) throws FieldException {
        JsonNode node = root.path(field);
        if (!node.isBoolean()) {
            throw new FieldException("\"" + field + "\" must be true or false");
        }
        return node.booleanValue();
    }

    /** A list of texts; empty when there is none, without its elements of other kinds. */
    private static Set<String> texts(JsonNode root, String field) throws FieldException {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return Set.of();
        }
        if (!node.isArray()) {
            throw new FieldException("\"" + field + "\" must be a list");
        }
        Set<String> texts = new HashSet<>();
        for (JsonNode element : node) {
            if (element.isString()) {
                texts.add(element.stringValue());
            }
        }
        return texts;
    }

    private static @Nullable String clientId(JsonNode root) {
        JsonNode node = root.path("cid");
        return node.isString() && node.stringValue().length() <= MAX_ECHO ? wellFormed(node.stringValue()) : null;
    }

    /** A number or a short text as JSON again; anything else is not handed back. */
    private static @Nullable String echo(JsonNode node) {
        boolean number = node.isNumber() && Double.isFinite(node.doubleValue());
        boolean shortText = node.isString() && node.stringValue().length() <= MAX_ECHO;
        return number || shortText ? wellFormed(node.toString()) : null;
    }

    /**
     * The text with every lone surrogate replaced by U+FFFD. JSON can spell one ({@code "\ud800"}), UTF-8 cannot, and RFC
     * 6455 §8.1 makes a client end the connection over text that is not UTF-8.
     */
    private static String wellFormed(String text) {
        int first = 0;
        while (first < text.length() && !isLone(text, first)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (int at = first; at < text.length(); at++) {
            if (isLone(text, at)) {
                mended.setCharAt(at, '\uFFFD');
            }
        }
        return mended.toString();
    }

    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
