package io.miaou.protocol.http;

import io.miaou.protocol.http.HttpEvent.End;
import io.miaou.protocol.http.HttpEvent.Problem;
import io.miaou.protocol.http.HttpEvent.Request;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 requests from bytes, one event per call: the server's side of RFC 9112, without its latitude.
 *
 * <p>A request is {@code Request}, then {@code Content} as it arrives, then {@code End}; the next one may follow on the same
 * decoder. After {@code Request} the decoder has taken the head and not a byte more, so that a caller who upgrades finds the
 * first frame in the rest of its input.
 *
 * <p>What two readers could understand differently is refused, never repaired. Lines end in CR LF; one empty line before the
 * request line is skipped (§2.2) and nothing else; a single space stands between the parts of the request line; no field is
 * folded, none has a space before its colon or a control character in its value; the body has one length (see
 * {@code Content-Length}, {@code Transfer-Encoding} in §6.3). The target must be in origin form (§3.2.1), visible ASCII
 * without {@code #}: absolute form and authority form are what a client sends to a proxy, which this is not, and both bring a
 * second host that would have to win over {@code Host} (§3.2.2), past every check made on that field; {@code *} belongs to
 * {@code OPTIONS} on the whole server, of which there is nothing to say. All three are 400.
 *
 * <p>Statuses of a {@code Problem}: 400 for bad syntax; 413, 414 and 431 for the limits of {@link HttpLimits}; 505 for another
 * version than 1.0 and 1.1, the preface of HTTP/2 among them. After a {@code Problem} every call returns that one.
 *
 * <p>Used by one thread at a time. Memory: at most one line, and the fields of one head.
 */
public final class RequestDecoder {
    private enum State {
        REQUEST_LINE,
        FIELDS,
        BODY
    }

    private final HttpLimits limits;
    private final LineReader lines;
    private final FieldReader fields;
    private final BodyReader body;

    private State state = State.REQUEST_LINE;
    private boolean emptyLineSeen;
    private String method = "";
    private String target = "";
    private int minorVersion;
    private @Nullable Problem problem;

    /** A decoder at the start of a connection. */
    public RequestDecoder(HttpLimits limits) {
        this(limits, new LineReader());
    }

    RequestDecoder(HttpLimits limits, LineReader lines) {
        this.limits = limits;
        this.lines = lines;
        this.fields = new FieldReader(limits, lines);
        this.body = new BodyReader(limits, lines, fields);
    }

    /**
     * The next event; the bytes it needed are consumed from the input.
     *
     * @param in any buffer, from its position to its limit; not kept. To be called again until it answers {@code NeedInput},
     *     for an {@code End} may need no byte
     * @return {@code NeedInput} (all of the input was taken), {@code Request}, {@code Content}, {@code End} or
     *     {@code Problem}; what a peer sends never makes it throw
     */
    public HttpEvent next(ByteBuffer in) {
        if (problem != null) {
            return problem;
        }
        HttpEvent event = switch (state) {
            case REQUEST_LINE -> requestLine(in);
            case FIELDS -> fields(in);
            case BODY -> body.next(in);
        };
        if (event instanceof Problem found) {
            problem = found;
        } else if (event instanceof End) {
            state = State.REQUEST_LINE;
            emptyLineSeen = false;
            target = "";
            lines.trim();
        }
        return event;
    }

    /** Whether a request has begun, with any byte at all, and not ended. */
    public boolean isInMessage() {
        return state != State.REQUEST_LINE || emptyLineSeen || lines.hasBegun();
    }

    private HttpEvent requestLine(ByteBuffer in) {
        HttpEvent stop = lines.read(in, limits.maxStartLine(), 414, "request line", "maxStartLine");
        if (stop == null && lines.length() == 0 && !emptyLineSeen) {
            emptyLineSeen = true;
            stop = lines.read(in, limits.maxStartLine(), 414, "request line", "maxStartLine");
        }
        if (stop == null) {
            stop = parseRequestLine(lines.text());
        }
        if (stop != null) {
            return stop;
        }
        fields.begin();
        state = State.FIELDS;
        return fields(in);
    }

    private @Nullable Problem parseRequestLine(String line) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0) {
            return bad("request line " + HttpSyntax.quote(line) + " is not a method, a target and a version");
        }
        method = line.substring(0, first);
        target = line.substring(first + 1, second);
        Version version = Version.parse(line.substring(second + 1));
        minorVersion = version.minor();
        // The version first: a reader of HTTP/2 should learn that, and not that its target "*" is wrong.
        if (version == Version.OTHER) {
            return new Problem(505, "version " + HttpSyntax.quote(line.substring(second + 1)) + " is not spoken here");
        }
        if (version == Version.MALFORMED || !HttpSyntax.isToken(method)) {
            return bad("request line " + HttpSyntax.quote(line) + " is not a method, a target and a version");
        }
        if (!HttpSyntax.isOriginForm(target)) {
            return bad("target " + HttpSyntax.quote(target) + " is not a path of visible ASCII");
        }
        return null;
    }

    private HttpEvent fields(ByteBuffer in) {
        HttpEvent stop = fields.read(in);
        if (stop != null) {
            return stop;
        }
        Headers headers = fields.takeHeaders();
        Problem wrong = checkHost(headers);
        if (wrong == null) {
            wrong = body.begin(headers, minorVersion);
        }
        if (wrong != null) {
            return wrong;
        }
        state = State.BODY;
        return new Request(new RequestHead(method, target, minorVersion, headers));
    }

    /** RFC 9112 §3.2: exactly one valid Host in HTTP/1.1, at most one in HTTP/1.0, or 400. */
    private @Nullable Problem checkHost(Headers headers) {
        List<String> hosts = headers.all("Host");
        if (hosts.size() > 1 || (hosts.isEmpty() && minorVersion == 1)) {
            return bad(hosts.size() + " fields of Host");
        }
        if (!hosts.isEmpty() && !HttpSyntax.isHost(hosts.get(0))) {
            return bad("Host " + HttpSyntax.quote(hosts.get(0)) + " is not a host and a port");
        }
        return null;
    }

    private static Problem bad(String detail) {
        return new Problem(400, detail);
    }
}
