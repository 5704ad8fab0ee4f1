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
 *
 * <p>Most octets never meet that judge. Eight at a time are looked at as one number, of which the first octet is the lowest
 * byte, and what is plainly whole characters is skipped: ASCII, and two, three or four octets each by comparing the bits that
 * mark leads and continuations. Anything else, be it wrong, rare (E0, ED, F1 to F4) or cut by the end, is left to the judge.
 * One thread at a time.
 */
public final class Utf8Validator {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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
                i = skipWhole(bytes, i, to);
                if (i == to) {
                    return true;
                }
            }
            if (!judge(bytes[i++] & 0xFF)) {
                return false;
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
        int whole = skipWhole(bytes, 0, bytes.length);
        if (whole == bytes.length) {
            return true;
        }
        Utf8Validator validator = new Utf8Validator();
        return validator.accept(bytes, whole, bytes.length) && validator.isComplete();
    }

    // --- many octets at a time ------------------------------------------------------------------------------------

    /** Skips whole characters, from the beginning of one, up to the first that is left to the judge. */
    private static int skipWhole(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES) {
            long octets = (long) LONG.get(bytes, i);
            long high = octets & HIGH_BITS;
            int size = high == 0 ? Long.BYTES : Long.numberOfTrailingZeros(high) >>> 3; // of the ASCII in front
            if (size == 0) {
                size = sizeOfWhole(octets);
                if (size == 0) {
                    return i;
                }
            }
            i += size;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** How many octets the whole characters take with which these eight begin; 0 when that is not plain to see. */
    private static int sizeOfWhole(long octets) {
        if ((octets & 0xC0E0) == 0x80C0) {
            return sizeOfTwos(octets);
        }
        if ((octets & 0xC0_C0F0) == 0x80_80E0) {
            return sizeOfThrees(octets);
        }
        return (octets & 0xC0C0_C0FFL) == 0x8080_80F0L ? sizeOfFours(octets) : 0;
    }

    /** The first is lead and continuation; C0 and C1 are overlong. */
    private static int sizeOfTwos(long octets) {
        long bitsOfTheLeads = octets & 0x001E_001E_001E_001EL;
        boolean four = (octets & 0xC0E0_C0E0_C0E0_C0E0L) == 0x80C0_80C0_80C0_80C0L
                && ((bitsOfTheLeads + 0x007E_007E_007E_007EL) & 0x0080_0080_0080_0080L) == 0x0080_0080_0080_0080L;
        if (four) {
            return 8;
        }
        return (octets & 0x1E) != 0 ? 2 : 0;
    }

    /** The first is lead and continuations; what may follow E0 and ED is for the judge. */
    private static int sizeOfThrees(long octets) {
        if (isNarrow(octets & 0x0F)) {
            return 0;
        }
        long second = octets >>> 24;
        return (second & 0xC0_C0F0) == 0x80_80E0 && !isNarrow(second & 0x0F) ? 6 : 3;
    }

    private static boolean isNarrow(long bitsOfTheLead) {
        return bitsOfTheLead == 0x0 || bitsOfTheLead == 0xD;
    }

    /** The first is F0 and continuations, of which the next must be 90 or above: otherwise overlong. */
    private static int sizeOfFours(long octets) {
        if ((octets & 0x3000) == 0) {
            return 0;
        }
        long second = octets >>> 32;
        return (second & 0xC0C0_C0FFL) == 0x8080_80F0L && (second & 0x3000) != 0 ? 8 : 4;
    }

    // --- one octet at a time --------------------------------------------------------------------------------------

    private boolean judge(int octet) {
        if (owed == 0) {
            return octet < 0x80 || begin(octet);
        }
        if (octet < lowest || octet > highest) {
            return false;
        }
        lowest = 0x80;
        highest = 0xBF;
        owed--;
        return true;
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
