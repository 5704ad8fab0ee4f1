package io.miaou.protocol.http;

/**
 * The status line and the header fields of a response (RFC 9112 §4).
 *
 * @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
 * @param status 100 to 599
 * @param reason the reason phrase, perhaps empty
 * @param headers the fields, in order
 */
public record ResponseHead(int minorVersion, int status, String reason, Headers headers) {
    /** @throws IllegalArgumentException when the version or the status is out of range, or the reason holds a control character */
    public ResponseHead {
        if (minorVersion != 0 && minorVersion != 1) {
            throw new IllegalArgumentException("minor version " + minorVersion + " of HTTP/1: give 0 or 1");
        }
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is out of range: give 100 to 599");
        }
        if (!HttpSyntax.isFieldValue(reason)) {
            throw new IllegalArgumentException("reason " + HttpSyntax.quote(reason)
                    + " holds a control character (RFC 9112 §4): give plain text, or none");
        }
    }

    /** A response of HTTP/1.1 with the usual reason phrase of its status. */
    public static ResponseHead of(int status, Headers headers) {
        return new ResponseHead(1, status, reasonOf(status), headers);
    }

    /** The usual reason phrase of a status (RFC 9110 §15); empty, as §4 of RFC 9112 allows, for one that is rarely seen. */
    public static String reasonOf(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 422 -> "Unprocessable Content";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
