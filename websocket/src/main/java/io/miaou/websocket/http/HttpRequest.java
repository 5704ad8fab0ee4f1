package io.miaou.websocket.http;

import io.miaou.protocol.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An HTTP request as a handler sees it. Its facts may be read from any thread; its body by one thread, once. */
public interface HttpRequest {
    /** As sent: {@code GET}, {@code POST} ... */
    String method();

    /** The path, not decoded; it begins with {@code /}. */
    String path();

    /** What stands after the {@code ?}, not decoded; perhaps empty. */
    String query();

    /** The value of a query parameter, decoded from UTF-8; the first if it is given more than once. */
    Optional<String> queryParameter(String name);

    /** The header fields. */
    Headers headers();

    /** The value of the first header field of that name. */
    default Optional<String> header(String name) {
        return headers().first(name);
    }

    /**
     * The client's address: that of the connection's other end, or, when this is a trusted proxy, the one that it names. A port
     * of 0 is one that the proxy did not name.
     */
    InetSocketAddress remoteAddress();

    /** The address of the connection's other end, be it the client or a proxy. */
    default InetSocketAddress peerAddress() {
        return remoteAddress();
    }

    /** What the client speaks, {@code http} or {@code https}, as far as the server or a trusted proxy knows. */
    default String scheme() {
        return "http";
    }

    /** Whether the client speaks TLS: that {@link #scheme} is {@code https}. */
    default boolean isSecure() {
        return scheme().equals("https");
    }

    /**
     * The whole body; blocks until it is there.
     *
     * @throws BodyTooLargeException when it is larger than the server's {@code maxBodySize}
     * @throws IOException when the connection broke
     */
    byte[] body() throws IOException;

    /** The whole body read as UTF-8; errors as of {@link #body()}. */
    default String bodyText() throws IOException {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /**
     * The body as it arrives; reading blocks, and reading slowly slows the sender down.
     *
     * <p>Its {@code read} throws {@link BodyTooLargeException} when more comes than the server's {@code maxStreamedBodySize}.
     */
    InputStream bodyStream();
}
