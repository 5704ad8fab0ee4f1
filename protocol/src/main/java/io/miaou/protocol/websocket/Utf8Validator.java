package io.miaou.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 as its bytes arrive and refuses the first octet that no valid text could have there (RFC 3629 §4;
 * RFC 6455 §8.1).
 *
 * <p>What the next octet may be is three numbers: how many continuation octets are owed and the range of the next one.
 * Overlong forms, surrogates and code points above U+10FFFF are shut out by narrowing that range after E0, ED, F0 and F4.
 * Runs of ASCII are skipped eight bytes at a time. One thread at a time.
 */
public final class Utf8Validator {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private int owed;
    private int lowest = 0x80;
    private int highest = 0xBF;

    /** A validator at the start of a text. */
    public Utf8Validator() {}

    /** Whether these bytes, from {@code from} to before {@code to}, may follow what came so far. Once false, all is lost. */
    public boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (owed == 0) {
                i = skipAscii(bytes, i, to);
                if (i == to) {
                    return true;
                }
                if (!begin(bytes[i++] & 0xFF)) {
                    return false;
                }
            } else {
                int octet = bytes[i++] & 0xFF;
                if (octet < lowest || octet > highest) {
                    return false;
                }
                lowest = 0x80;
                highest = 0xBF;
                owed--;
            }
        }
        return true;
    }

    /** Whether no character is half done: the text may end here. */
    public boolean isComplete() {
        return owed == 0;
    }

    /** Forgets what came: the next byte begins another text. */
    public void reset() {
        owed = 0;
        lowest = 0x80;
        highest = 0xBF;
    }

    /** Whether the whole array is UTF-8. */
    public static boolean isValid(byte[] bytes) {
        if (skipAscii(bytes, 0, bytes.length) == bytes.length) {
            return true;
        }
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(bytes, 0, bytes.length) && validator.isComplete();
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONG.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean begin(int octet) {
        if (octet < 0xC2 || octet > 0xF4) {
            return false; // a continuation octet, C0 and C1 (overlong), F5 and above (beyond U+10FFFF)
        }
        if (octet < 0xE0) {
            owed = 1;
        } else if (octet < 0xF0) {
            owed = 2;
            lowest = octet == 0xE0 ? 0xA0 : 0x80; // no overlong form
            highest = octet == 0xED ? 0x9F : 0xBF; // no surrogate
        } else {
            owed = 3;
            lowest = octet == 0xF0 ? 0x90 : 0x80; // no overlong form
            highest = octet == 0xF4 ? 0x8F : 0xBF; // nothing above U+10FFFF
        }
        return true;
    }
}
