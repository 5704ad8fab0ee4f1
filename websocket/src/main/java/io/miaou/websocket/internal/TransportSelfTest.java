package io.miaou.websocket.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether a transport that this machine offers does what a server needs, found out on a loop of its own before the server
 * starts: a kernel, a container's system call filter or a version of the library may promise io_uring and break it.
 *
 * <p>A client on the loopback address sends some bytes, closes its direction, and must have all of them back, then the end.
 * Some more send a little and reset the connection at once, and the loop must hear the end of each. Blocks the caller,
 * {@value #PATIENCE_MILLIS} ms at most for each step that can hang; typically a few.
 */
final class TransportSelfTest {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int BYTES = 40_000; // more than one read, less than the buffers of a kernel hold

    private static final int RESETS = 32;

    private TransportSelfTest() {}

    /** What the transport does wrong; empty when it works. */
    static Optional<String> faultOf(NativeTransport transport) {
        EventLoopGroup loop = null;
        try {
            loop = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("miaou-self-test", true), transport.handlerFactory());
            CountDownLatch ends = new CountDownLatch(1 + RESETS);
            InetSocketAddress server = listen(transport, loop, ends);
            if (!talk(server)) {
                return Optional.of("it lost or changed bytes");
            }
            reset(server);
            return ends.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    ? Optional.empty()
                    : Optional.of("it did not notice the end of " + ends.getCount() + " connections");
        } catch (IOException | RuntimeException | LinkageError fault) {
            return Optional.of(fault + (fault.getCause() == null ? "" : ", because of " + fault.getCause()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        } finally {
            if (loop != null) {
                loop.shutdownGracefully(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static InetSocketAddress listen(NativeTransport transport, EventLoopGroup loop, CountDownLatch ends)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(transport.serverChannel())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Echo(ends));
                    }
                });
        transport.tune(bootstrap);
        var bound = bootstrap.bind(InetAddress.getLoopbackAddress(), 0);
        if (!bound.awaitUninterruptibly(PATIENCE_MILLIS)) {
            throw new IOException("its loop did not listen in time");
        }
        if (!bound.isSuccess()) {
            throw new IOException(String.valueOf(bound.cause().getMessage()));
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private static boolean talk(InetSocketAddress server) throws IOException {
        byte[] sent = new byte[BYTES];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ((i * 31) >> 3);
        }
        try (Socket client = new Socket()) {
            client.connect(server, PATIENCE_MILLIS);
            client.setSoTimeout(PATIENCE_MILLIS);
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            byte[] back = client.getInputStream().readNBytes(BYTES);
            return Arrays.equals(sent, back) && client.getInputStream().read() < 0;
        }
    }

    private static void reset(InetSocketAddress server) throws IOException {
        for (int i = 0; i < RESETS; i++) {
            try (Socket client = new Socket()) {
                client.connect(server, PATIENCE_MILLIS);
                client.getOutputStream().write(new byte[1 + i]);
                client.setSoLinger(true, 0);
            }
        }
    }

    /** Sends all back, and the end too. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final CountDownLatch ends;

        Echo(CountDownLatch ends) {
            this.ends = ends;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ends.countDown();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                DuplexChannel channel = (DuplexChannel) ctx.channel();
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(flushed -> channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
            ctx.close(); // the client sees it
        }
    }
}
