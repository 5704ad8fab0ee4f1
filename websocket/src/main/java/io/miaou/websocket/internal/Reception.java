package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.ResponseHead;
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
    private final AddressCaps caps;

    Reception(ServerRuntime server) {
        this.server = server;
        this.caps = new AddressCaps(server.options().limits().maxConnectionsPerIp());
    }

    AddressCaps caps() {
        return caps;
    }

    /** Receives a new connection. */
    void receive(Channel channel, Loop loop) {
        Visitor visitor = new Visitor(caps, Visitor.peerOf(channel));
        if (!visitor.enter()) {
            turnAway(channel, visitor);
            return;
        }
        if (caps.isOn()) {
            channel.closeFuture().addListener(closed -> visitor.leave());
        }
        channel.pipeline().addLast(new HttpConnection(server, loop, channel, visitor));
    }

    /**
     * Too many connections of its address wait to be told that there are too many: this one is told unasked, and not waited
     * for. A client that reads before it writes, or while it does, sees the answer.
     */
    private void turnAway(Channel channel, Visitor visitor) {
        channel.config().setAutoRead(false);
        reportOverCap(visitor);
        channel.writeAndFlush(Unpooled.wrappedBuffer(AT_ONCE)).addListener(ChannelFutureListener.CLOSE);
    }

    void reportOverCap(Visitor visitor) {
        server.peerFault("maxConnectionsPerIp", visitor, "its address has " + caps.cap() + " connections already");
    }
}
