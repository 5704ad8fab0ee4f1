package io.miaou.protocol.socket;

import java.util.Arrays;

/** Bytes that grow at the end: what packets are written into. One thread at a time. */
public final class ByteBuilder {
    private byte[] bytes;
    private int size;

    private ByteBuilder(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty, with room for so many bytes before the first growth. */
    public ByteBuilder(int capacity) {
        this(new byte[Math.max(capacity, 16)]);
    }

    /** Empty, for exactly so many bytes: {@link #toByteArray} need not copy them. */
    static ByteBuilder exact(int size) {
        return new ByteBuilder(new byte[size]);
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** The array behind it, longer than {@link #size} perhaps; another one after the next growth. */
    public byte[] array() {
        return bytes;
    }

    /** What was written, as an array of the exact size. */
    public byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Writes one byte, or one character of ASCII. */
    public ByteBuilder put(int value) {
        room(1)[size++] = (byte) value;
        return this;
    }

    /** Writes a whole array. */
    public ByteBuilder put(byte[] more) {
        return put(more, 0, more.length);
    }

    /** Writes part of an array. */
    public ByteBuilder put(byte[] more, int from, int to) {
        System.arraycopy(more, from, room(to - from), size, to - from);
        size += to - from;
        return this;
    }

    /** Writes text that is ASCII alone. */
    public ByteBuilder ascii(String text) {
        byte[] out = room(text.length());
        for (int i = 0; i < text.length(); i++) {
            out[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Forgets what was written behind this size. */
    void cut(int newSize) {
        size = newSize;
    }

    /** The array, with room for so many more bytes. */
    byte[] room(int more) {
        if (more > bytes.length - size) {
            grow(more);
        }
        return bytes;
    }

    private void grow(int more) {
        long needed = (long) size + more;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A packet of " + needed + " bytes: an array holds "
                    + (Integer.MAX_VALUE - 8) + "; send less at a time");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), Integer.MAX_VALUE - 8));
    }
}
