package io.miaou.protocol.http;

import io.miaou.protocol.http.Headers.Header;
import java.nio.charset.StandardCharsets;

/**
 * Writes the head of a request or a response as it stands on the wire (RFC 9112 §3, §4, §5), with the empty line behind it.
 *
 * <p>Nothing is added: {@code Host}, {@code Content-Length}, {@code Date} and their like are the caller's. Nothing is checked
 * here either, for {@link RequestHead}, {@link ResponseHead} and {@link Headers} cannot hold a character that would end a line.
 * Stateless: any thread.
 */
public final class HttpHeadEncoder {
    private static final int TYPICAL_HEAD = 256;

    private HttpHeadEncoder() {}

    /** The bytes of a request's head. */
    public static byte[] encode(RequestHead head) {
        StringBuilder out = new StringBuilder(TYPICAL_HEAD)
                .append(head.method())
                .append(' ')
                .append(head.target())
                .append(" HTTP/1.")
                .append(head.minorVersion())
                .append("\r\n");
        return end(out, head.headers());
    }

    /** The bytes of a response's head. */
    public static byte[] encode(ResponseHead head) {
        StringBuilder out = new StringBuilder(TYPICAL_HEAD)
                .append("HTTP/1.")
                .append(head.minorVersion())
                .append(' ')
                .append(head.status())
                .append(' ')
                .append(head.reason())
                .append("\r\n");
        return end(out, head.headers());
    }

    /**
     * The bytes of the head of a request for a tunnel (RFC 9110 §9.3.6).
     *
     * @param authority host and port of the server to be led to
     * @throws IllegalArgumentException when the authority may not stand in a request
     */
    public static byte[] connect(String authority, Headers headers) {
        if (!HttpSyntax.isHost(authority)) {
            throw new IllegalArgumentException(
                    "authority " + HttpSyntax.quote(authority) + " is no host and port (RFC 9112 §3.2.3)");
        }
        return end(
                new StringBuilder(TYPICAL_HEAD)
                        .append("CONNECT ")
                        .append(authority)
                        .append(" HTTP/1.1\r\n"),
                headers);
    }

    private static byte[] end(StringBuilder out, Headers headers) {
        for (Header header : headers) {
            out.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        // One byte per char: no value holds a char above U+00FF.
        return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
