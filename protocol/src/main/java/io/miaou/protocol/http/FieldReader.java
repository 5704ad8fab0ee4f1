package io.miaou.protocol.http;

import io.miaou.protocol.http.Headers.Header;
import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads field lines up to the empty line behind them: those of a head, or the trailers of a chunked body, which are checked
 * as strictly and dropped.
 *
 * <p>RFC 9112 §5. Used by one thread at a time.
 */
final class FieldReader {
    private final HttpLimits limits;
    private final LineReader lines;

    private final List<Header> fields = new ArrayList<>();
    private boolean dropping;
    private int count;
    private int size;

    FieldReader(HttpLimits limits, LineReader lines) {
        this.limits = limits;
        this.lines = lines;
    }

    /** Begins the fields of a head. */
    void begin() {
        begin(false);
    }

    /** Begins the trailers of a body; the limits count anew. */
    void beginTrailers() {
        begin(true);
    }

    private void begin(boolean drop) {
        fields.clear();
        dropping = drop;
        count = 0;
        size = 0;
    }

    /** Null when the empty line was read, else {@code NeedInput} or a {@code Problem}. */
    @Nullable
    HttpEvent read(ByteBuffer in) {
        while (true) {
            int left = limits.maxHeadersSize() - size;
            boolean one = limits.maxHeader() <= left;
            HttpEvent stop = lines.read(
                    in, one ? limits.maxHeader() : left, 431, "field line", one ? "maxHeader" : "maxHeadersSize");
            if (stop != null) {
                return stop;
            }
            if (lines.length() == 0) {
                return null;
            }
            Problem problem = field();
            if (problem != null) {
                return problem;
            }
        }
    }

    private @Nullable Problem field() {
        size += lines.length();
        if (++count > limits.maxHeaderCount()) {
            return new Problem(431, "more than " + limits.maxHeaderCount() + " field lines", "maxHeaderCount");
        }
        if (isBlank(lines.at(0))) {
            // §5.2: a server must refuse obs-fold or replace it by spaces. Whether a line is folded is what readers
            // disagree on.
            return new Problem(400, "field line begins with white space");
        }
        int colon = 0;
        while (colon < lines.length() && HttpSyntax.isTokenChar(lines.at(colon))) {
            colon++;
        }
        if (colon == lines.length() || lines.at(colon) != ':') {
            // §5.1: a space before the colon must be answered with 400; it has hidden a Transfer-Encoding from proxies.
            return new Problem(
                    400, "field line " + HttpSyntax.quote(lines.text()) + " does not begin with a name and a colon");
        }
        if (colon == 0) {
            return new Problem(400, "field line without a name");
        }
        if (!dropping) {
            fields.add(new Header(lines.text(0, colon), value(colon + 1)));
        }
        return null;
    }

    private String value(int from) {
        int start = from;
        int end = lines.length();
        while (start < end && isBlank(lines.at(start))) {
            start++;
        }
        while (end > start && isBlank(lines.at(end - 1))) {
            end--;
        }
        return lines.text(start, end);
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Hands over the fields that were read. */
    Headers takeHeaders() {
        Headers headers = Headers.of(fields);
        fields.clear();
        return headers;
    }
}
