package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One JSON value inside an array of bytes, validated, without white space around it.
 *
 * <p>Two slices are equal when they are the same part of the same array.
 *
 * @param bytes UTF-8; shared, so it is never to be changed
 * @param from where the value begins
 * @param to behind its end
 */
public record JsonSlice(byte[] bytes, int from, int to) {
    /** @throws IndexOutOfBoundsException when the bounds are not inside the array */
    public JsonSlice {
        Objects.checkFromToIndex(from, to, bytes.length);
    }

    /** How many bytes the value takes. */
    public int length() {
        return to - from;
    }

    /** The value as an array of its own. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** The value's JSON, whole. */
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The first characters of the JSON, for a log. */
    @Override
    public String toString() {
        return LogText.of(bytes, from, to);
    }
}
