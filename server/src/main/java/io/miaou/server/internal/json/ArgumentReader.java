package io.miaou.server.internal.json;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.JsonText;
import io.miaou.protocol.socket.Placeholder;
import io.miaou.server.BadArgumentException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Reads validated JSON as Java's types: the simple ones here, the others by Jackson. Any thread. */
final class ArgumentReader {
    private final JsonMapper mapper;
    private final ClassValue<ObjectReader> readers = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return mapper.readerFor(type);
        }
    };

    ArgumentReader(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Nullable
    Object read(Arguments arguments, int index, Type type) {
        int from = arguments.from(index);
        int to = arguments.to(index);
        if (type == byte[].class || type == ByteBuffer.class) {
            return binary(arguments, index, type);
        }
        String which = "argument " + index;
        if (type instanceof Class<?> c && isSimple(c)) {
            return simple(arguments.source(), from, to, c, which);
        }
        List<Placeholder> placeholders =
                arguments.hasBinary() ? Placeholder.in(arguments.source(), from, to) : List.of();
        return bound(arguments.json(index), placeholders, arguments.attachments(), type, which);
    }

    @Nullable
    Object read(JsonSlice value, Type type) {
        return type instanceof Class<?> c && isSimple(c)
                ? simple(value.bytes(), value.from(), value.to(), c, "payload")
                : bound(value, List.of(), List.of(), type, "payload");
    }

    private static @Nullable Object binary(Arguments arguments, int index, Type type) {
        byte[] data = arguments.binary(index);
        if (data != null) {
            return type == byte[].class ? data : ByteBuffer.wrap(data);
        }
        int from = arguments.from(index);
        if (arguments.source()[from] == 'n') {
            return null;
        }
        throw JsonProblem.bad("argument " + index, "binary data", arguments.source(), from, arguments.to(index));
    }

    // --- without Jackson ------------------------------------------------------------------------------------------

    private static @Nullable Object simple(byte[] json, int from, int to, Class<?> c, String which) {
        byte first = json[from];
        if (first == 'n' && !c.isPrimitive()) {
            return null;
        }
        if (c == String.class && first == '"') {
            return JsonText.readString(json, from, to);
        }
        if ((c == boolean.class || c == Boolean.class) && (first == 't' || first == 'f')) {
            return first == 't';
        }
        if (first == '-' || (first >= '0' && first <= '9')) {
            Object number = number(new String(json, from, to - from, StandardCharsets.US_ASCII), c);
            if (number != null) {
                return number;
            }
        }
        throw JsonProblem.bad(which, JsonProblem.name(c), json, from, to);
    }

    private static boolean isSimple(Class<?> c) {
        return c == String.class
                || c == int.class
                || c == Integer.class
                || c == long.class
                || c == Long.class
                || c == double.class
                || c == Double.class
                || c == boolean.class
                || c == Boolean.class;
    }

    /** The number as that type; null when it is out of its range, or no integer though it should be. */
    private static @Nullable Object number(String text, Class<?> c) {
        if (c == double.class || c == Double.class) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        }
        boolean isInt = c == int.class || c == Integer.class;
        if (!isInt && c != long.class && c != Long.class) {
            return null;
        }
        try {
            long number = Long.parseLong(text);
            if (!isInt) {
                return number;
            }
            return number == (int) number ? (Object) (int) number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    // --- with Jackson ---------------------------------------------------------------------------------------------

    private @Nullable Object bound(
            JsonSlice json, List<Placeholder> placeholders, List<byte[]> attachments, Type type, String which) {
        ObjectReader reader =
                type instanceof Class<?> c ? readers.get(c) : mapper.readerFor(mapper.constructType(type));
        try {
            return placeholders.isEmpty()
                    ? reader.readValue(json.text()) // as text: our mapper reads no bytes but by way of a Reader
                    : reader.readValue(filled(reader, json, placeholders, attachments));
        } catch (ValueInstantiationException e) { // what a constructor of the application said
            throw problem(json, type, which, e, " (" + e.getOriginalMessage() + ')');
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException(
                    "Jackson cannot read " + type.getTypeName() + JsonProblem.path(e) + ": " + e.getOriginalMessage(),
                    e);
        } catch (JacksonException e) {
            throw problem(json, type, which, e, "");
        }
    }

    private static BadArgumentException problem(
            JsonSlice json, Type type, String which, JacksonException e, String reason) {
        Type expected = e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
                ? mismatch.getTargetType()
                : type;
        String name =
                expected == byte[].class || expected == ByteBuffer.class ? "binary data" : JsonProblem.name(expected);
        BadArgumentException bad =
                JsonProblem.bad(which + JsonProblem.path(e), name + reason, json.bytes(), json.from(), json.to());
        bad.initCause(e);
        return bad;
    }

    /** The tokens of the value, with the bytes themselves in the place of their placeholders. */
    private static TokenBuffer filled(
            ObjectReader reader, JsonSlice json, List<Placeholder> placeholders, List<byte[]> attachments) {
        StringBuilder text = new StringBuilder(json.length());
        int[] starts = new int[placeholders.size()]; // where an empty object stands for a placeholder
        int done = json.from();
        for (int i = 0; i < starts.length; i++) {
            Placeholder placeholder = placeholders.get(i);
            text.append(new String(json.bytes(), done, placeholder.from() - done, StandardCharsets.UTF_8));
            starts[i] = text.length();
            text.append("{}");
            done = placeholder.to();
        }
        text.append(new String(json.bytes(), done, json.to() - done, StandardCharsets.UTF_8));
        TokenBuffer tokens = TokenBuffer.forGeneration();
        int next = 0;
        try (JsonParser in = reader.createParser(text.toString())) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (next < starts.length && in.currentTokenLocation().getCharOffset() == starts[next]) {
                    tokens.writeEmbeddedObject(
                            attachments.get(placeholders.get(next++).index()));
                    in.skipChildren();
                } else {
                    tokens.copyCurrentEvent(in);
                }
            }
        }
        return tokens;
    }
}
