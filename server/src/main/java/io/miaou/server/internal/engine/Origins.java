package io.miaou.server.internal.engine;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.server.CorsOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may talk to the engine, and what their browsers are told (the Fetch standard, "CORS protocol").
 *
 * <p>Browsers let any page send requests here and open WebSockets with the user's cookies (RFC 6455 §10.2), so a page of another
 * origin must be allowed by name; without options for that, none is. Immutable.
 */
final class Origins {
    private final @Nullable CorsOptions cors;

    Origins(@Nullable CorsOptions cors) {
        this.cors = cors;
    }

    // --- who may --------------------------------------------------------------------------------------------------

    /** The first origin of the request that may not enter; null when it may. */
    @Nullable
    String foreign(RequestHead head, boolean secure) {
        for (String origin : head.headers().all("Origin")) { // of several, which no browser sends, each
            if (!isOwn(origin, head, secure) && (cors == null || !cors.allows(origin))) {
                return origin;
            }
        }
        return null;
    }

    /** Whether it is the origin that the request was sent to, as far as its Host tells. */
    private static boolean isOwn(String origin, RequestHead head, boolean secure) {
        String host = head.headers().first("Host").orElse("");
        int mark = origin.indexOf("://");
        if (mark < 0) {
            return false; // "null" among them: a sandboxed page or a file
        }
        String scheme = origin.substring(0, mark).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && (!scheme.equals("http") || secure)) {
            return false; // a page that came without TLS may be anybody's
        }
        String port = scheme.equals("https") ? ":443" : ":80";
        return withoutPort(origin.substring(mark + 3), port).equalsIgnoreCase(withoutPort(host, port));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    // --- what it is told ------------------------------------------------------------------------------------------

    /** Whether the request is a browser's question whether it may ask; {@link #preflight} is the answer then. */
    boolean isPreflight(RequestHead head) {
        return cors != null && head.method().equals("OPTIONS");
    }

    /** The fields for every answer. */
    Headers headers(RequestHead head) {
        CorsOptions options = cors;
        if (options == null) {
            return Headers.empty();
        }
        List<Headers.Header> fields = new ArrayList<>(4);
        boolean varies = addOrigin(options, head, fields);
        if (!options.exposedHeaders().isEmpty()) {
            add(fields, "Access-Control-Expose-Headers", String.join(",", options.exposedHeaders()));
        }
        if (varies) {
            add(fields, "Vary", "Origin");
        }
        return Headers.of(fields);
    }

    /** The fields of the answer to a preflight, which is 204 and empty. */
    Headers preflight(RequestHead head) {
        CorsOptions options = cors;
        if (options == null) {
            return Headers.empty();
        }
        List<Headers.Header> fields = new ArrayList<>(8);
        boolean varies = addOrigin(options, head, fields);
        add(fields, "Access-Control-Allow-Methods", String.join(",", options.methods()));
        String vary = varies ? "Origin" : "";
        String asked = head.headers().first("Access-Control-Request-Headers").orElse("");
        if (!options.allowedHeaders().isEmpty()) {
            add(fields, "Access-Control-Allow-Headers", String.join(",", options.allowedHeaders()));
        } else {
            vary = vary.isEmpty() ? "Access-Control-Request-Headers" : vary + ", Access-Control-Request-Headers";
            if (!asked.isEmpty()) {
                add(fields, "Access-Control-Allow-Headers", asked);
            }
        }
        options.maxAge().ifPresent(age -> add(fields, "Access-Control-Max-Age", Long.toString(age.toSeconds())));
        if (!options.exposedHeaders().isEmpty()) {
            add(fields, "Access-Control-Expose-Headers", String.join(",", options.exposedHeaders()));
        }
        if (!vary.isEmpty()) {
            add(fields, "Vary", vary);
        }
        return Headers.of(fields);
    }

    /** A single origin is told to everybody, one of several to whom it belongs; whether the answer depends on who asks. */
    private static boolean addOrigin(CorsOptions options, RequestHead head, List<Headers.Header> fields) {
        if (options.anyOrigin()) {
            add(fields, "Access-Control-Allow-Origin", "*");
            return false;
        }
        String origin = head.headers().first("Origin").orElse("");
        if (options.origins().size() == 1 && options.patterns().isEmpty()) {
            add(fields, "Access-Control-Allow-Origin", options.origins().getFirst());
        } else if (!origin.isEmpty() && options.allows(origin)) {
            add(fields, "Access-Control-Allow-Origin", origin);
        }
        if (options.credentials()) {
            add(fields, "Access-Control-Allow-Credentials", "true");
        }
        return true;
    }

    private static void add(List<Headers.Header> fields, String name, String value) {
        fields.add(new Headers.Header(name, value));
    }
}
