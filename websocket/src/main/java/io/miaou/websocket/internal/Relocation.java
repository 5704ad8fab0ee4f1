package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a channel's pipeline while it moves from the loop that accepted it to the loop of the session that its
 * WebSocket belongs to; law 1 holds for the WebSocket, which is born after the move.
 *
 * <p>The channel stops reading, leaves its event loop's selector when all that the loop is in the middle of is done, and is
 * registered with the other; there this handler gives way to the WebSocket, before the loop looks at an event of the channel. Of a reset or a FIN
 * that comes meanwhile the kernel tells the new selector. Neither loop's shutdown sees the channel on the way: who arrives
 * while the server closes is told so then. One loop's thread after the other.
 */
final class Relocation extends ChannelInboundHandlerAdapter {
    private final ServerRuntime server;
    private final Channel channel;
    private final FrameChannel.Birth birth;
    private @Nullable ByteBuf behind; // what came behind the handshake
    private boolean over;

    private Relocation(ServerRuntime server, Channel channel, FrameChannel.Birth birth, @Nullable ByteBuf behind) {
        this.server = server;
        this.channel = channel;
        this.birth = birth;
        this.behind = behind;
    }

    /** Puts a WebSocket in the place of a connection that spoke HTTP, on the loop that is to be its home. */
    static void begin(HttpConnection connection, FrameChannel.Birth birth) {
        Channel channel = connection.channel();
        Relocation moving = new Relocation(connection.server(), channel, birth, connection.handOver());
        if (birth.home().isCurrent()) {
            moving.arrive(connection);
            return;
        }
        LoopHandler.readOn(channel, false);
        channel.pipeline().replace(connection, null, moving);
        channel.deregister().addListener(moving::left);
    }

    /** It is registered nowhere: nothing can happen to it until it is again. */
    private void left(Future<?> deregistered) {
        if (!over) {
            birth.home().executor().register(channel).addListener(this::registered);
        }
    }

    private void registered(Future<?> registration) {
        if (registration.isSuccess() && channel.isActive() && !over) {
            arrive(this);
        } else {
            fail();
            channel.close();
        }
    }

    /** On the home loop: the WebSocket takes the place of a handler. */
    private void arrive(ChannelHandler before) {
        over = true;
        ByteBuf waiting = behind;
        behind = null;
        FrameChannel webSocket = new FrameChannel(server, channel, birth);
        channel.pipeline().replace(before, null, webSocket);
        LoopHandler.readOn(channel, true);
        webSocket.open(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(ResponseHead.of(101, birth.answer()))), waiting);
        if (server.isClosing()) {
            webSocket.shutDown();
        }
    }

    private void fail() {
        if (!over) {
            over = true;
            behind = Buffers.release(behind);
            birth.failed();
        }
    }

    /** What TLS had deciphered when the connection was told to stop reading. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf fresh = (ByteBuf) message;
        if (over) {
            fresh.release();
        } else {
            behind = Buffers.receive(behind, fresh, server.settings().metrics());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        LoopHandler.logEnd("a connection on its way from one loop to another", error);
        channel.close();
    }
}
