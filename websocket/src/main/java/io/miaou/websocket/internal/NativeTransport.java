package io.miaou.websocket.internal;

import io.miaou.websocket.Transport;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;

/** The classes of Netty that stand behind a {@link Transport}. Immutable. */
record NativeTransport(IoHandlerFactory handlerFactory, Class<? extends ServerChannel> serverChannel) {

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
        return new NativeTransport(EpollHandler.newFactory(), EpollServerSocketChannel.class);
    }

    private static NativeTransport nio() {
        return new NativeTransport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }
}
