package io.miaou.websocket.http;

import io.miaou.protocol.http.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The answer to an HTTP request. Immutable; the body is whole, or streamed while it is made.
 *
 * <p>{@code Content-Length}, {@code Transfer-Encoding}, {@code Connection} and {@code Date} are the server's to write.
 *
 * @param status 200 to 599
 * @param headers what else goes into the head
 * @param body what follows it
 */
public record HttpResponse(int status, Headers headers, Body body) {
    /** @throws IllegalArgumentException when the status is no final one */
    public HttpResponse {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is no final status: give 200 to 599");
        }
    }

    /** What follows the head. */
    public sealed interface Body {}

    /** A body that is there already; the array belongs to the response from now on. */
    public record Whole(byte[] bytes) implements Body {}

    /** A body that is written while the client reads. */
    public record Streamed(Writer writer) implements Body {}

    /** Writes a streamed body, on the request's virtual thread. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the body. Each {@code flush} sends what was written; {@code write} blocks while the client is slower, and
         * throws once it is gone. Returning ends the body.
         */
        void write(OutputStream out) throws IOException;
    }

    /** A status and nothing else. */
    public static HttpResponse of(int status) {
        return new HttpResponse(status, Headers.empty(), new Whole(new byte[0]));
    }

    /** A status and plain text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A page: 200 and HTML in UTF-8. */
    public static HttpResponse html(String html) {
        return bytes(200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    /** A status and a body of some media type. */
    public static HttpResponse bytes(int status, String contentType, byte[] bytes) {
        return new HttpResponse(status, Headers.of("Content-Type", contentType), new Whole(bytes));
    }

    /** A status and a body that is written as the client reads, as server-sent events are ({@code text/event-stream}). */
    public static HttpResponse streamed(int status, String contentType, Writer writer) {
        return new HttpResponse(status, Headers.of("Content-Type", contentType), new Streamed(writer));
    }

    /** 302 to another place. */
    public static HttpResponse redirect(String location) {
        return of(302).withHeader("Location", location);
    }

    /** The same answer with one more header field, in the place of any of that name. */
    public HttpResponse withHeader(String name, String value) {
        return new HttpResponse(status, headers.withOnly(name, value), body);
    }
}
