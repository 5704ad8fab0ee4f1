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
    /** @throws IllegalArgumentException when the method is no token, the target no origin form, or the version not 0 or 1 */
    public RequestHead {
        if (!HttpSyntax.isToken(method)) {
            throw new IllegalArgumentException(
                    "method " + HttpSyntax.quote(method) + " is not a token (RFC 9110 §9.1): give one such as GET");
        }
        if (!HttpSyntax.isOriginForm(target)) {
            throw new IllegalArgumentException("target " + HttpSyntax.quote(target)
                    + " is not a path of visible ASCII (RFC 9112 §3.2.1): begin it with / and percent-encode the rest");
        }
        if (minorVersion != 0 && minorVersion != 1) {
            throw new IllegalArgumentException("minor version " + minorVersion + " of HTTP/1: give 0 or 1");
        }
    }

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
