package io.miaou.websocket.internal;

import io.miaou.websocket.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
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
import java.io.IOException;

/** The classes of Netty that stand behind a {@link Transport}. Immutable. */
record NativeTransport(
        IoHandlerFactory handlerFactory,
        Class<? extends ServerChannel> serverChannel,
        Class<? extends SocketChannel> clientChannel) {
    private static final long MOST_UNSENT = 128 * 1024;

    static NativeTransport of(Transport choice) throws IOException {
        return switch (choice) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
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
        };
    }

    private static NativeTransport epoll() {
        return new NativeTransport(
                ReattachingEpoll.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
    }

    private static NativeTransport nio() {
        return new NativeTransport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    /**
     * Sets the options that only this transport knows. With epoll the kernel keeps no more than {@value #MOST_UNSENT} bytes of a
     * connection that it has not put on the wire: more would only wait there, where no pong can overtake it, and would be
     * asked for in steps of a third of the send buffer, so that a slow but steady reader looked like one that had stopped.
     */
    void tune(ServerBootstrap bootstrap) {
        if (serverChannel == EpollServerSocketChannel.class) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        }
    }

    /** The same for a client's connection. */
    void tune(Bootstrap bootstrap) {
        if (clientChannel == EpollSocketChannel.class) {
            bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
        }
    }
}
