package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Joins input that waits with input that comes. */
final class Buffers {
    private Buffers() {}

    /** One buffer with the bytes of both; takes over both references. Copies only when something waits, which is rare. */
    static ByteBuf join(@Nullable ByteBuf waiting, ByteBuf fresh) {
        if (waiting == null) {
            return fresh;
        }
        try {
            ByteBuf joined = fresh.alloc().buffer(waiting.readableBytes() + fresh.readableBytes());
            return joined.writeBytes(waiting).writeBytes(fresh);
        } finally {
            waiting.release();
            fresh.release();
        }
    }
}
