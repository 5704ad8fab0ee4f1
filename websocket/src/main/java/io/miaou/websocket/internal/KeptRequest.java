package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The request that opened a WebSocket, as it is kept while the WebSocket lives: one array of bytes, for most connections are
 * idle and few applications look at a field twice. Every question unpacks it anew. It has no body. Immutable.
 *
 * <p>The first line holds method, target and minor version, each other line a field. Names that handshakes usually bring are
 * one octet that no name begins with (RFC 9110 §5.6.2: a token is ASCII); a value holds no line feed and nothing above
 * U+00FF (§5.5), so a line ends where it seems to.
 */
final class KeptRequest implements HttpRequest {
    private static final int FIRST_KNOWN = 0x80;
    private static final List<String> KNOWN = List.of(
            "Host",
            "Connection",
            "Upgrade",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "Sec-WebSocket-Extensions",
            "Sec-WebSocket-Protocol",
            "Origin",
            "User-Agent",
            "Accept-Encoding",
            "Accept-Language",
            "Cache-Control",
            "Pragma",
            "Cookie",
            "Authorization",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto");

    private final byte[] packed;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress peerAddress;
    private final boolean secure;

    private KeptRequest(byte[] packed, HttpRequest request) {
        this.packed = packed;
        this.remoteAddress = request.remoteAddress();
        this.peerAddress = request.peerAddress();
        this.secure = request.isSecure();
    }

    /** Packs the head of a request, of which the rest is known. */
    static KeptRequest of(RequestHead head, HttpRequest request) {
        StringBuilder text = new StringBuilder(256);
        text.append(head.method()).append(' ').append(head.target()).append(' ').append(head.minorVersion());
        for (Headers.Header field : head.headers()) {
            text.append('\n');
            int known = KNOWN.indexOf(field.name());
            if (known >= 0) {
                text.append((char) (FIRST_KNOWN + known));
            } else {
                text.append(field.name()).append(':');
            }
            text.append(field.value());
        }
        return new KeptRequest(text.toString().getBytes(StandardCharsets.ISO_8859_1), request);
    }

    private RequestHead head() {
        List<String> lines =
                new String(packed, StandardCharsets.ISO_8859_1).lines().toList();
        String[] first = lines.getFirst().split(" ", -1);
        List<Headers.Header> fields = new ArrayList<>(lines.size() - 1);
        for (String line : lines.subList(1, lines.size())) {
            int known = line.charAt(0) - FIRST_KNOWN;
            int colon = line.indexOf(':');
            fields.add(
                    known >= 0
                            ? new Headers.Header(KNOWN.get(known), line.substring(1))
                            : new Headers.Header(line.substring(0, colon), line.substring(colon + 1)));
        }
        return new RequestHead(first[0], first[1], Integer.parseInt(first[2]), Headers.of(fields));
    }

    @Override
    public String method() {
        return head().method();
    }

    @Override
    public String path() {
        return head().path();
    }

    @Override
    public String query() {
        return head().query();
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return LiveRequest.parameterOf(query(), name);
    }

    @Override
    public Headers headers() {
        return head().headers();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public InetSocketAddress peerAddress() {
        return peerAddress;
    }

    @Override
    public String scheme() {
        return secure ? "https" : "http";
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public InputStream bodyStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public String toString() {
        RequestHead head = head();
        return head.method() + " " + head.target() + " from " + remoteAddress;
    }
}
