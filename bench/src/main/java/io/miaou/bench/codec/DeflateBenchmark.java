package io.miaou.bench.codec;

import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.FrameDecoder;
import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.InboundBudget;
import io.miaou.protocol.websocket.MessageDeflater;
import io.miaou.protocol.websocket.MessageLimits;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A server compresses a message to the payload of a frame, or reads a client's compressed frame up to the message; zlib's level 6
 * for both. The messages change from call to call, so that a context holds words and not the message itself.
 */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class DeflateBenchmark extends CodecBenchmark {
    private static final int ALL = 1 << 17; // four times the window

    /** What is done. */
    public enum Kind {
        /** Compressing, each message by itself. */
        COMPRESS,
        /** Compressing with context takeover. */
        COMPRESS_CONTEXT,
        /** Inflating, each message by itself. */
        INFLATE,
        /** Inflating with context takeover. */
        INFLATE_CONTEXT
    }

    /** What is done. */
    @Param
    public Kind kind;

    /** Bytes of the message: below that nobody would compress. */
    @Param({"125", "1024", "65536"})
    public int bytes;

    private final KeptDeflate pool = new KeptDeflate(NettyDeflate.LEVEL);
    private final NettyPeer peersFrames = new NettyPeer(false);
    private MessageDeflater deflater;
    private FrameDecoder decoder;
    private NettyDeflate peer;
    private byte[][] messages;
    private ByteBuffer[] frames;
    private ByteBuf[] peersInput;
    private int next;
    private int peersNext;

    /** For JMH. */
    public DeflateBenchmark() {}

    /** Builds messages, and frames of them. */
    @Setup
    public void prepare() {
        boolean context = kind == Kind.COMPRESS_CONTEXT || kind == Kind.INFLATE_CONTEXT;
        DeflateParameters agreed = new DeflateParameters(!context, !context, 15, 15);
        deflater = new MessageDeflater(agreed, Side.SERVER, pool);
        decoder = new FrameDecoder(Side.SERVER, MessageLimits.DEFAULTS, InboundBudget.UNLIMITED, agreed, pool);
        peer = new NettyDeflate(context);
        messages = Payloads.prose(ALL / bytes, bytes);
        frames = new ByteBuffer[messages.length];
        peersInput = new ByteBuf[messages.length];
        MessageDeflater client = new MessageDeflater(agreed, Side.CLIENT, pool);
        for (int i = 0; i < messages.length; i++) {
            frames[i] = compressedFrame(client.compress(messages[i]));
            peersInput[i] = Unpooled.directBuffer(frames[i].remaining()).writeBytes(frames[i].duplicate());
        }
        client.discard();
    }

    private static ByteBuffer compressedFrame(byte @Nullable [] payload) {
        if (payload == null) {
            throw new IllegalStateException("prose that does not get smaller");
        }
        FrameEncoder encoder = FrameEncoder.client(() -> Payloads.KEY);
        ByteBuffer frame = ByteBuffer.allocateDirect(encoder.encodedLength(payload.length));
        encoder.encodeCompressed(frame, Opcode.BINARY, payload);
        return frame.flip();
    }

    /** Frees zlib's memory. */
    @TearDown
    public void end() {
        deflater.discard();
        decoder.discard();
        pool.close();
        peer.close();
        for (ByteBuf input : peersInput) {
            input.release();
        }
    }

    /** The messages in turn, from the first: with a context, the order is part of the data. */
    private int after(int index) {
        return index + 1 < messages.length ? index + 1 : 0;
    }

    /** Ours. */
    @Benchmark
    public int miaou() {
        int i = next;
        next = after(i);
        if (kind == Kind.COMPRESS || kind == Kind.COMPRESS_CONTEXT) {
            byte[] payload = deflater.compress(messages[i]);
            return payload == null ? -1 : payload.length;
        }
        frames[i].position(0);
        return decoder.next(frames[i]) == FrameDecoder.Event.BINARY ? decoder.payload().length : -1;
    }

    /** Netty's. */
    @Benchmark
    public int netty() throws Exception {
        int i = peersNext;
        peersNext = after(i);
        if (kind == Kind.COMPRESS || kind == Kind.COMPRESS_CONTEXT) {
            return peer.compress(messages[i]);
        }
        return peer.inflate(peersFrames.decode(peersInput[i]));
    }
}
