package io.miaou.websocket.internal;

import io.miaou.websocket.internal.AddressCaps.Place;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Who is at the other end of a connection, and the place it takes under the cap of its address. The loop's thread only. */
final class Visitor {
    private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    private final AddressCaps caps;
    private final InetSocketAddress client;
    private long key;
    private Place place = Place.TURNED_AWAY; // that is, not counted

    Visitor(AddressCaps caps, InetSocketAddress client) {
        this.caps = caps;
        this.client = client;
    }

    /** Where a channel leads, as the kernel says; unknown when it was cut already. */
    static InetSocketAddress peerOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
    }

    /** The client's address. */
    InetSocketAddress client() {
        return client;
    }

    /** Takes a place; false when there is none, not even to be told so. */
    boolean enter() {
        InetAddress address = client.getAddress();
        if (!caps.isOn() || address == null) {
            return true;
        }
        key = AddressCaps.keyOf(address);
        place = caps.enter(key);
        return place != Place.TURNED_AWAY;
    }

    /** Gives the place back, if one is taken. */
    void leave() {
        if (place != Place.TURNED_AWAY) {
            caps.leave(key, place);
            place = Place.TURNED_AWAY;
        }
    }

    /** Whether the address has more connections than it may, so that this one is refused. */
    boolean isOverCap() {
        return place == Place.TOLD;
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
