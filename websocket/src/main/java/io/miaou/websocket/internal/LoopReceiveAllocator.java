package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Guesses how large a buffer the next read needs, once per loop instead of once per connection: the connections of a loop
 * are read one after the other, and what Netty remembers of a read ends with it but for the guess, which they share.
 *
 * <p>For transports that read when the kernel says that they can. One that hands its buffer to the kernel beforehand keeps
 * several reads open, and each needs a memory of its own. A channel that moves to another loop takes no guess along: what it
 * holds is the same object as everybody has, which asks for the guess of the loop that it is called on. Loops' threads only.
 */
final class LoopReceiveAllocator implements RecvByteBufAllocator {
    private static final int READS_IN_A_ROW = 16; // Netty's own number for a stream

    private final AdaptiveRecvByteBufAllocator perLoop = new AdaptiveRecvByteBufAllocator();
    private final FastThreadLocal<ExtendedHandle> handles = new FastThreadLocal<>() {
        @Override
        protected ExtendedHandle initialValue() {
            return (ExtendedHandle) perLoop.newHandle();
        }
    };

    private final ExtendedHandle ofCurrentLoop = new OfCurrentLoop();

    LoopReceiveAllocator() {
        perLoop.maxMessagesPerRead(READS_IN_A_ROW);
    }

    @Override
    public ExtendedHandle newHandle() {
        return ofCurrentLoop;
    }

    private final class OfCurrentLoop implements ExtendedHandle {
        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return handles.get().allocate(allocator);
        }

        @Override
        public int guess() {
            return handles.get().guess();
        }

        @Override
        public void reset(ChannelConfig config) {
            handles.get().reset(config);
        }

        @Override
        public void incMessagesRead(int count) {
            handles.get().incMessagesRead(count);
        }

        @Override
        public void lastBytesRead(int bytes) {
            handles.get().lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return handles.get().lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            handles.get().attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return handles.get().attemptedBytesRead();
        }

        @Override
        public boolean continueReading() {
            return handles.get().continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return handles.get().continueReading(maybeMore);
        }

        @Override
        public void readComplete() {
            handles.get().readComplete();
        }
    }
}
