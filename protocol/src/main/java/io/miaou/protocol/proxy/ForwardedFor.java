package io.miaou.protocol.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client in {@code X-Forwarded-For}, to which every proxy on the way adds the address it was called from, at the end.
 *
 * <p>Only what a trusted proxy added is worth anything, and whatever stands before it came with the request: so the list is
 * read from its end, and the first address that is no trusted proxy's is the client's. Time is linear in the field.
 */
public final class ForwardedFor {
    private static final int LARGEST_PORT = 65_535;

    private ForwardedFor() {}

    /**
     * The client's address; its port is 0 unless the proxy named one.
     *
     * @param fields the values of the field, in the order they came
     * @param peer who sent them
     * @param trusted says whether an address is a trusted proxy's
     * @return the peer itself when it is not trusted, or says nothing; the last proxy that can be told when an entry is no IP
     *     address, such as {@code unknown}
     */
    public static InetSocketAddress client(
            List<String> fields, InetSocketAddress peer, Predicate<InetAddress> trusted) {
        InetSocketAddress client = peer;
        for (int i = fields.size() - 1; i >= 0; i--) {
            String field = fields.get(i);
            for (int end = field.length(); end >= 0; ) {
                if (!trusted.test(client.getAddress())) {
                    return client;
                }
                int comma = field.lastIndexOf(',', end - 1);
                String entry = field.substring(comma + 1, end).strip();
                end = comma;
                if (!entry.isEmpty()) { // RFC 9110 §5.6.1.2: empty elements of a list do not count
                    InetSocketAddress before = parse(entry);
                    if (before == null) {
                        return client;
                    }
                    client = before;
                }
            }
        }
        return client;
    }

    /** An address alone, or with a port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
    private static @Nullable InetSocketAddress parse(String entry) {
        boolean bracketed = entry.startsWith("[");
        int colon = entry.lastIndexOf(':');
        int hostEnd;
        if (bracketed) {
            hostEnd = entry.indexOf(']');
            if (hostEnd < 0 || (hostEnd + 1 != entry.length() && hostEnd + 1 != colon)) {
                return null;
            }
        } else {
            boolean ipv4WithPort = colon >= 0 && colon == entry.indexOf(':');
            hostEnd = ipv4WithPort ? colon : entry.length();
        }
        String host = entry.substring(bracketed ? 1 : 0, hostEnd);
        InetAddress address = bracketed && host.indexOf(':') < 0 ? null : IpLiteral.parse(host);
        int portStart = bracketed ? hostEnd + 2 : hostEnd + 1;
        int port = portStart > entry.length() ? 0 : IpLiteral.decimal(entry.substring(portStart), LARGEST_PORT);
        return address == null || port < 0 ? null : new InetSocketAddress(address, port);
    }
}
