package io.miaou.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Masks and unmasks payloads, eight bytes at a time (RFC 6455 §5.3). The two are the same operation.
 *
 * <p>A key is the four mask bytes as a big-endian int. The phase says which of them the first payload byte meets, so that
 * a payload may be worked through in pieces.
 */
public final class Masking {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int STEP = 8 * 1024; // a multiple of four: each step begins with the first octet of the key

    private Masking() {}

    /** Masks bytes in place. */
    public static void apply(byte[] bytes, int from, int to, int key, int phase) {
        int turned = Integer.rotateLeft(key, 8 * phase);
        long wide = widen(turned);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            LONG.set(bytes, i, (long) LONG.get(bytes, i) ^ wide);
        }
        if (i <= to - Integer.BYTES) {
            INT.set(bytes, i, (int) INT.get(bytes, i) ^ turned);
            i += Integer.BYTES;
        }
        for (int shift = 24; i < to; i++, shift -= 8) {
            bytes[i] ^= (byte) (turned >>> shift);
        }
    }

    /**
     * Fills an array from a buffer and unmasks it, in steps that stay in the processor's first cache. The buffer moves on by the
     * length of the array.
     */
    static void take(ByteBuffer from, byte[] to, int key) {
        for (int at = 0; at < to.length; at += STEP) {
            int end = Math.min(to.length, at + STEP);
            from.get(to, at, end - at);
            apply(to, at, end, key, 0);
        }
    }

    /** Masks bytes of a buffer in place, by absolute positions; the buffer must be big-endian, as it is by default. */
    public static void apply(ByteBuffer bytes, int from, int to, int key) {
        long wide = widen(key);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            bytes.putLong(i, bytes.getLong(i) ^ wide);
        }
        if (i <= to - Integer.BYTES) {
            bytes.putInt(i, bytes.getInt(i) ^ key);
            i += Integer.BYTES;
        }
        for (int shift = 24; i < to; i++, shift -= 8) {
            bytes.put(i, (byte) (bytes.get(i) ^ (key >>> shift)));
        }
    }

    private static long widen(int key) {
        return ((key & 0xFFFF_FFFFL) << 32) | (key & 0xFFFF_FFFFL);
    }
}
