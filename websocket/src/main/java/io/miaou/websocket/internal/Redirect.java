package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.ResponseHead;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Where an answer of 301, 302, 303, 307 or 308 sends a client (RFC 9110 §15.4). */
sealed interface Redirect {
    /** There. */
    record To(ServerAddress server) implements Redirect {}

    /** Nowhere that a client follows to. */
    record Refused(String why) implements Redirect {}

    /** What an answer says; empty when it is no redirect. */
    static Optional<Redirect> of(ResponseHead answer, ServerAddress from) {
        boolean redirects = switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        return redirects
                ? Optional.of(answer.headers()
                        .first("Location")
                        .map(location -> follow(location, from))
                        .orElse(new Refused("a redirect without Location")))
                : Optional.empty();
    }

    private static Redirect follow(String location, ServerAddress from) {
        ServerAddress to;
        try {
            to = ServerAddress.of(asWebSocket(URI.create(from.toString()).resolve(location)));
        } catch (IllegalArgumentException unusable) {
            return new Refused("a redirect to " + HttpSyntax.quote(location) + ", which is no address of a WebSocket");
        }
        return from.secure() && !to.secure()
                ? new Refused("a redirect from TLS to " + HttpSyntax.quote(location) + ", which is never followed")
                : new To(to);
    }

    /** Servers that know nothing of WebSocket redirect to http and https. */
    private static URI asWebSocket(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String text = uri.toString();
        String withoutFragment = text.indexOf('#') < 0 ? text : text.substring(0, text.indexOf('#'));
        return switch (scheme) {
            case "http" -> URI.create("ws" + withoutFragment.substring(4));
            case "https" -> URI.create("wss" + withoutFragment.substring(5));
            default -> URI.create(withoutFragment);
        };
    }
}
