package io.miaou.protocol.http;

import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into lines that end in CR LF, and in nothing else.
 *
 * <p>RFC 9112 §2.2 lets a recipient take a bare LF for a line end. We do not: a proxy that reads the same bytes otherwise
 * would see another message than we do. Control characters but the tab are refused here too, at the first one, so that a TLS
 * hello or a NUL flood on a plain port ends with its first byte.
 *
 * <p>Every verdict falls on a byte, never on a buffer: how the input was split changes nothing. A byte is looked at once and
 * copied once, and again at most once on average as the buffer doubles. Used by one thread at a time. Not final, for a test
 * that counts the looks.
 */
class LineReader {
    private static final int FIRST_CAPACITY = 128;
    private static final int KEPT_CAPACITY = 1024;
    private static final byte[] NO_BYTES = new byte[0];

    private byte[] line = NO_BYTES;
    private int length;
    private boolean carriageReturnSeen;
    private boolean complete;

    /** Whether a line has begun and not ended. */
    boolean hasBegun() {
        return !complete && (length > 0 || carriageReturnSeen);
    }

    /**
     * Goes on with the line under way, or begins one when the last is complete.
     *
     * @param limit how long the line may be without its end
     * @param statusBeyond what a longer line is answered with
     * @param what the name of the line, for the log
     * @param option the name of the limit; empty when it is the grammar's
     * @return null when the line is complete, else what is in the way: {@code NeedInput} or a {@code Problem}
     */
    @Nullable
    HttpEvent read(ByteBuffer in, int limit, int statusBeyond, String what, String option) {
        if (complete) {
            complete = false;
            length = 0;
        }
        while (in.hasRemaining()) {
            byte b = in.get();
            if (carriageReturnSeen) {
                if (b != '\n') {
                    return new Problem(400, "CR without LF in the " + what);
                }
                carriageReturnSeen = false;
                complete = true;
                return null;
            }
            if (b == '\r') {
                carriageReturnSeen = true;
            } else if (b == '\n') {
                return new Problem(400, "LF without CR in the " + what);
            } else if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
                return new Problem(400, "control character " + b + " in the " + what);
            } else if (length >= limit) {
                return new Problem(statusBeyond, what + " is longer than " + limit + " bytes", option);
            } else {
                append(b, limit);
            }
        }
        return HttpEvent.NEED_INPUT;
    }

    private void append(byte b, int limit) {
        if (length == line.length) {
            line = Arrays.copyOf(line, Math.min(limit, Math.max(FIRST_CAPACITY, 2 * length)));
        }
        line[length++] = b;
    }

    /** How many bytes the complete line has, its end not counted. */
    int length() {
        return length;
    }

    /** One byte of the complete line, 0 to 255. */
    int at(int index) {
        return line[index] & 0xFF;
    }

    /** A part of the complete line; RFC 9110 §5.5 would have the bytes above 127 seen as opaque, so one char each. */
    String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The complete line. */
    final String text() {
        return text(0, length);
    }

    /** How many bytes are set aside for the line. */
    int capacity() {
        return line.length;
    }

    /** Gives back a large buffer, so that an idle connection does not keep the longest line it ever sent. */
    void trim() {
        if (line.length > KEPT_CAPACITY) {
            line = NO_BYTES;
            length = 0;
        }
    }
}
