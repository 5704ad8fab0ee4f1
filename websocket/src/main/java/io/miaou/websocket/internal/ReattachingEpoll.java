package io.miaou.websocket.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll, with one fault mended: a channel that wanted no event for a while can want one again.
 *
 * <p>Since 4.2.13, and up to 4.2.20 at least, Netty takes a channel that wants no event out of the epoll set, so that a reset
 * of a half-closed connection does not wake the loop for ever. But it does not remember that it did, and when the channel wants
 * an event again it tries to change an entry that is not there: {@code epoll_ctl} says ENOENT, and the channel is closed. A
 * channel wants nothing once its peer has closed its direction (FIN) and nothing is being read; so a half-closed client would
 * be cut off in an answer that does not fit the socket's buffer, and one that sent and closed while its handler was behind
 * would lose what it sent. Here such a channel is registered anew. Each object belongs to one loop.
 */
final class ReattachingEpoll implements IoHandler {
    private final IoHandler epoll;

    private ReattachingEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new ReattachingEpoll(factory.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(handle, epoll.register(handle));
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    private final class Registration implements IoRegistration {
        private final IoHandle handle;
        private IoRegistration current;
        private boolean attached; // whether Netty believes that the channel is in the epoll set
        private boolean removed; // whether it took it out since

        Registration(IoHandle handle, IoRegistration first) {
            this.handle = handle;
            this.current = first;
        }

        @Override
        public long submit(IoOps ops) {
            if (ops.equals(EpollIoOps.NONE)) {
                removed = attached;
            } else if (removed) {
                reattach();
            } else {
                attached = true;
            }
            return current.submit(ops);
        }

        private void reattach() {
            current.cancel();
            try {
                current = epoll.register(handle);
            } catch (Exception error) {
                throw new IllegalStateException("a channel cannot be registered again", error);
            }
            removed = false;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
        public <T> @Nullable T attachment() {
            return current.attachment();
        }

        @Override
        public boolean isValid() {
            return current.isValid();
        }

        @Override
        public boolean cancel() {
            return current.cancel();
        }
    }
}
