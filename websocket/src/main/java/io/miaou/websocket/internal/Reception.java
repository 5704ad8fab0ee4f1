package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.ResponseHead;
import io.miaou.websocket.ServerOptions;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/**
 * Receives connections: finds out who is there, counts it against the cap of its address, and lets it speak. Called on the
 * connection's loop; immutable, but for the counts.
 */
final class Reception {
    /** What goes with 503 to a client over its cap: when it may ask again, in seconds (RFC 9110 §10.2.3). */
    static final Headers LATER = Headers.of("Retry-After", "5");

    private static final byte[] AT_ONCE = HttpHeadEncoder.encode(
            ResponseHead.of(503, LATER.with("Content-Length", "0").with("Connection", "close")));

    private final ServerRuntime server;
    private final ServerOptions options;
    private final AddressCaps caps;
    private final TrustedProxies proxies;

    Reception(ServerRuntime server, ServerOptions options) {
        this.server = server;
        this.options = options;
        this.caps = new AddressCaps(options.limits().maxConnectionsPerIp());
        this.proxies = TrustedProxies.of(options.trustedProxies());
    }

    AddressCaps caps() {
        return caps;
    }

    /** Receives a new connection. Of a stranger no PROXY header is taken: his would be a malformed request. */
    void receive(Channel channel, Loop loop) {
        Visitor visitor = new Visitor(caps, proxies, channel, server.tls() != null);
        if (options.proxyProtocol() && visitor.comesFromProxy()) {
            channel.pipeline()
                    .addLast(new ProxyHeaderReader(
                            this, loop, channel, visitor, options.timeouts().handshakeTimeout()));
        } else {
            enter(channel, loop, visitor);
        }
    }

    /** Lets in a visitor of whom is known who it is, or turns it away, which is false. */
    boolean enter(Channel channel, Loop loop, Visitor visitor) {
        if (!visitor.enter()) {
            turnAway(channel, visitor);
            return false;
        }
        if (caps.isOn()) {
            channel.closeFuture().addListener(closed -> visitor.end());
        }
        ServerTls tls = server.tls();
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel));
        }
        channel.pipeline().addLast(new HttpConnection(server, loop, channel, visitor));
        return true;
    }

    /**
     * Too many connections of its address wait to be told that there are too many: this one is told unasked, and not waited
     * for. A client that reads before it writes, or while it does, sees the answer; one that speaks TLS sees the end, for words
     * would cost a handshake.
     */
    private void turnAway(Channel channel, Visitor visitor) {
        channel.config().setAutoRead(false);
        reportOverCap(visitor);
        if (server.tls() != null) {
            channel.close();
            return;
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(AT_ONCE)).addListener(ChannelFutureListener.CLOSE);
    }

    void reportOverCap(Visitor visitor) {
        server.settings().metrics().limitHit("maxConnectionsPerIp");
        server.settings().metrics().connectionRefused("maxConnectionsPerIp");
        server.peerFault("maxConnectionsPerIp", visitor, "its address has " + caps.cap() + " connections already");
    }

    void reportNoHeader(Visitor visitor, String detail) {
        server.settings().metrics().connectionRefused("no PROXY header");
        server.peerFault("no PROXY header", visitor, detail);
    }
}
