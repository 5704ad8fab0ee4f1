package io.miaou.protocol.http;

import io.miaou.protocol.http.HttpEvent.Content;
import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a body and hands out its bytes as they come; nothing is set aside by announced length.
 *
 * <p>RFC 9112 §6 and §7, without the latitude that request smuggling lives on: one {@code Content-Length} of digits, or
 * {@code Transfer-Encoding: chunked}, never both; a chunk size is 1 to 8 hexadecimal digits and nothing else on its line.
 * Eight digits are 4 GiB, far above any sensible {@code maxBody}, and cannot overflow. Chunk extensions, which nobody uses
 * and proxies read differently (§7.1.1), are refused. Used by one thread at a time.
 */
final class BodyReader {
    private static final int LONGEST_LENGTH = 18;
    private static final int LONGEST_CHUNK_SIZE = 8;

    private enum State {
        /** {@code left} bytes, then the end. */
        FIXED,
        CHUNK_SIZE,
        /** {@code left} bytes of this chunk, then its CR LF. */
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        /** {@code left} bytes at most, until the peer closes (responses only). */
        UNTIL_CLOSE
    }

    private final HttpLimits limits;
    private final LineReader lines;
    private final FieldReader fields;

    private State state = State.FIXED;
    private long left;
    private long chunked;

    BodyReader(HttpLimits limits, LineReader lines, FieldReader fields) {
        this.limits = limits;
        this.lines = lines;
        this.fields = fields;
    }

    /** Begins a body that is not there. */
    void beginEmpty() {
        state = State.FIXED;
        left = 0;
    }

    /** Begins a body that ends with the connection (RFC 9112 §6.3, rule 8). */
    void beginUntilClose() {
        state = State.UNTIL_CLOSE;
        left = limits.maxBody();
    }

    /** Whether the body under way ends with the connection. */
    boolean endsByClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** Whether the fields say how long the body is. */
    static boolean isAnnounced(Headers headers) {
        return headers.contains("Transfer-Encoding") || headers.contains("Content-Length");
    }

    /** Begins the body that the fields announce, or an empty one; null when they are in order. */
    @Nullable
    Problem begin(Headers headers, int minorVersion) {
        List<String> codings = headers.all("Transfer-Encoding");
        List<String> lengths = headers.all("Content-Length");
        if (!codings.isEmpty()) {
            return beginChunked(codings, lengths, minorVersion);
        }
        if (lengths.isEmpty()) {
            beginEmpty();
            return null;
        }
        return beginFixed(lengths);
    }

    private @Nullable Problem beginChunked(List<String> codings, List<String> lengths, int minorVersion) {
        if (minorVersion == 0) {
            // §6.1: the framing of such a message is to be treated as faulty.
            return new Problem(400, "Transfer-Encoding in HTTP/1.0");
        }
        if (!lengths.isEmpty()) {
            // §6.3, rule 3: "ought to be handled as an error".
            return new Problem(400, "both Transfer-Encoding and Content-Length");
        }
        if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
            return new Problem(
                    400, "Transfer-Encoding " + HttpSyntax.quote(String.join(", ", codings)) + " is not chunked");
        }
        state = State.CHUNK_SIZE;
        chunked = 0;
        return null;
    }

    private @Nullable Problem beginFixed(List<String> lengths) {
        String length = lengths.get(0);
        if (lengths.size() > 1) {
            return new Problem(400, lengths.size() + " fields of Content-Length");
        }
        if (length.isEmpty() || length.length() > LONGEST_LENGTH || !isDigits(length)) {
            return new Problem(400, "Content-Length " + HttpSyntax.quote(length) + " is not 1 to 18 digits");
        }
        state = State.FIXED;
        left = Long.parseLong(length);
        return left > limits.maxBody() ? tooLarge() : null;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private Problem tooLarge() {
        return new Problem(413, "body is larger than " + limits.maxBody() + " bytes", "maxBody");
    }

    /** {@code NeedInput}, {@code Content}, {@code End} or a {@code Problem}. */
    HttpEvent next(ByteBuffer in) {
        while (true) {
            switch (state) {
                case FIXED -> {
                    return left == 0 ? HttpEvent.END : content(in);
                }
                case UNTIL_CLOSE -> {
                    return left == 0 && in.hasRemaining() ? tooLarge() : content(in);
                }
                case CHUNK_DATA -> {
                    if (left > 0) {
                        return content(in);
                    }
                    state = State.CHUNK_END;
                }
                case CHUNK_SIZE, CHUNK_END, TRAILERS -> {
                    HttpEvent stop = framing(in);
                    if (stop != null) {
                        return stop;
                    }
                }
            }
        }
    }

    private HttpEvent content(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return HttpEvent.NEED_INPUT;
        }
        byte[] bytes = new byte[(int) Math.min(left, in.remaining())];
        in.get(bytes);
        left -= bytes.length;
        return new Content(bytes);
    }

    /** Reads what is not content; null when it was read and the state has moved on. */
    private @Nullable HttpEvent framing(ByteBuffer in) {
        if (state == State.TRAILERS) {
            HttpEvent stop = fields.read(in);
            return stop == null ? HttpEvent.END : stop;
        }
        boolean size = state == State.CHUNK_SIZE;
        HttpEvent stop = size
                ? lines.read(in, LONGEST_CHUNK_SIZE, 400, "chunk size", "")
                : lines.read(in, 0, 400, "line end behind a chunk", "");
        if (stop != null) {
            return stop;
        }
        if (size) {
            return chunkSize();
        }
        state = State.CHUNK_SIZE;
        return null;
    }

    private @Nullable Problem chunkSize() {
        long size = lines.length() == 0 ? -1 : 0;
        for (int i = 0; i < lines.length() && size >= 0; i++) {
            int digit = hexDigit(lines.at(i));
            size = digit < 0 ? -1 : size << 4 | digit;
        }
        if (size < 0) {
            return new Problem(
                    400, "chunk size " + HttpSyntax.quote(lines.text()) + " is not 1 to 8 hexadecimal digits");
        }
        if (size > limits.maxBody() - chunked) {
            return tooLarge();
        }
        chunked += size;
        left = size;
        if (size == 0) {
            fields.beginTrailers();
            state = State.TRAILERS;
        } else {
            state = State.CHUNK_DATA;
        }
        return null;
    }

    private static int hexDigit(int c) {
        // Not Character.digit: it takes digits of every script.
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
