package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;

/** A peer's bytes as one line of a log: cut, and without characters that a terminal would obey. */
final class LogText {
    private static final int MOST = 64;

    private LogText() {}

    static String of(byte[] bytes, int from, int to) {
        int length = to - from;
        int end = Math.min(to, from + MOST);
        String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder(text.length() + 24);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && Character.isLetterOrDigit(c));
            line.append(plain ? c : '?');
        }
        return length <= MOST
                ? line.toString()
                : line.append("... (").append(length).append(" bytes)").toString();
    }
}
