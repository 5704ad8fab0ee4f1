package io.miaou.protocol.http;

/** The grammar of RFC 9110 §5.6 that several readers share: tokens, field values, and how to show a foreign string. */
public final class HttpSyntax {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String HOST_MARKS = "-._~%!$&'()*+;=";
    private static final int LONGEST_PORT = 5;
    private static final int LONGEST_QUOTE = 64;

    private HttpSyntax() {}

    /** Whether the character may stand in a token (RFC 9110 §5.6.2). */
    public static boolean isTokenChar(int c) {
        return isAlpha(c) || isDigit(c) || (c < 128 && TOKEN_MARKS.indexOf(c) >= 0);
    }

    /** Whether the text is a token: one character or more, each of {@link #isTokenChar}. */
    public static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether the text may stand as a field value: no control character but a tab, nothing above U+00FF (RFC 9110 §5.5). */
    public static boolean isFieldValue(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7F || c > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the text is a request target in origin form (RFC 9112 §3.2.1): it begins with {@code /} and is visible ASCII
     * without {@code #}. More than RFC 3986 allows ({@code |}, {@code "} ...), because browsers send it.
     */
    public static boolean isOriginForm(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || c == '#') {
                return false;
            }
        }
        return !text.isEmpty() && text.charAt(0) == '/';
    }

    /**
     * Whether the text may stand in the field {@code Host} (RFC 9110 §7.2): a name, an IPv4 address or an IPv6 address in
     * brackets, and perhaps a port of up to 5 digits. Stricter than RFC 3986 §3.2.2 in two things: the empty host, which no
     * {@code http} URI may have (RFC 9110 §4.2.1), and the comma, which some readers take for the start of a second host.
     */
    public static boolean isHost(CharSequence text) {
        int length = text.length();
        int end = 0;
        if (length > 0 && text.charAt(0) == '[') {
            end = 1;
            while (end < length && isAddressChar(text.charAt(end))) {
                end++;
            }
            if (end == 1 || end == length || text.charAt(end) != ']') {
                return false;
            }
            end++;
        } else {
            while (end < length && isHostChar(text.charAt(end))) {
                end++;
            }
        }
        return end > 0 && (end == length || isPort(text, end));
    }

    private static boolean isPort(CharSequence text, int colon) {
        if (text.charAt(colon) != ':' || text.length() - colon - 1 > LONGEST_PORT) {
            return false;
        }
        for (int i = colon + 1; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHostChar(char c) {
        return isAlpha(c) || isDigit(c) || HOST_MARKS.indexOf(c) >= 0;
    }

    private static boolean isAddressChar(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isAlpha(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** A foreign string made fit for an error message or a log: printable ASCII, quoted, cut to 64 characters. */
    public static String quote(CharSequence text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST_QUOTE) + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            if (i == LONGEST_QUOTE) {
                return out.append("...\" (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
