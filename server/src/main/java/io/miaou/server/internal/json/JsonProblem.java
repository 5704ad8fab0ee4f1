package io.miaou.server.internal.json;

import io.miaou.server.BadArgumentException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;

/** What to say about arguments that are not what was asked for: one line, cut, safe in a log. No state. */
final class JsonProblem {
    /** Characters of a message. */
    static final int MOST = 256;

    private static final int MOST_OF_VALUE = 100;

    private JsonProblem() {}

    static BadArgumentException bad(String which, String expected, byte[] json, int from, int to) {
        return new BadArgumentException(line(which + ": expected " + expected + ", got " + value(json, from, to)));
    }

    static String name(Type type) {
        return type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
    }

    /** Where inside a value: {@code " at items[2].x"}; empty for the value itself. */
    static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (Reference step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "" : " at " + path;
    }

    private static String value(byte[] json, int from, int to) {
        int end = Math.min(to, from + MOST_OF_VALUE);
        String start = new String(json, from, end - from, StandardCharsets.UTF_8);
        return end == to ? start : start + "... (" + (to - from) + " bytes)";
    }

    /** Cut to {@link #MOST} characters; those that a terminal or a log would obey, or that hide, are escaped. */
    static String line(String text) {
        StringBuilder line = new StringBuilder(MOST);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            String next = isPlain(point) ? Character.toString(point) : String.format("\\u%04x", point);
            if (line.length() + next.length() > MOST - 3) {
                return line.append("...").toString();
            }
            line.append(next);
            i += Character.charCount(point);
        }
        return line.toString();
    }

    private static boolean isPlain(int point) {
        if (point >= 0x20 && point < 0x7F) {
            return true;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
