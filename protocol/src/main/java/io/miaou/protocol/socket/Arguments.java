package io.miaou.protocol.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an answer: validated JSON that nobody has parsed yet, and the binary data that belongs to it.
 * Immutable, unless somebody writes into the arrays, which nobody may.
 *
 * <p>It holds the packet's bytes and where each argument begins; that an argument ends where white space and a comma
 * precede the next one needs no memory. Binary data is a placeholder in the JSON, {@code {"_placeholder":true,"num":0}},
 * and its bytes are number {@code num} of the attachments.
 */
public final class Arguments {
    static final int[] NO_STARTS = {};

    /** None at all. */
    public static final Arguments NONE = new Arguments(new byte[0], NO_STARTS, 0, 0, 0, List.of());

    private final byte[] source;
    private final int first; // where argument 0 begins
    private final int end; // behind the last argument
    private final int[] starts; // where arguments 1, 2, ... begin; may be longer than needed
    private final int size;
    private final List<byte[]> attachments;

    Arguments(byte[] source, int[] starts, int size, int first, int end, List<byte[]> attachments) {
        this.source = source;
        this.starts = starts;
        this.size = size;
        this.first = first;
        this.end = end;
        this.attachments = attachments;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The array of bytes that all of them are parts of, UTF-8; never to be changed. */
    public byte[] source() {
        return source;
    }

    /**
     * Where argument {@code i} begins in {@link #source}.
     *
     * @throws IndexOutOfBoundsException when there is no such argument
     */
    public int from(int i) {
        Objects.checkIndex(i, size);
        return i == 0 ? first : starts[i - 1];
    }

    /**
     * Behind the end of argument {@code i} in {@link #source}.
     *
     * @throws IndexOutOfBoundsException when there is no such argument
     */
    public int to(int i) {
        Objects.checkIndex(i, size);
        if (i == size - 1) {
            return end;
        }
        int comma = starts[i] - 1;
        while (source[comma] != ',') {
            comma--;
        }
        while (JsonScanner.isSpace(source[comma - 1])) {
            comma--;
        }
        return comma;
    }

    /**
     * Argument {@code i} as JSON.
     *
     * @throws IndexOutOfBoundsException when there is no such argument
     */
    public JsonSlice json(int i) {
        return new JsonSlice(source, from(i), to(i));
    }

    /** The binary data of the whole packet, in the order of its arrival; empty when there is none. */
    public List<byte[]> attachments() {
        return attachments;
    }

    /** Whether the packet came with binary data. */
    public boolean hasBinary() {
        return !attachments.isEmpty();
    }

    /**
     * The binary data that argument {@code i} is; null when it is JSON, with binary data somewhere inside perhaps.
     *
     * @throws IndexOutOfBoundsException when there is no such argument
     */
    public byte @Nullable [] binary(int i) {
        int from = from(i);
        if (attachments.isEmpty() || source[from] != '{') {
            return null;
        }
        List<Placeholder> found = Placeholder.in(source, from, to(i));
        return !found.isEmpty() && found.getFirst().from() == from
                ? attachments.get(found.getFirst().index())
                : null;
    }

    /**
     * The arguments from number {@code from} on, with all attachments.
     *
     * @throws IndexOutOfBoundsException when there are fewer
     */
    public Arguments slice(int from) {
        Objects.checkIndex(from, size + 1);
        if (from == 0) {
            return this;
        }
        if (from == size) {
            return NONE;
        }
        int[] rest = from == size - 1 ? NO_STARTS : Arrays.copyOfRange(starts, from, size - 1);
        return new Arguments(source, rest, size - from, starts[from - 1], end, attachments);
    }

    Arguments with(List<byte[]> data) {
        return new Arguments(source, starts, size, first, end, data);
    }

    /** The first characters of the JSON, for a log. */
    @Override
    public String toString() {
        String binary = attachments.isEmpty() ? "" : " with " + attachments.size() + " attachments";
        return size + " arguments [" + LogText.of(source, first, end) + "]" + binary;
    }
}
