package io.miaou.protocol.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A short notation for payloads, so that samples can be read in a table: parts joined by {@code +}, each of them
 *
 * <ul>
 *   <li>{@code 'text'}: its UTF-8,
 *   <li>{@code cebae1bd}: hexadecimal octets,
 *   <li>{@code 125x2a}: octets repeated,
 *   <li>nothing: no octet.
 * </ul>
 */
final class Bytes {
    private Bytes() {}

    static byte[] of(String notation) {
        byte[] all = new byte[0];
        int at = 0;
        while (at < notation.length()) {
            int end = endOfPart(notation, at);
            all = join(all, part(notation.substring(at, end)));
            at = end + 1;
        }
        return all;
    }

    private static int endOfPart(String notation, int from) {
        boolean quoted = false;
        for (int i = from; i < notation.length(); i++) {
            if (notation.charAt(i) == '\'') {
                quoted = !quoted;
            } else if (notation.charAt(i) == '+' && !quoted) {
                return i;
            }
        }
        return notation.length();
    }

    private static byte[] part(String part) {
        if (part.startsWith("'")) {
            return utf8(part.substring(1, part.length() - 1));
        }
        int times = part.indexOf('x');
        if (times > 0) {
            int count = Integer.parseInt(part.substring(0, times));
            return HexFormat.of().parseHex(part.substring(times + 1).repeat(count));
        }
        return HexFormat.of().parseHex(part);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] repeated(int times, int octet) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, (byte) octet);
        return bytes;
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
