package io.miaou.websocket.internal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the connections of each client's address against a cap.
 *
 * <p>An address over its cap may have as many connections again that wait to be told so, for an answer must wait for a
 * request; what comes beyond is turned away at once, or else one address could take every descriptor with connections that
 * never ask. An IPv6 network of 64 bits is one address: its host has them all (RFC 4291 §2.5.4, RFC 8981). An address without
 * connections takes no memory. Any thread: every change is one exchange of a number, so that none is lost however many loops
 * count at once.
 */
final class AddressCaps {
    private static final long ONE_SERVED = 1;
    private static final long ONE_TOLD = 1L << 32;
    private static final long IPV4 = 0xFFFF_FFFFL << 32; // as a network of IPv6, multicast: nobody connects from there
    private static final int NETWORK_BYTES = 8;

    private final int cap;
    private final ConcurrentHashMap<Long, Long> counts = new ConcurrentHashMap<>(); // served below, to be told above

    /** What becomes of a connection. */
    enum Place {
        SERVED,
        TOLD,
        TURNED_AWAY
    }

    /** Caps of that many connections; 0 counts nothing. */
    AddressCaps(int cap) {
        this.cap = cap;
    }

    boolean isOn() {
        return cap > 0;
    }

    int cap() {
        return cap;
    }

    /** How many addresses have connections. */
    int addresses() {
        return counts.size();
    }

    /** Counts a connection; {@link #leave} is to follow unless it was turned away. */
    Place enter(long key) {
        while (true) {
            Long before = counts.get(key);
            long now = before == null ? 0 : before;
            Place place = (int) now < cap ? Place.SERVED : (now >>> 32) < cap ? Place.TOLD : Place.TURNED_AWAY;
            if (place == Place.TURNED_AWAY) {
                return place;
            }
            Long after = now + weight(place);
            if (before == null ? counts.putIfAbsent(key, after) == null : counts.replace(key, before, after)) {
                return place;
            }
        }
    }

    /** A connection that was counted is gone. */
    void leave(long key, Place place) {
        counts.computeIfPresent(key, (unused, count) -> count == weight(place) ? null : count - weight(place));
    }

    private static long weight(Place place) {
        return switch (place) {
            case SERVED -> ONE_SERVED;
            case TOLD -> ONE_TOLD;
            case TURNED_AWAY -> 0;
        };
    }

    /** What an address is counted as: an IPv4 address itself, also where it is written in IPv6; of IPv6 the first 64 bits. */
    static long keyOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return IPV4 | Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        boolean mapped = whole.getLong(0) == 0 && whole.getInt(NETWORK_BYTES) == 0xFFFF; // ::ffff:a.b.c.d
        return mapped ? IPV4 | Integer.toUnsignedLong(whole.getInt(NETWORK_BYTES + 4)) : whole.getLong(0);
    }
}
