package io.miaou.websocket.internal;

import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.proxy.ForwardedFor;
import io.miaou.websocket.internal.AddressCaps.Place;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who is at the other end of a connection, and the place it takes under the cap of its address.
 *
 * <p>A connection that a client made itself counts for that client until it ends. One that a trusted proxy made carries requests
 * of one client after the other: it counts for the client of the request that it carries, or of the WebSocket that this became,
 * and for nobody in between; a proxy that asks for itself is not counted. The loop's thread only.
 */
final class Visitor {
    private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    private final AddressCaps caps;
    private final TrustedProxies proxies;
    private final InetSocketAddress peer;
    private InetSocketAddress speaker; // whose word the requests are: the peer, or whom it named in front of them
    private InetSocketAddress client;
    private final boolean overTls;
    private boolean secure;
    private long key;
    private Place place = Place.TURNED_AWAY; // that is, not counted
    private boolean overCap;
    private boolean unnamed; // the proxy named no client for the connection: then whoever writes in it is not believed
    private boolean gone;

    Visitor(AddressCaps caps, TrustedProxies proxies, Channel channel, boolean overTls) {
        this.caps = caps;
        this.proxies = proxies;
        // The kernel does not know who it was when the connection is cut already.
        this.peer = channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
        this.speaker = peer;
        this.client = peer;
        this.overTls = overTls;
        this.secure = overTls;
    }

    /** Where the connection comes from. */
    InetSocketAddress peer() {
        return peer;
    }

    /** The client's address; of a trusted proxy's connection, of the request that it carries. */
    InetSocketAddress client() {
        return client;
    }

    /** Whether the client speaks TLS, to this server or as a trusted proxy says. */
    boolean isSecure() {
        return secure;
    }

    boolean comesFromProxy() {
        return proxies.trusts(speaker.getAddress());
    }

    /** The trusted proxy at the other end says that it speaks for this client, for the whole connection. */
    void speaksFor(InetSocketAddress address) {
        speaker = address;
        client = address;
    }

    /** The trusted proxy at the other end says for the whole connection that it speaks for no client that it knows. */
    void speaksForNobody() {
        unnamed = true;
    }

    /** Takes the place of a connection that a client made itself; false when there is none, not even to be told so. */
    boolean enter() {
        return comesFromProxy() || take(client.getAddress());
    }

    /** A request begins: a trusted proxy says in it whose it is. */
    void beginRequest(RequestHead head) {
        if (unnamed || !comesFromProxy()) {
            return;
        }
        client = ForwardedFor.client(head.headers().all("X-Forwarded-For"), speaker, proxies::trusts);
        List<String> schemes = head.headers().all("X-Forwarded-Proto");
        secure = schemes.isEmpty() ? overTls : schemes.getLast().equalsIgnoreCase("https");
        if (!proxies.trusts(client.getAddress())) {
            take(client.getAddress());
        }
    }

    /** The request was answered. */
    void endRequest() {
        if (comesFromProxy()) {
            leave();
        }
    }

    private boolean take(InetAddress address) {
        if (!caps.isOn() || address == null || gone) {
            return true;
        }
        key = AddressCaps.keyOf(address);
        place = caps.enter(key);
        overCap = place != Place.SERVED;
        return place != Place.TURNED_AWAY;
    }

    /** The connection is over: none of what it sent before can take a place any more. */
    void end() {
        leave();
        gone = true;
    }

    private void leave() {
        if (place != Place.TURNED_AWAY) {
            caps.leave(key, place);
            place = Place.TURNED_AWAY;
        }
    }

    /** Whether the address has more connections than it may, so that the request is refused. */
    boolean isOverCap() {
        return overCap;
    }

    @Override
    public String toString() {
        return client.equals(peer) ? peer.toString() : client + " through " + peer;
    }
}
