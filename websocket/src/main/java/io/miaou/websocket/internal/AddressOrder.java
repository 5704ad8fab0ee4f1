package io.miaou.websocket.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** In which order the addresses of a name are tried. */
final class AddressOrder {
    private AddressOrder() {}

    /**
     * Beginning with the one the system put first, IPv4 and IPv6 in turn (RFC 8305 §4): where one of the families leads nowhere, the
     * second attempt is with the other.
     */
    static List<InetSocketAddress> alternating(List<InetAddress> addresses, int port) {
        Deque<InetAddress> ofFirstKind = new ArrayDeque<>();
        Deque<InetAddress> ofOther = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            boolean first = address instanceof Inet4Address == addresses.getFirst() instanceof Inet4Address;
            (first ? ofFirstKind : ofOther).add(address);
        }
        List<InetSocketAddress> order = new ArrayList<>(addresses.size());
        while (!ofFirstKind.isEmpty() || !ofOther.isEmpty()) {
            if (!ofFirstKind.isEmpty()) {
                order.add(new InetSocketAddress(ofFirstKind.poll(), port));
            }
            if (!ofOther.isEmpty()) {
                order.add(new InetSocketAddress(ofOther.poll(), port));
            }
        }
        return order;
    }
}
