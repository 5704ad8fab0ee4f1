package io.miaou.bench.codec;

import io.miaou.protocol.websocket.Utf8Validator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A whole text is checked to be UTF-8, where each codec has it: ours in an array, Netty's in a direct buffer. */
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class Utf8Benchmark extends CodecBenchmark {
    /** Bytes of the payload: a word, the longest short frame, a message, a large one. */
    @Param({"16", "125", "1024", "65536"})
    public int bytes;

    /** What is written. */
    public enum Kind {
        /** One octet each. */
        ASCII("The quick brown fox jumps over t"),
        /** ASCII with an accent now and then. */
        FRENCH("Dès Noël, où un zéphyr haï"),
        /** Two octets each. */
        GREEK("κόσμε"),
        /** Three octets each. */
        JAPANESE("いろはにほへと"),
        /** Four octets each. */
        EMOJI("😀🐈");

        private final String sample;

        Kind(String sample) {
            this.sample = sample;
        }
    }

    /** What is written; those not named here can be asked for. */
    @Param({"ASCII", "GREEK", "EMOJI"})
    public Kind kind;

    private final Object peer = newPeer();
    private byte[] text;
    private ByteBuf peersText;

    /** For JMH. */
    public Utf8Benchmark() {}

    private static Object newPeer() {
        try {
            return NettyInsides.newValidator();
        } catch (Throwable other) {
            throw new IllegalStateException(other);
        }
    }

    /** Builds the texts. */
    @Setup
    public void prepare() {
        text = Payloads.text(kind.sample, bytes);
        peersText = ByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(text);
    }

    /** Gives the peer's buffer back. */
    @TearDown
    public void end() {
        peersText.release();
    }

    /** Ours. */
    @Benchmark
    public boolean miaou() {
        return Utf8Validator.isValid(text);
    }

    /** Netty's. */
    @Benchmark
    public Object netty() throws Throwable {
        NettyInsides.validate(peer, peersText);
        return peer;
    }
}
