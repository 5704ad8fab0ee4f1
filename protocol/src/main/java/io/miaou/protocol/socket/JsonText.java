package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;

/**
 * Strings, numbers and literals as JSON, exactly as {@code JSON.stringify} writes them and {@code JSON.parse} reads them. No
 * state.
 */
public final class JsonText {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    /** Whether this is one JSON value and nothing else, within the limits. */
    public static boolean isValue(byte[] json, int from, int to, PacketLimits limits) {
        int start = JsonScanner.space(json, from, to);
        int end = JsonScanner.value(json, start, to, limits.maxJsonDepth(), limits.maxNumberLength());
        return end >= 0 && JsonScanner.space(json, end, to) == to;
    }

    /** Writes {@code null}. */
    public static void writeNull(ByteBuilder out) {
        out.put(NULL);
    }

    /** Writes {@code true} or {@code false}. */
    public static void writeBoolean(ByteBuilder out, boolean value) {
        out.put(value ? TRUE : FALSE);
    }

    /** Writes an integer, all digits of it, though JavaScript reads those beyond 2<sup>53</sup> rounded. */
    public static void writeLong(ByteBuilder out, long value) {
        if (value == Long.MIN_VALUE) {
            out.ascii("-9223372036854775808");
            return;
        }
        long rest = Math.abs(value);
        int length = digits(rest) + (value < 0 ? 1 : 0);
        out.room(length);
        int at = out.size() + length;
        out.cut(at);
        byte[] bytes = out.array();
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (value < 0) {
            bytes[--at] = '-';
        }
    }

    /** How many decimal digits a number has that is not negative. */
    static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes a number; {@code null} for NaN and the infinities, which JSON does not have. */
    public static void writeDouble(ByteBuilder out, double value) {
        if (!Double.isFinite(value)) {
            writeNull(out);
        } else if (value == (long) value && Math.abs(value) < 1L << 53) {
            writeLong(out, (long) value); // -0 is 0, as in JavaScript
        } else {
            out.ascii(NumberText.of(value));
        }
    }

    /** Writes a number with the digits that tell it from other floats: 0.1f is {@code 0.1}. */
    public static void writeFloat(ByteBuilder out, float value) {
        if (!Float.isFinite(value)) {
            writeNull(out);
        } else if (value == (int) value && Math.abs(value) < 1 << 24) {
            writeLong(out, (int) value);
        } else {
            out.ascii(NumberText.of(value));
        }
    }

    // --- strings, out ---------------------------------------------------------------------------------------------

    /** Writes a string with its quotes. Half a surrogate pair becomes an escape, so that the result is UTF-8 always. */
    public static void writeString(ByteBuilder out, String text) {
        int length = text.length();
        byte[] bytes = out.room(length + 2);
        int at = out.size();
        bytes[at++] = '"';
        int i = 0;
        for (char c; i < length && (c = text.charAt(i)) < 0x80 && c >= 0x20 && c != '"' && c != '\\'; i++) {
            bytes[at++] = (byte) c;
        }
        out.cut(at);
        while (i < length) {
            i += character(out, text, i);
        }
        out.put('"');
    }

    /** Writes the character at {@code i}; returns how many chars of Java it took. */
    private static int character(ByteBuilder out, String text, int i) {
        char c = text.charAt(i);
        if (c < 0x20 || c == '"' || c == '\\') {
            escape(out, c);
        } else if (c < 0x80) {
            out.put(c);
        } else if (c < 0x800) {
            out.put(0xC0 | (c >> 6)).put(low(c));
        } else if (!Character.isSurrogate(c)) {
            out.put(0xE0 | (c >> 12)).put(low(c >> 6)).put(low(c));
        } else if (Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            int point = Character.toCodePoint(c, text.charAt(i + 1));
            out.put(0xF0 | (point >> 18))
                    .put(low(point >> 12))
                    .put(low(point >> 6))
                    .put(low(point));
            return 2;
        } else {
            unicode(out, c); // ECMA-262, QuoteJSONString: a lone surrogate is \\udXXX
        }
        return 1;
    }

    /** A continuation octet of UTF-8 with the lowest six bits (RFC 3629 §3). */
    private static int low(int bits) {
        return 0x80 | (bits & 0x3F);
    }

    private static void escape(ByteBuilder out, char c) {
        char letter = switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
        };
        if (letter == 'u') {
            unicode(out, c);
        } else {
            out.put('\\').put(letter);
        }
    }

    private static void unicode(ByteBuilder out, char c) {
        out.put('\\')
                .put('u')
                .put(HEX[c >> 12])
                .put(HEX[c >> 8 & 15])
                .put(HEX[c >> 4 & 15])
                .put(HEX[c & 15]);
    }

    // --- strings, in ----------------------------------------------------------------------------------------------

    /**
     * Reads a string that was validated.
     *
     * @param from the opening quote
     * @param to behind the closing quote
     */
    public static String readString(byte[] json, int from, int to) {
        int i = from + 1;
        int end = to - 1;
        while (i < end && json[i] != '\\') {
            i++;
        }
        if (i == end) {
            return new String(json, from + 1, end - from - 1, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(end - from);
        int plain = from + 1;
        while (i < end) {
            if (json[i] != '\\') {
                i++;
                continue;
            }
            text.append(new String(json, plain, i - plain, StandardCharsets.UTF_8));
            text.append(escaped(json, i + 1));
            i += json[i + 1] == 'u' ? 6 : 2;
            plain = i;
        }
        return text.append(new String(json, plain, end - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static char escaped(byte[] json, int at) {
        return switch (json[at]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' ->
                (char) (hex(json, at + 1) << 12 | hex(json, at + 2) << 8 | hex(json, at + 3) << 4 | hex(json, at + 4));
            default -> (char) json[at];
        };
    }

    private static int hex(byte[] json, int at) {
        return Character.digit(json[at], 16);
    }
}
