package io.miaou.protocol.http;

/**
 * The request line and the header fields of a request (RFC 9112 §3).
 *
 * @param method as sent; a token
 * @param target the request target in origin form: it begins with {@code /}; not decoded
 * @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
 * @param headers the fields, in order
 */
public record RequestHead(String method, String target, int minorVersion, Headers headers) {
    /** The path of the target: what stands before the {@code ?}; not decoded. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query of the target: what stands after the {@code ?}, or the empty string; not decoded. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** Whether the client will send another request on the same connection (RFC 9112 §9.3). */
    public boolean keepsAlive() {
        return minorVersion == 1
                ? !headers.hasToken("Connection", "close")
                : headers.hasToken("Connection", "keep-alive");
    }
}
