package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import javax.net.ssl.SNIHostName;

/**
 * Where a client connects to: what a {@code ws:} or {@code wss:} URI says (RFC 6455 §3). Immutable.
 *
 * @param secure whether TLS comes first
 * @param host a name or an address, IPv6 without its brackets, in ASCII
 * @param port 1 to 65535
 * @param target path and query, as the request line has them
 */
public record ServerAddress(boolean secure, String host, int port, String target) {
    private static final int PORT = 80;
    private static final int SECURE_PORT = 443;

    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException when it is none that a WebSocket can be opened to; the message says why and what to give
     */
    public static ServerAddress of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("wss");
        if (!secure && !scheme.equals("ws")) {
            throw refused(uri, "its scheme is not ws or wss");
        }
        if (uri.getRawFragment() != null) {
            throw refused(uri, "it has a fragment, which RFC 6455 §3 forbids: leave out what stands behind #");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused(uri, "it has user information, which is never sent: give an Authorization header");
        }
        String authority = uri.getRawAuthority();
        if (authority == null || authority.indexOf('@') >= 0) {
            throw refused(uri, "it names no host");
        }
        // Not getHost(): it knows no name with an underscore, as containers have them, and none beyond ASCII.
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hostOf(uri, hasPort ? authority.substring(0, colon) : authority);
        String portText = hasPort ? authority.substring(colon + 1) : "";
        int port = portText.isEmpty() ? (secure ? SECURE_PORT : PORT) : portOf(uri, portText);
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
        if (secure && host.indexOf(':') < 0) {
            requireTlsName(uri, host);
        }
        return new ServerAddress(secure, host, port, path + query);
    }

    private static String hostOf(URI uri, String text) {
        String host = text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else {
            try {
                host = IDN.toASCII(host);
            } catch (IllegalArgumentException notAName) {
                throw refused(uri, "its host is no name");
            }
        }
        if (host.isEmpty() || !HttpSyntax.isHost(host.indexOf(':') >= 0 ? "[" + host + "]" : host)) {
            throw refused(uri, "it names no host");
        }
        return host;
    }

    /** TLS names the host to the server, and only in this form (RFC 6066 §3). */
    private static void requireTlsName(URI uri, String host) {
        try {
            new SNIHostName(host);
        } catch (IllegalArgumentException notAName) {
            throw refused(uri, "its host is none that TLS can ask for: letters, digits, - and . only");
        }
    }

    private static int portOf(URI uri, String text) {
        int port = text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9') ? 0 : Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw refused(uri, "its port is not 1 to 65535");
        }
        return port;
    }

    private static IllegalArgumentException refused(URI uri, String why) {
        return new IllegalArgumentException("cannot connect to " + HttpSyntax.quote(uri.toString()) + ": " + why
                + "; give ws://host[:port][/path] or wss://...");
    }

    /** The value of the Host header: without the port where it is the usual one (RFC 6455 §4.1). */
    String hostHeader() {
        return port == (secure ? SECURE_PORT : PORT) ? bracketed() : authority();
    }

    /** Host and port, as CONNECT names them. */
    String authority() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Whether the same server answers there: then it may see the same headers. */
    boolean isSameServer(ServerAddress other) {
        return host.equalsIgnoreCase(other.host) && port == other.port && secure == other.secure;
    }

    @Override
    public String toString() {
        return (secure ? "wss://" : "ws://") + hostHeader() + target;
    }
}
