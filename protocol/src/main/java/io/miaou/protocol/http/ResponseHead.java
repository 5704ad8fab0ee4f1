package io.miaou.protocol.http;

/**
 * The status line and the header fields of a response (RFC 9112 §4).
 *
 * @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
 * @param status three digits
 * @param reason the reason phrase, perhaps empty
 * @param headers the fields, in order
 */
public record ResponseHead(int minorVersion, int status, String reason, Headers headers) {}
