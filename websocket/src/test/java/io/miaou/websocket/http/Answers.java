package io.miaou.websocket.http;

import io.miaou.websocket.http.HttpResponse.Streamed;
import io.miaou.websocket.http.HttpResponse.Whole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Looks into answers. */
final class Answers {
    private Answers() {}

    static byte[] bytes(HttpResponse answer) throws IOException {
        return switch (answer.body()) {
            case Whole(byte[] bytes) -> bytes;
            case Streamed(HttpResponse.Writer writer) -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                writer.write(out);
                yield out.toByteArray();
            }
        };
    }

    static String text(HttpResponse answer) throws IOException {
        return new String(bytes(answer), StandardCharsets.UTF_8);
    }

    static Optional<String> header(HttpResponse answer, String name) {
        return answer.headers().first(name);
    }

    static String tag(HttpResponse answer) {
        return header(answer, "ETag").orElseThrow();
    }
}
