package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Joins input that waits with input that comes. */
final class Buffers {
    private Buffers() {}

    /**
     * One buffer with the bytes of both; takes over both references, of which nobody else may hold one. What waits grows in
     * place and by doubling, so that a peer who sends byte by byte while nothing is read costs no more than his bytes.
     */
    static ByteBuf join(@Nullable ByteBuf waiting, ByteBuf fresh) {
        if (waiting == null) {
            return fresh;
        }
        try {
            waiting.discardSomeReadBytes();
            waiting.writeBytes(fresh);
            return waiting;
        } finally {
            fresh.release();
        }
    }

    /** The same of what came from the network, which is counted. */
    static ByteBuf receive(@Nullable ByteBuf waiting, ByteBuf fresh, WebSocketMetrics metrics) {
        metrics.bytesReceived(fresh.readableBytes());
        return join(waiting, fresh);
    }

    /** Gives back what there is; what is left of it is nothing. */
    static @Nullable ByteBuf release(@Nullable ByteBuf waiting) {
        if (waiting != null) {
            waiting.release();
        }
        return null;
    }
}
