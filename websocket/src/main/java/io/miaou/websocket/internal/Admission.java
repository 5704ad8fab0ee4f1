package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says by its Host and Origin whether a request may enter: the same for plain HTTP and WebSocket, on every path.
 *
 * <p>Browsers let any page open a WebSocket to any server and send its cookies along, so the server must ask where the page
 * came from (RFC 6455 §10.2). And a name of an attacker's that resolves to 127.0.0.1 makes a browser believe that a local
 * server is the attacker's; so a server on a loopback address answers to loopback names only. Immutable.
 */
record Admission(List<String> allowedOrigins, List<String> allowedHosts, boolean onLoopback) {

    /**
     * Why the request is refused, for the log; empty when it may enter.
     *
     * @param byOrigin whether its Origin counts
     */
    Optional<String> refusal(RequestHead head, boolean byOrigin) {
        String host = head.headers().first("Host").orElse("");
        if (!admitsHost(host)) {
            return Optional.of("Host " + HttpSyntax.quote(host) + " is not this server's");
        }
        if (!byOrigin) {
            return Optional.empty();
        }
        for (String origin : head.headers().all("Origin")) { // of several, which no browser sends, each
            if (!admitsOrigin(origin, host)) {
                return Optional.of("Origin " + HttpSyntax.quote(origin) + " is not allowed");
            }
        }
        return Optional.empty();
    }

    private boolean admitsHost(String host) {
        if (allowedHosts.contains("*")) {
            return true;
        }
        String name = nameOf(host);
        if (!allowedHosts.isEmpty()) {
            return allowedHosts.stream().anyMatch(name::equalsIgnoreCase);
        }
        return !onLoopback || host.isEmpty() || isLoopbackName(name);
    }

    private boolean admitsOrigin(String origin, String host) {
        if (allowedOrigins.contains("*")) {
            return true;
        }
        if (!allowedOrigins.isEmpty()) {
            return allowedOrigins.stream().anyMatch(origin::equalsIgnoreCase);
        }
        int mark = origin.indexOf("://");
        if (mark < 0) {
            return false; // "null" among them: a sandboxed page or a file
        }
        String scheme = origin.substring(0, mark).toLowerCase(Locale.ROOT);
        String authority = origin.substring(mark + 3);
        return switch (scheme) {
            case "http" -> withoutPort(authority, ":80").equalsIgnoreCase(withoutPort(host, ":80"));
            case "https" -> withoutPort(authority, ":443").equalsIgnoreCase(withoutPort(host, ":443"));
            default -> false;
        };
    }

    private static String withoutPort(String authority, String defaultPort) {
        return authority.endsWith(defaultPort)
                ? authority.substring(0, authority.length() - defaultPort.length())
                : authority;
    }

    /** The name in a Host value, without port and brackets. */
    private static String nameOf(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isLoopbackName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("localhost") || lower.endsWith(".localhost")) {
            return true;
        }
        return lower.equals("::1")
                || (lower.startsWith("127.") && lower.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
    }
}
