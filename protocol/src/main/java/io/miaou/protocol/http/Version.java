package io.miaou.protocol.http;

/** What the version in a start line turned out to be (RFC 9112 §2.3). */
enum Version {
    HTTP_1_0,
    HTTP_1_1,
    /** A version of HTTP, but none that we speak. */
    OTHER,
    /** No version at all; the name is case-sensitive. */
    MALFORMED;

    static Version parse(String text) {
        return switch (text) {
            case "HTTP/1.1" -> HTTP_1_1;
            case "HTTP/1.0" -> HTTP_1_0;
            default -> isVersion(text) ? OTHER : MALFORMED;
        };
    }

    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** 0 or 1. */
    int minor() {
        return this == HTTP_1_1 ? 1 : 0;
    }
}
