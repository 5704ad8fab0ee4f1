package io.miaou.bench.codec;

import io.miaou.protocol.websocket.Masking;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A payload is masked in place, where each codec has it: ours in an array, Netty's in a direct buffer. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class MaskBenchmark extends CodecBenchmark {
    /** Bytes of the payload: a word, the longest short frame, a message, a large one. */
    @Param({"16", "125", "1024", "65536"})
    public int bytes;

    private final WebSocket08FrameDecoder peer = new WebSocket13FrameDecoder(true, false, 1_000_000);
    private byte[] payload;
    private ByteBuf peersPayload;

    /** For JMH. */
    public MaskBenchmark() {}

    /** Builds the payloads. */
    @Setup
    public void prepare() {
        payload = Payloads.ascii(bytes);
        peersPayload = ByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(payload);
        NettyInsides.mask(peer, Payloads.KEY);
    }

    /** Gives the peer's buffer back. */
    @TearDown
    public void end() {
        peersPayload.release();
    }

    /** Ours. */
    @Benchmark
    public byte[] miaou() {
        Masking.apply(payload, 0, payload.length, Payloads.KEY, 0);
        return payload;
    }

    /** Netty's. */
    @Benchmark
    public ByteBuf netty() throws Throwable {
        NettyInsides.unmask(peer, peersPayload);
        return peersPayload;
    }

    /** What everybody writes first. */
    @Benchmark
    public byte[] loop() {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= (byte) (Payloads.KEY >>> (24 - 8 * (i & 3)));
        }
        return payload;
    }
}
