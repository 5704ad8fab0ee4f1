package io.miaou.protocol.websocket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of RFC 3629 §4 as a table of octet ranges, one row for each form of a character: slow, plain, and of another
 * make than the validator that is held against it.
 */
final class WellFormedUtf8 {
    private static final List<int[]> ROWS = List.of(
            new int[] {0x00, 0x7F},
            new int[] {0xC2, 0xDF, 0x80, 0xBF},
            new int[] {0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
            new int[] {0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
            new int[] {0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
            new int[] {0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
            new int[] {0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
            new int[] {0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
            new int[] {0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF});

    private WellFormedUtf8() {}

    /** Where the first octet stands that no text can have there; the length when all may stand. */
    static int firstBadOctet(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int[] row = rowFor(bytes[at] & 0xFF);
            if (row == null) {
                return at;
            }
            for (int i = 1; i < row.length / 2 && at + i < bytes.length; i++) {
                int octet = bytes[at + i] & 0xFF;
                if (octet < row[2 * i] || octet > row[2 * i + 1]) {
                    return at + i;
                }
            }
            at += row.length / 2;
        }
        return bytes.length;
    }

    /** Whether the octets are whole characters to their end. */
    static boolean isText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int[] row = rowFor(bytes[at] & 0xFF);
            at += row == null ? bytes.length + 1 : row.length / 2;
        }
        return at == bytes.length && firstBadOctet(bytes) == bytes.length;
    }

    private static int @Nullable [] rowFor(int lead) {
        for (int[] row : ROWS) {
            if (lead >= row[0] && lead <= row[1]) {
                return row;
            }
        }
        return null;
    }
}
