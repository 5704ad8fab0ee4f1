package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An HTTP proxy, as {@code http://user:password@host:port} names it. Immutable.
 *
 * @param host a name or an address, IPv6 without its brackets
 * @param port 1 to 65535
 * @param authorization the value of {@code Proxy-Authorization} (Basic, RFC 7617); never logged
 */
public record ProxyAddress(String host, int port, Optional<String> authorization) {
    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException when it names no HTTP proxy; the message does not repeat its credentials
     */
    public static ProxyAddress of(URI uri) {
        if (!"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("the proxy's scheme is "
                    + HttpSyntax.quote(String.valueOf(uri.getScheme())) + ": give http://[user:password@]host:port");
        }
        if (uri.getHost() == null || uri.getPort() == -1) {
            throw new IllegalArgumentException(
                    "the proxy's URI names no host or no port: give http://[user:password@]host:port");
        }
        String path = uri.getRawPath();
        if ((path != null && !path.isEmpty() && !path.equals("/")) || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("the proxy's URI has a path: give http://[user:password@]host:port");
        }
        ServerAddress address = ServerAddress.of(URI.create("ws://" + uri.getHost() + ":" + uri.getPort()));
        return new ProxyAddress(
                address.host(),
                address.port(),
                Optional.ofNullable(uri.getRawUserInfo()).map(ProxyAddress::basic));
    }

    private static String basic(String userInfo) {
        String decoded = URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (decoded.indexOf(':') < 0) {
            decoded += ":";
        }
        return "Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
