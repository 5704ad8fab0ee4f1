package io.miaou.bench.codec;

import io.miaou.protocol.websocket.FrameDecoder;
import io.miaou.protocol.websocket.InboundBudget;
import io.miaou.protocol.websocket.MessageLimits;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A client's frame in direct memory becomes its payload: unmasked, checked to be UTF-8 when it is text. Ours is an array of the
 * heap, the application's to keep. Netty's is a pooled buffer, released at once; and once more what an application has to do
 * that wants to keep it, or to work on it on a thread of its own: the same with a copy to an array.
 */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class DecodeBenchmark extends CodecBenchmark {
    /** Bytes of the payload: a word, the longest short frame, a message, a large one. */
    @Param({"16", "125", "1024", "65536"})
    public int bytes;

    /** What the frame carries. */
    public enum Kind {
        /** Bytes. */
        BINARY,
        /** ASCII text. */
        TEXT
    }

    /** What the frame carries. */
    @Param
    public Kind kind;

    private final FrameDecoder decoder = new FrameDecoder(Side.SERVER, MessageLimits.DEFAULTS, InboundBudget.UNLIMITED);
    private final NettyPeer peer = new NettyPeer(false);
    private ByteBuffer frame;
    private ByteBuf peersFrame;

    /** For JMH. */
    public DecodeBenchmark() {}

    /** Builds the frame. */
    @Setup
    public void prepare() {
        frame = Payloads.maskedFrame(kind == Kind.TEXT ? Opcode.TEXT : Opcode.BINARY, Payloads.ascii(bytes));
        peersFrame = Unpooled.directBuffer(frame.remaining()).writeBytes(frame.duplicate());
    }

    /** Gives the peer's buffer back. */
    @TearDown
    public void end() {
        peersFrame.release();
    }

    /** Ours. */
    @Benchmark
    public byte[] miaou() {
        frame.position(0);
        FrameDecoder.Event event = decoder.next(frame);
        if (event == FrameDecoder.Event.NEED_INPUT || event == FrameDecoder.Event.VIOLATION) {
            throw new IllegalStateException("the decoder says " + event);
        }
        return decoder.payload();
    }

    /** Netty's. */
    @Benchmark
    public Object netty() throws Exception {
        WebSocketFrame decoded = peer.decode(peersFrame);
        if (kind == Kind.TEXT) {
            peer.validate(decoded);
        } else {
            decoded.release();
        }
        return decoded;
    }

    /** Netty's, and an array of the heap from it. */
    @Benchmark
    public byte[] nettyKept() throws Exception {
        WebSocketFrame decoded = peer.decode(peersFrame);
        byte[] payload = ByteBufUtil.getBytes(decoded.content());
        if (kind == Kind.TEXT) {
            peer.validate(decoded);
        } else {
            decoded.release();
        }
        return payload;
    }

    /** What Netty makes of the frame. */
    byte[] peersPayload() throws Exception {
        WebSocketFrame decoded = peer.decode(peersFrame);
        byte[] payload = ByteBufUtil.getBytes(decoded.content());
        decoded.release();
        return payload;
    }
}
