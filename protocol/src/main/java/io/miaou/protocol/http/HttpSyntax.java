package io.miaou.protocol.http;

/** The grammar of RFC 9110 §5.6 that several readers share: tokens, field values, and how to show a foreign string. */
public final class HttpSyntax {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final int LONGEST_QUOTE = 64;

    private HttpSyntax() {}

    /** Whether the character may stand in a token (RFC 9110 §5.6.2). */
    public static boolean isTokenChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 128 && TOKEN_MARKS.indexOf(c) >= 0);
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
