package io.miaou.protocol.http;

import io.miaou.protocol.http.HttpEvent.End;
import io.miaou.protocol.http.HttpEvent.Problem;
import io.miaou.protocol.http.HttpEvent.Response;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 responses from bytes, one event per call: the client's side of RFC 9112, as strict as
 * {@link RequestDecoder}.
 *
 * <p>A response is {@code Response}, then {@code Content} as it arrives, then {@code End}; an interim one (1xx) is
 * {@code Response} and {@code End}, and the next follows. After {@code Response} the decoder has taken the head and not a byte
 * more: behind a 101 the rest of the input belongs to the new protocol.
 *
 * <p>The body is chunked, or as long as {@code Content-Length} says, or, without either, all that comes until the server
 * closes ({@link #inputClosed()}). There is none in 1xx, 204, 304 and behind {@link #expectNoBody()}. One lenience: the space
 * behind the status code may be missing when no reason follows, as several servers write it.
 *
 * <p>Statuses of a {@code Problem} name its kind as they do for a server, though nobody is answered: 400 for bad syntax and for
 * a start line beyond its limit, 413 and 431 for the other limits, 505 for a version other than 1.0 and 1.1. After a
 * {@code Problem} every call returns that one.
 *
 * <p>Used by one thread at a time. Memory: at most one line, and the fields of one head.
 */
public final class ResponseDecoder {
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_AT + 3;

    private enum State {
        STATUS_LINE,
        FIELDS,
        BODY
    }

    private final HttpLimits limits;
    private final LineReader lines;
    private final FieldReader fields;
    private final BodyReader body;

    private State state = State.STATUS_LINE;
    private boolean bodyless;
    private int minorVersion;
    private int status;
    private String reason = "";
    private @Nullable Problem problem;

    /** A decoder at the start of a connection. */
    public ResponseDecoder(HttpLimits limits) {
        this.limits = limits;
        this.lines = new LineReader();
        this.fields = new FieldReader(limits, lines);
        this.body = new BodyReader(limits, lines, fields);
    }

    /** Says that the next final response answers {@code HEAD}: whatever its fields announce, no body follows. */
    public void expectNoBody() {
        bodyless = true;
    }

    /**
     * The next event; the bytes it needed are consumed from the input.
     *
     * @param in any buffer, from its position to its limit; not kept. To be called again until it answers {@code NeedInput},
     *     for an {@code End} may need no byte
     * @return {@code NeedInput} (all of the input was taken), {@code Response}, {@code Content}, {@code End} or
     *     {@code Problem}; what a peer sends never makes it throw
     */
    public HttpEvent next(ByteBuffer in) {
        if (problem != null) {
            return problem;
        }
        return settled(
                switch (state) {
                    case STATUS_LINE -> statusLine(in);
                    case FIELDS -> fields(in);
                    case BODY -> body.next(in);
                });
    }

    /**
     * Tells that the server has closed its side.
     *
     * @return {@code End} when that ends the body, {@code NeedInput} between two responses, {@code Problem} inside of one
     */
    public HttpEvent inputClosed() {
        if (problem != null) {
            return problem;
        }
        if (state == State.BODY && body.endsByClose()) {
            return settled(HttpEvent.END);
        }
        if (state == State.STATUS_LINE && !lines.hasBegun()) {
            return HttpEvent.NEED_INPUT;
        }
        return settled(bad("the connection was closed inside of a response"));
    }

    private HttpEvent settled(HttpEvent event) {
        if (event instanceof Problem found) {
            problem = found;
        } else if (event instanceof End) {
            state = State.STATUS_LINE;
            lines.trim();
        }
        return event;
    }

    private HttpEvent statusLine(ByteBuffer in) {
        HttpEvent stop = lines.read(in, limits.maxStartLine(), 400, "status line", "maxStartLine");
        if (stop == null) {
            stop = parseStatusLine(lines.text());
        }
        if (stop != null) {
            return stop;
        }
        fields.begin();
        state = State.FIELDS;
        return fields(in);
    }

    private @Nullable Problem parseStatusLine(String line) {
        int space = line.indexOf(' ');
        Version version = space < 0 ? Version.MALFORMED : Version.parse(line.substring(0, space));
        if (version == Version.OTHER) {
            return new Problem(505, "version " + HttpSyntax.quote(line.substring(0, space)) + " is not spoken here");
        }
        if (version == Version.MALFORMED
                || line.length() < STATUS_END
                || (line.length() > STATUS_END && line.charAt(STATUS_END) != ' ')) {
            return bad("status line " + HttpSyntax.quote(line) + " is not a version, a status and a reason");
        }
        minorVersion = version.minor();
        status = 0;
        for (int i = STATUS_AT; i < STATUS_END; i++) {
            char c = line.charAt(i);
            status = c < '0' || c > '9' ? -1000 : status * 10 + c - '0';
        }
        if (status < 100 || status > 599) {
            return bad("status in " + HttpSyntax.quote(line) + " is not 100 to 599");
        }
        reason = line.length() > STATUS_END ? line.substring(STATUS_END + 1) : "";
        return null;
    }

    private HttpEvent fields(ByteBuffer in) {
        HttpEvent stop = fields.read(in);
        if (stop != null) {
            return stop;
        }
        Headers headers = fields.takeHeaders();
        Problem wrong = beginBody(headers);
        if (wrong != null) {
            return wrong;
        }
        state = State.BODY;
        return new Response(new ResponseHead(minorVersion, status, reason, headers));
    }

    /** RFC 9112 §6.3, rules 1 to 8 without the tunnel of CONNECT. */
    private @Nullable Problem beginBody(Headers headers) {
        boolean interim = status < 200;
        if (interim || bodyless || status == 204 || status == 304) {
            bodyless &= interim;
            body.beginEmpty();
            return null;
        }
        if (!BodyReader.isAnnounced(headers)) {
            body.beginUntilClose();
            return null;
        }
        return body.begin(headers, minorVersion);
    }

    private static Problem bad(String detail) {
        return new Problem(400, detail);
    }
}
