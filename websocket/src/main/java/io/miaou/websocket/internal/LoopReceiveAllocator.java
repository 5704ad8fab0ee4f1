package io.miaou.websocket.internal;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Guesses how large a buffer the next read needs, once per loop instead of once per connection: the connections of a loop
 * are read one after the other, and what Netty remembers of a read ends with it but for the guess, which they share.
 *
 * <p>For transports that read when the kernel says that they can. One that hands its buffer to the kernel beforehand keeps
 * several reads open, and each needs a memory of its own. Its handles are made and used on a loop's thread.
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

    LoopReceiveAllocator() {
        perLoop.maxMessagesPerRead(READS_IN_A_ROW);
    }

    @Override
    public ExtendedHandle newHandle() {
        return handles.get();
    }
}
