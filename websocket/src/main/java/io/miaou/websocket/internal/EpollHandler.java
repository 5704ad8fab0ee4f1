package io.miaou.websocket.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll handler, with a connection that was interested in nothing for a while made interested again.
 *
 * <p>Netty takes a file descriptor out of epoll when no event of it is wanted, as a level-triggered hang-up would otherwise
 * wake the loop for ever. But it remembers the descriptor as added (seen in 4.2.13 to 4.2.18): the next wish modifies what is
 * not there, fails with ENOENT and closes the channel. It hits every connection whose peer has shut down its sending side, as
 * soon as a write does not fit into the kernel's buffer or reading goes on after a pause. Here a registration that wants
 * nothing is replaced by a new one, which Netty adds with the first wish. The loop's thread only.
 */
final class EpollHandler implements IoHandler {
    private final IoHandler netty;

    private EpollHandler(IoHandler netty) {
        this.netty = netty;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new EpollHandler(factory.newHandler(executor));
    }

    private final class Registration implements IoRegistration {
        private final IoHandle handle;
        private IoRegistration current;

        Registration(IoHandle handle) throws Exception {
            this.handle = handle;
            this.current = netty.register(handle);
        }

        @Override
        public long submit(IoOps ops) {
            if (ops.equals(EpollIoOps.NONE) && current.isValid()) {
                renew();
                return 0;
            }
            return current.submit(ops);
        }

        private void renew() {
            current.cancel();
            try {
                current = netty.register(handle);
            } catch (Exception error) {
                throw new IllegalStateException("a connection could not be registered again", error);
            }
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // so Netty has it
        public <T> T attachment() {
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

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(handle);
    }

    @Override
    public void initialize() {
        netty.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return netty.run(context);
    }

    @Override
    public void prepareToDestroy() {
        netty.prepareToDestroy();
    }

    @Override
    public void destroy() {
        netty.destroy();
    }

    @Override
    public void wakeup() {
        netty.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return netty.isCompatible(handleType);
    }
}
