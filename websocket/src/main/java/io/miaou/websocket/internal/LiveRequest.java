package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as handlers see it. Its facts are immutable; its body is the thread's that reads it. */
final class LiveRequest implements HttpRequest {
    private final RequestHead head;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress peerAddress;
    private final boolean secure;
    private final @Nullable RequestBody body;
    private final int maxBodySize;

    /** A request with a body. */
    LiveRequest(RequestHead head, Visitor visitor, @Nullable RequestBody body, int maxBodySize) {
        this.head = head;
        this.remoteAddress = visitor.client();
        this.peerAddress = visitor.peer();
        this.secure = visitor.isSecure();
        this.body = body;
        this.maxBodySize = maxBodySize;
    }

    /** The request that opens a WebSocket: it has no body. */
    LiveRequest(RequestHead head, Visitor visitor) {
        this(head, visitor, null, 0);
    }

    /** The request that a client sent to open a WebSocket. */
    LiveRequest(RequestHead head, InetSocketAddress server, boolean secure) {
        this.head = head;
        this.remoteAddress = server;
        this.peerAddress = server;
        this.secure = secure;
        this.body = null;
        this.maxBodySize = 0;
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public String query() {
        return head.query();
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return parameterOf(head.query(), name);
    }

    /** The value of a parameter in a query, decoded. */
    static Optional<String> parameterOf(String query, String name) {
        for (String pair : query.split("&", -1)) {
            int mark = pair.indexOf('=');
            String key = mark < 0 ? pair : pair.substring(0, mark);
            if (decode(key).equals(name)) {
                return Optional.of(mark < 0 ? "" : decode(pair.substring(mark + 1)));
            }
        }
        return Optional.empty();
    }

    /** Malformed escapes are taken as they stand: what they mean is the application's to judge. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    @Override
    public Headers headers() {
        return head.headers();
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
    public byte[] body() throws IOException {
        if (body == null) {
            return new byte[0];
        }
        if (announcedLength() > maxBodySize) {
            throw body.tooLarge(maxBodySize);
        }
        return body.readWhole(maxBodySize);
    }

    private long announcedLength() {
        return head.headers().first("Content-Length").map(Long::parseLong).orElse(0L);
    }

    @Override
    public InputStream bodyStream() {
        return body == null ? InputStream.nullInputStream() : body;
    }

    @Override
    public String toString() {
        return head.method() + " " + head.target() + " from " + remoteAddress;
    }
}
