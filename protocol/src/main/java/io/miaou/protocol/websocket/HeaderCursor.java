package io.miaou.protocol.websocket;

import io.miaou.protocol.http.HttpSyntax;
import org.jspecify.annotations.Nullable;

/** Walks once over a header value and takes tokens, quoted strings and marks off it (RFC 9110 §5.6). One thread at a time. */
final class HeaderCursor {
    private final CharSequence value;
    private int at;

    HeaderCursor(CharSequence value) {
        this.value = value;
        skipBlanks();
    }

    boolean isAtEnd() {
        return at == value.length();
    }

    /** Takes this mark and the blanks behind it, or nothing. */
    boolean take(char mark) {
        if (isAtEnd() || value.charAt(at) != mark) {
            return false;
        }
        at++;
        skipBlanks();
        return true;
    }

    /** Takes a token and the blanks behind it; null when there is none. */
    @Nullable
    String token() {
        int start = at;
        while (!isAtEnd() && HttpSyntax.isTokenChar(value.charAt(at))) {
            at++;
        }
        if (at == start) {
            return null;
        }
        String token = value.subSequence(start, at).toString();
        skipBlanks();
        return token;
    }

    /** Takes a quoted string and the blanks behind it; null when there is none or it has no end. */
    @Nullable
    String quotedString() {
        if (isAtEnd() || value.charAt(at) != '"') {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int i = at + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                at = i + 1;
                skipBlanks();
                return text.toString();
            }
            if (c == '\\' && ++i < value.length()) {
                c = value.charAt(i);
            }
            text.append(c);
        }
        return null;
    }

    private void skipBlanks() {
        while (!isAtEnd() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
            at++;
        }
    }
}
