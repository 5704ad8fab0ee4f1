package io.miaou.protocol.http;

import java.util.List;

/**
 * Reads {@code Accept-Encoding} (RFC 9110 §12.5.3): whether an answer may and should be sent in a content coding.
 *
 * <p>Read once from front to back, whatever stands there. A field that breaks the grammar counts as none, so that the answer
 * goes out as it is, which every client can read.
 */
public final class AcceptEncoding {
    private static final int UNSAID = -1;
    private static final int ALL = 1_000; // a weight of 1, in thousandths

    private final String coding;
    private int own = UNSAID;
    private int identity = UNSAID;
    private int any = UNSAID;

    private AcceptEncoding(String coding) {
        this.coding = coding;
    }

    /**
     * Whether to send a coding rather than none ({@code identity}): when the client takes it, and does not say that it likes it
     * less. Without the field a client may be one that knows no coding: then not.
     *
     * @param fields the values of the field, in order
     * @param coding its name in lower case; {@code gzip} is also known as {@code x-gzip} (RFC 9110 §8.4.1.3)
     */
    public static boolean prefers(List<String> fields, String coding) {
        AcceptEncoding accept = new AcceptEncoding(coding);
        for (String field : fields) {
            if (!accept.read(field)) {
                return false;
            }
        }
        int weight = accept.own != UNSAID ? accept.own : accept.any;
        return weight > 0 && weight >= accept.identity;
    }

    /** Reads a list; false when it is none. */
    private boolean read(String field) {
        int at = 0;
        while (at < field.length()) {
            int end = field.indexOf(',', at);
            if (end < 0) {
                end = field.length();
            }
            if (!element(field, at, end)) {
                return false;
            }
            at = end + 1;
        }
        return true;
    }

    private boolean element(String field, int from, int to) {
        int start = skipSpace(field, from, to);
        int end = start;
        while (end < to && HttpSyntax.isTokenChar(field.charAt(end))) { // "*" is one too
            end++;
        }
        if (end == start) {
            return start == to; // RFC 9110 §5.6.1.2: an empty element of a list does not count
        }
        int weight = weight(field, skipSpace(field, end, to), to);
        if (weight < 0) {
            return false;
        }
        note(field, start, end, weight);
        return true;
    }

    private void note(String field, int start, int end, int weight) {
        if (is(field, start, end, coding) || (coding.equals("gzip") && is(field, start, end, "x-gzip"))) {
            own = Math.max(own, weight);
        } else if (is(field, start, end, "identity")) {
            identity = weight;
        } else if (is(field, start, end, "*")) {
            any = weight;
        }
    }

    private static boolean is(String field, int start, int end, String name) {
        return end - start == name.length() && field.regionMatches(true, start, name, 0, name.length());
    }

    /** The weight at the end of an element in thousandths (RFC 9110 §12.4.2); all when there is none, -1 when malformed. */
    private static int weight(String field, int from, int to) {
        if (from == to) {
            return ALL;
        }
        int name = field.charAt(from) == ';' ? skipSpace(field, from + 1, to) : to;
        if (!field.regionMatches(true, name, "q=", 0, 2) || name + 2 >= to) {
            return -1;
        }
        int end = to;
        while (isSpace(field.charAt(end - 1))) {
            end--;
        }
        return thousandths(field, name + 2, end);
    }

    /** {@code 0}, {@code 1}, and up to three digits behind a point. */
    private static int thousandths(String field, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 5 || (length > 1 && field.charAt(from + 1) != '.')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 5; i++) {
            if (i == 1) {
                continue;
            }
            int digit = i < length ? field.charAt(from + i) - '0' : 0;
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= ALL ? value : -1;
    }

    private static int skipSpace(String field, int from, int to) {
        int at = from;
        while (at < to && isSpace(field.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
