package io.miaou.websocket.internal;

import io.miaou.protocol.http.AcceptEncoding;
import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Sends answers in gzip to clients that take it (RFC 9110 §8.4.1.3), anew for each request, on the thread that calls.
 *
 * <p>Only what may shrink: media types that are text in some form, of {@value #LEAST} bytes at least unless they are streamed.
 * An answer that the application has coded itself, or whose bytes it speaks of (a range, a digest), or that it marks
 * {@code no-transform}, stays as it is. Whatever a client takes, an answer that could have been compressed says {@code Vary:
 * Accept-Encoding}, so that no cache gives one client's form to another (§12.5.5); and its entity tag, when compressed, is a
 * weak one, for it promises no equal bytes any more (§8.8.1). A {@code HEAD} is treated as the {@code GET} it asks about.
 */
final class ContentCompression {
    private static final int LEAST = 1024; // below it, a packet is saved by none
    private static final int BUFFER = 8 * 1024;
    private static final Set<String> OTHER_TYPES = Set.of(
            "application/json",
            "application/javascript",
            "application/xml",
            "application/wasm",
            "font/ttf",
            "font/otf",
            "image/bmp",
            "image/vnd.microsoft.icon");
    private static final List<String> ABOUT_BYTES =
            List.of("Content-Encoding", "Content-Range", "Content-Digest", "Repr-Digest", "Digest", "Content-MD5");

    private ContentCompression() {}

    /** The answer in the form in which this client gets it. */
    static HttpResponse apply(RequestHead request, HttpResponse response) throws IOException {
        boolean wanted = AcceptEncoding.prefers(request.headers().all("Accept-Encoding"), "gzip");
        if (response.status() == 304 && response.headers().contains("ETag")) {
            // It speaks for the answer that the client has: RFC 9110 §15.4.5 asks for that one's fields.
            return withVary(wanted ? withWeakTag(response) : response);
        }
        if (!mayBeCompressed(response)) {
            return response;
        }
        return withVary(wanted ? compressed(response) : response);
    }

    private static boolean mayBeCompressed(HttpResponse response) {
        int status = response.status();
        if (status == 204 || status == 206 || status == 304) {
            return false;
        }
        if (response.body() instanceof HttpResponse.Whole whole && whole.bytes().length < LEAST) {
            return false;
        }
        Headers headers = response.headers();
        return isCompressible(headers.first("Content-Type").orElse(""))
                && ABOUT_BYTES.stream().noneMatch(headers::contains)
                && !headers.hasToken("Cache-Control", "no-transform");
    }

    private static boolean isCompressible(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.endsWith("+json")
                || type.endsWith("+xml")
                || OTHER_TYPES.contains(type);
    }

    private static HttpResponse compressed(HttpResponse response) throws IOException {
        switch (response.body()) {
            case HttpResponse.Whole whole -> {
                byte[] packed = pack(whole.bytes());
                return packed.length < whole.bytes().length
                        ? coded(response, new HttpResponse.Whole(packed))
                        : response;
            }
            case HttpResponse.Streamed streamed -> {
                return coded(response, new HttpResponse.Streamed(out -> write(streamed.writer(), out)));
            }
        }
    }

    private static HttpResponse coded(HttpResponse response, HttpResponse.Body body) {
        Headers headers = response.headers().with("Content-Encoding", "gzip");
        return withWeakTag(new HttpResponse(response.status(), headers, body));
    }

    private static byte[] pack(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed, BUFFER)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Each flush of the writer's goes through to the client: who waits for an event has it. */
    private static void write(HttpResponse.Writer writer, OutputStream out) throws IOException {
        GzipStream gzip = new GzipStream(out);
        try {
            OutputStream buffered = new BufferedOutputStream(gzip, BUFFER); // a call of the native code costs
            writer.write(buffered);
            buffered.flush();
            gzip.finish();
        } finally {
            gzip.free();
        }
    }

    /** Unlike its parent it can end in the middle, without the trailer that would make a broken answer look complete. */
    private static final class GzipStream extends GZIPOutputStream {
        GzipStream(OutputStream out) throws IOException {
            super(out, BUFFER, true);
        }

        void free() {
            def.end();
        }
    }

    private static HttpResponse withVary(HttpResponse response) {
        Headers headers = response.headers();
        if (headers.hasToken("Vary", "Accept-Encoding") || headers.hasToken("Vary", "*")) {
            return response;
        }
        return new HttpResponse(response.status(), headers.with("Vary", "Accept-Encoding"), response.body());
    }

    private static HttpResponse withWeakTag(HttpResponse response) {
        String tag = response.headers().first("ETag").orElse("");
        return tag.startsWith("\"") ? response.withHeader("ETag", "W/" + tag) : response;
    }
}
