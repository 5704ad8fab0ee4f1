package io.miaou.protocol.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds where a JSON value ends and refuses what {@code JSON.parse} would refuse (RFC 8259, nothing more).
 *
 * <p>The result is an index behind the value, or one of the negative constants. There is no recursion: the kinds of the open
 * arrays and objects are bits of a number, and of an array of numbers beyond 64 levels. Strings are looked at eight bytes at a
 * time. That the bytes are UTF-8 was checked before: a quote or a backslash is never part of another character. No state.
 */
final class JsonScanner {
    static final int INVALID = -1;
    static final int TOO_DEEP = -2;
    static final int NUMBER_TOO_LONG = -3;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final long[] NO_KINDS = {};

    private JsonScanner() {}

    /** The first index from {@code at} on that is no white space (RFC 8259 §2); {@code to} when there is none. */
    static int space(byte[] json, int at, int to) {
        int i = at;
        while (i < to && isSpace(json[i])) {
            i++;
        }
        return i;
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Behind the value that begins at {@code at}, where no white space is; {@code depth} levels may it nest. */
    static int value(byte[] json, int at, int to, int depth, int maxNumberLength) {
        if (at >= to) {
            return INVALID;
        }
        byte first = json[at];
        return first == '[' || first == '{'
                ? container(json, at, to, depth, maxNumberLength)
                : scalar(json, at, to, maxNumberLength);
    }

    private static int scalar(byte[] json, int at, int to, int maxNumberLength) {
        return switch (json[at]) {
            case '"' -> string(json, at, to);
            case 't' -> literal(json, at, to, TRUE);
            case 'f' -> literal(json, at, to, FALSE);
            case 'n' -> literal(json, at, to, NULL);
            default -> number(json, at, to, maxNumberLength);
        };
    }

    private static int literal(byte[] json, int at, int to, byte[] word) {
        int end = at + word.length;
        return end <= to && Arrays.equals(json, at, end, word, 0, word.length) ? end : INVALID;
    }

    // --- arrays and objects ---------------------------------------------------------------------------------------

    /** A level is a bit of {@code kinds}, 1 for an object, the innermost lowest; full words of 64 wait in {@code outer}. */
    private static int container(byte[] json, int at, int to, int maxDepth, int maxNumberLength) {
        int i = at;
        int depth = 0;
        long kinds = 0;
        long[] outer = NO_KINDS;
        while (i >= 0 && i < to) { // at the beginning of a value
            byte first = json[i];
            if (first == '[' || first == '{') {
                if (depth == maxDepth) {
                    return TOO_DEEP;
                }
                outer = depth > 0 && (depth & 63) == 0 ? pushed(outer, (depth >> 6) - 1, kinds) : outer;
                kinds = (kinds << 1) | ((first >> 5) & 1); // 0x5B or 0x7B
                depth++;
                i = space(json, i + 1, to);
                if (!isAt(json, i, to, first + 2)) { // 0x5D or 0x7D would be its end
                    i = first == '{' ? key(json, i, to) : i;
                    continue;
                }
            } else {
                i = scalar(json, i, to, maxNumberLength);
                if (i < 0) {
                    return i;
                }
                i = space(json, i, to);
            }
            while (isAt(json, i, to, (int) (0x5D | ((kinds & 1) << 5)))) {
                if (--depth == 0) {
                    return i + 1;
                }
                kinds = (depth & 63) == 0 ? outer[(depth >> 6) - 1] : kinds >>> 1;
                i = space(json, i + 1, to);
            }
            if (!isAt(json, i, to, ',')) {
                return INVALID;
            }
            i = space(json, i + 1, to);
            i = (kinds & 1) == 1 ? key(json, i, to) : i;
        }
        return i < 0 ? i : INVALID;
    }

    private static boolean isAt(byte[] json, int at, int to, int octet) {
        return at < to && json[at] == octet;
    }

    private static long[] pushed(long[] outer, int index, long kinds) {
        long[] grown = index < outer.length ? outer : Arrays.copyOf(outer, 2 * index + 1);
        grown[index] = kinds;
        return grown;
    }

    /** From where a name must be to where its value begins. */
    private static int key(byte[] json, int at, int to) {
        if (at >= to || json[at] != '"') {
            return INVALID;
        }
        int end = string(json, at, to);
        if (end < 0) {
            return end;
        }
        int colon = space(json, end, to);
        return colon < to && json[colon] == ':' ? space(json, colon + 1, to) : INVALID;
    }

    // --- strings --------------------------------------------------------------------------------------------------

    /** Behind the closing quote of the string whose opening quote is at {@code at} (RFC 8259 §7). */
    static int string(byte[] json, int at, int to) {
        int i = at + 1;
        while (true) {
            i = plain(json, i, to);
            if (i >= to || (json[i] >= 0 && json[i] < 0x20)) {
                return INVALID;
            }
            if (json[i] == '"') {
                return i + 1;
            }
            i = escape(json, i + 1, to);
            if (i < 0) {
                return i;
            }
        }
    }

    /** The first index that holds a quote, a backslash or a control character. */
    private static int plain(byte[] json, int at, int to) {
        int i = at;
        while (i <= to - Long.BYTES) {
            long octets = (long) LONG.get(json, i);
            long quote = octets ^ '"' * ONES;
            long backslash = octets ^ '\\' * ONES;
            // A borrow makes false finds behind a true one only, and the first is what counts.
            long found =
                    (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((octets - 0x20 * ONES) & ~octets))
                            & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < to && json[i] != '"' && json[i] != '\\' && (json[i] >= 0x20 || json[i] < 0)) {
            i++;
        }
        return i;
    }

    /** Behind the escape whose backslash is before {@code at}. Half a surrogate pair is a character as any other. */
    private static int escape(byte[] json, int at, int to) {
        if (at >= to) {
            return INVALID;
        }
        return switch (json[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> isHex(json, at + 1, to) ? at + 5 : INVALID;
            default -> INVALID;
        };
    }

    private static boolean isHex(byte[] json, int at, int to) {
        if (at > to - 4) {
            return false;
        }
        for (int i = at; i < at + 4; i++) {
            if (Character.digit(json[i], 16) < 0) { // a byte below 0 is no digit either
                return false;
            }
        }
        return true;
    }

    // --- numbers --------------------------------------------------------------------------------------------------

    /** Behind the number (RFC 8259 §6): {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?}. */
    static int number(byte[] json, int at, int to, int maxLength) {
        int i = json[at] == '-' ? at + 1 : at;
        int whole = i;
        i = digits(json, i, to);
        if (i == whole || (json[whole] == '0' && i > whole + 1)) {
            return INVALID;
        }
        if (i < to && json[i] == '.') {
            int fraction = i + 1;
            i = digits(json, fraction, to);
            if (i == fraction) {
                return INVALID;
            }
        }
        if (i < to && (json[i] == 'e' || json[i] == 'E')) {
            int exponent = i + 1 < to && (json[i + 1] == '+' || json[i + 1] == '-') ? i + 2 : i + 1;
            i = digits(json, exponent, to);
            if (i == exponent) {
                return INVALID;
            }
        }
        return i - at > maxLength ? NUMBER_TOO_LONG : i;
    }

    /** The first index from {@code at} on that holds no digit. */
    static int digits(byte[] json, int at, int to) {
        int i = at;
        while (i < to && json[i] >= '0' && json[i] <= '9') {
            i++;
        }
        return i;
    }
}
