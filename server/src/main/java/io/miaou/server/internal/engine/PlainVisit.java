package io.miaou.server.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miaou.protocol.http.AcceptEncoding;
import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Callbacks;
import io.miaou.websocket.internal.ContentCoding;
import io.miaou.websocket.internal.MountExchange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain request: a poll, a body, a preflight, or something else that is refused. */
final class PlainVisit extends Visit {
    private static final int CODED_ON_THE_LOOP = 16 * 1024; // takes the loop less than a millisecond
    private static final byte[] OK = {'o', 'k'};
    private static final byte[] NOTHING = {};

    private final MountExchange exchange;

    PlainVisit(EngineMount mount, MountExchange exchange) {
        super(mount, exchange.head(), exchange.request(), exchange.loop());
        this.exchange = exchange;
    }

    MountExchange exchange() {
        return exchange;
    }

    @Override
    HttpRequest kept() {
        return exchange.kept();
    }

    @Override
    void refuse(EngineError error, String message) {
        String body = "{\"code\":" + error.code() + ",\"message\":" + quoted(message) + "}";
        respond(error.status(), Headers.of("Content-Type", "application/json"), body.getBytes(UTF_8));
    }

    /** A message as JSON.stringify writes it. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** A status and no content. */
    void respond(int status) {
        respond(status, Headers.empty(), NOTHING);
    }

    @Override
    void respond(int status, Headers headers, byte[] content) {
        exchange.answer(status, withExtra(headers), content);
    }

    private Headers withExtra(Headers headers) {
        List<Headers.Header> fields = new ArrayList<>(8);
        headers.forEach(fields::add);
        fields.add(new Headers.Header("X-Content-Type-Options", "nosniff"));
        extra.forEach(fields::add);
        return Headers.of(fields);
    }

    /** The answer to a body that was taken. */
    void ok() {
        respond(200, Headers.of("Content-Type", "text/html", "Cache-Control", "no-store"), OK);
    }

    /** The answer to a poll. */
    void answerPoll(byte[] body, boolean mayCompress) {
        Headers headers = Headers.of("Content-Type", "text/plain; charset=UTF-8", "Cache-Control", "no-store");
        String agent = head.headers().first("User-Agent").orElse("");
        if (agent.contains(";MSIE") || agent.contains("Trident/")) {
            headers = headers.with("X-XSS-Protection", "0"); // it would take packets for an attack on the page
        }
        Headers all = withExtra(headers);
        ContentCoding coding = mayCompress && body.length >= mount.options().compressionThreshold() ? coding() : null;
        if (coding == null) {
            exchange.answer(200, all, body);
        } else if (body.length <= CODED_ON_THE_LOOP) {
            exchange.answerCoded(200, all, coding, body);
        } else {
            Callbacks.run(() -> exchange.answerCoded(200, all, coding, body));
        }
    }

    private @Nullable ContentCoding coding() {
        List<String> accepted = head.headers().all("Accept-Encoding");
        for (ContentCoding coding : ContentCoding.values()) {
            if (AcceptEncoding.prefers(accepted, coding.wire())) {
                return coding;
            }
        }
        return null;
    }
}
