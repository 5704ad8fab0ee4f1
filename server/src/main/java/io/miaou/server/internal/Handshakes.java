package io.miaou.server.internal;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.server.ArgumentCodec;
import io.miaou.server.Handshake;
import io.miaou.websocket.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes the handshake of a socket when somebody asks for it: few do, and it is large. */
final class Handshakes {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
            "EEE MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", Locale.ROOT);
    private static final byte[] NOTHING = {'{', '}'};

    private Handshakes() {}

    static Handshake of(HttpRequest request, @Nullable JsonSlice auth, long issued, ArgumentCodec codec) {
        JsonSlice payload = auth == null ? new JsonSlice(NOTHING, 0, NOTHING.length) : auth;
        String query = request.query();
        return new Handshake(
                headers(request.headers()),
                TIME.format(Instant.ofEpochMilli(issued).atOffset(ZoneOffset.UTC)),
                request.remoteAddress().getAddress() == null
                        ? request.remoteAddress().getHostString()
                        : request.remoteAddress().getAddress().getHostAddress(),
                request.headers().contains("Origin"),
                request.isSecure(),
                issued,
                request.path() + (query.isEmpty() ? "" : "?" + query),
                parameters(query),
                (JsonNode) requireNonNull(codec.read(payload, JsonNode.class)));
    }

    /** Names in lower case; fields of one name joined, as HTTP allows. */
    private static Map<String, String> headers(Headers fields) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Headers.Header field : fields) {
            all.merge(field.name().toLowerCase(Locale.ROOT), field.value(), (one, other) -> one + ", " + other);
        }
        return all;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                all.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return all;
    }

    /** What is no percent-encoding stays as it is. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException bad) {
            return text;
        }
    }
}
