package io.miaou.websocket.internal;

import io.miaou.websocket.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The classes of Netty that stand behind a {@link Transport}. Immutable. */
record NativeTransport(
        IoHandlerFactory handlerFactory,
        Class<? extends ServerChannel> serverChannel,
        Class<? extends SocketChannel> clientChannel) {
    private static final long MOST_UNSENT = 128 * 1024;

    /**
     * Properties of Netty's, read when its first class for io_uring is loaded; a user who sets them has the last word. With a
     * poll that stays, a reset that comes right behind the last bytes is never told, and the connection stays for ever
     * (seen in 4.2.18 on Linux 6.18). An accept that stays goes on accepting after we have asked it to stop at the limit.
     */
    private static final List<String> UNSOUND =
            List.of("io.netty.iouring.pollAddMultishotEnabled", "io.netty.iouring.acceptMultiShotEnabled");

    static NativeTransport of(Transport choice) throws IOException {
        return switch (choice) {
            case AUTO -> epollOrNio();
            case NIO -> nio();
            case EPOLL -> {
                if (!Epoll.isAvailable()) {
                    throw new IOException(
                            "transport EPOLL does not work here: "
                                    + Epoll.unavailabilityCause().getMessage() + "; choose AUTO or NIO",
                            Epoll.unavailabilityCause());
                }
                yield epoll();
            }
            case IO_URING -> ioUring(TransportSelfTest::faultOf);
        };
    }

    /** io_uring if it passes the test, which names its fault; else the next best, with one line in the log. */
    static NativeTransport ioUring(Function<NativeTransport, Optional<String>> selfTest) {
        for (String unsound : UNSOUND) {
            if (System.getProperty(unsound) == null) {
                System.setProperty(unsound, "false");
            }
        }
        Optional<String> fault = IoUring.isAvailable()
                ? selfTest.apply(ioUring())
                : Optional.of(String.valueOf(IoUring.unavailabilityCause().getMessage()));
        if (fault.isEmpty()) {
            return ioUring();
        }
        NativeTransport instead = epollOrNio();
        RateLimitedLog.LOG.warn(
                "transport",
                "IO_URING does not work here: " + fault.get() + "; using "
                        + (instead.isEpoll() ? Transport.EPOLL : Transport.NIO) + " instead");
        return instead;
    }

    /**
     * One whose channels may move from loop to loop. With io_uring a read may be under way when a channel leaves, and its end, if
     * it comes after that of the registration, ends the whole loop (seen in 4.2.18): the next best is taken, with one line in the log.
     */
    static NativeTransport thatMoves(Transport choice) throws IOException {
        if (choice != Transport.IO_URING) {
            return of(choice);
        }
        NativeTransport instead = epollOrNio();
        RateLimitedLog.LOG.warn(
                "transport",
                "IO_URING cannot move connections between loops, which Socket.IO needs; using "
                        + (instead.isEpoll() ? Transport.EPOLL : Transport.NIO) + " instead");
        return instead;
    }

    private static NativeTransport epollOrNio() {
        return Epoll.isAvailable() ? epoll() : nio();
    }

    private static NativeTransport ioUring() {
        return new NativeTransport(
                IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, IoUringSocketChannel.class);
    }

    private static NativeTransport epoll() {
        return new NativeTransport(
                ReattachingEpoll.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
    }

    private static NativeTransport nio() {
        return new NativeTransport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    private boolean isEpoll() {
        return serverChannel == EpollServerSocketChannel.class;
    }

    private boolean isIoUring() {
        return serverChannel == IoUringServerSocketChannel.class;
    }

    /**
     * Sets the options that only this transport knows. With epoll and io_uring the kernel keeps no more than {@value
     * #MOST_UNSENT} bytes of a connection that it has not put on the wire: more would only wait there, where no pong can
     * overtake it, and would be asked for in steps of a third of the send buffer, so that a slow but steady reader looked like
     * one that had stopped. An io_uring connection has a read under way all the time, so each keeps its own guess of how much
     * comes; its buffer rings are not used.
     */
    void tune(ServerBootstrap bootstrap) {
        if (!isIoUring()) {
            bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, new LoopReceiveAllocator());
        }
        if (isEpoll()) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        } else if (isIoUring()) {
            bootstrap.childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        }
    }

    /** The same for a client's connection. */
    void tune(Bootstrap bootstrap) {
        if (isEpoll()) {
            bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        } else if (isIoUring()) {
            bootstrap.option(IoUringChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        }
    }
}
