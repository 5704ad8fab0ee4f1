package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to many members, framed once: as it is, and compressed where some of them want it so. Counted as a
 * Netty buffer is; the bytes never change. Any thread.
 */
public final class SharedFrame {
    private final int size;
    private final ByteBuf plain;
    private final @Nullable ByteBuf compressed;

    private SharedFrame(int size, ByteBuf plain, @Nullable ByteBuf compressed) {
        this.size = size;
        this.plain = plain;
        this.compressed = compressed;
    }

    /** A server's frame that is compressed for nobody, with one reference. */
    public static SharedFrame of(Opcode opcode, byte[] payload) {
        return of(opcode, payload, null);
    }

    /** A server's frame, with one reference. */
    public static SharedFrame of(Opcode opcode, byte[] payload, byte @Nullable [] compressed) {
        FrameEncoder encoder = FrameEncoder.server();
        int length = encoder.encodedLength(payload.length);
        ByteBuf plain = Unpooled.directBuffer(length, length);
        encoder.encode(plain.internalNioBuffer(0, length), opcode, payload);
        plain.writerIndex(length);
        if (compressed == null) {
            return new SharedFrame(payload.length, plain, null);
        }
        int shorter = encoder.encodedLength(compressed.length);
        ByteBuf second = Unpooled.directBuffer(shorter, shorter);
        encoder.encodeCompressed(second.internalNioBuffer(0, shorter), opcode, compressed);
        return new SharedFrame(payload.length, plain, second.writerIndex(shorter));
    }

    /** Bytes of the message. */
    public int size() {
        return size;
    }

    /** Whether a connection with that compression, if any, gets the compressed form. */
    boolean isCompressedFor(@Nullable ConnectionDeflate deflate) {
        return compressed != null && deflate != null && deflate.suitsAll();
    }

    /** The bytes for such a connection. */
    ByteBuf bytesFor(@Nullable ConnectionDeflate deflate) {
        return compressed != null && deflate != null && deflate.suitsAll() ? compressed : plain;
    }

    /** One reference more. */
    public void retain() {
        plain.retain();
        if (compressed != null) {
            compressed.retain();
        }
    }

    /** One reference less; the last gives the memory back. */
    public void release() {
        plain.release();
        if (compressed != null) {
            compressed.release();
        }
    }
}
