package io.miaou.bench.codec;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * An application's bytes become a frame in direct memory, as a native transport wants it, in a buffer of the same pool for both.
 *
 * <p>Netty leaves an unmasked payload above 1 KiB where it is and puts a header before it: there its payload is brought into
 * direct memory by one copy, which the transport would make otherwise. Below, the encoder copies, so it is given the array.
 */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class EncodeBenchmark extends CodecBenchmark {
    /** Bytes of the payload: a word, the longest short frame, a message, a large one. */
    @Param({"16", "125", "1024", "65536"})
    public int bytes;

    private static final int PEER_COPIES_UP_TO = 1024;

    /** Whose frame it is. */
    public enum Kind {
        /** Unmasked. */
        SERVER,
        /** Masked. */
        CLIENT
    }

    /** Whose frame it is. */
    @Param
    public Kind kind;

    private FrameEncoder encoder;
    private NettyPeer peer;
    private byte[] payload;

    /** For JMH. */
    public EncodeBenchmark() {}

    /** Builds the encoders. */
    @Setup
    public void prepare() {
        encoder = kind == Kind.CLIENT ? FrameEncoder.client(() -> Payloads.KEY) : FrameEncoder.server();
        peer = new NettyPeer(kind == Kind.CLIENT);
        payload = Payloads.ascii(bytes);
    }

    /** Ours. */
    @Benchmark
    public int miaou() {
        int length = encoder.encodedLength(payload.length);
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(length);
        encoder.encode(frame.internalNioBuffer(0, length), Opcode.BINARY, payload);
        frame.writerIndex(length);
        int written = frame.readableBytes();
        frame.release();
        return written;
    }

    /** Netty's. */
    @Benchmark
    public int netty() throws Exception {
        boolean copies = kind == Kind.CLIENT || payload.length <= PEER_COPIES_UP_TO;
        ByteBuf content = copies
                ? Unpooled.wrappedBuffer(payload)
                : ByteBufAllocator.DEFAULT.directBuffer(payload.length).writeBytes(payload);
        peer.encode(new BinaryWebSocketFrame(content));
        return peer.release();
    }
}
