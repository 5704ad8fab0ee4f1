package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compressing, alone and with a context, and the frames of it. */
class MessageDeflaterTest {
    private static final byte[] MESSAGE = Bytes.utf8("{\"user\":\"Ada\",\"text\":\"Hello\"}".repeat(20));

    private final CountingResources resources = new CountingResources();

    @Test
    void s7_2_1_theTailIsTakenOffAndRsv1IsSet() {
        byte[] compressed =
                compressed(MessageDeflater.compressAlone(Bytes.utf8("HelloHelloHelloHello"), true, resources));
        assertThat(compressed).endsWith(0).hasSizeLessThan(20);
        byte[] frame = FrameEncoder.server().compressedFrame(Opcode.TEXT, compressed);
        assertThat(frame).isEqualTo(Wire.to(Side.CLIENT).frame(0xC1, compressed).bytes());
        ByteBuffer out = ByteBuffer.allocate(100);
        FrameEncoder.client(() -> 0x37FA213D).encodeCompressed(out, Opcode.BINARY, compressed);
        assertThat(out.flip())
                .isEqualTo(Wire.to(Side.SERVER).frame(0xC2, compressed).buffer());
        for (Opcode opcode : List.of(Opcode.PING, Opcode.PONG, Opcode.CLOSE, Opcode.CONTINUATION)) {
            assertThatThrownBy(() -> FrameEncoder.server().compressedFrame(opcode, compressed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(opcode.toString());
        }
    }

    @Test
    void oneCompressedFormSuitsEveryConnection() {
        byte[] shared = compressed(MessageDeflater.compressAlone(MESSAGE, true, resources));
        assertThat(shared).hasSizeLessThan(MESSAGE.length / 8);
        byte[] frame = FrameEncoder.server().compressedFrame(Opcode.TEXT, shared);
        for (DeflateParameters agreed : List.of(Deflated.ALONE, Deflated.TAKEOVER)) {
            assertThat(hear(agreed, frame, frame))
                    .containsOnly(Heard.line("text", MESSAGE))
                    .hasSize(2);
        }
        assertThat(resources.lent()).isZero();
    }

    @Test
    void aContextMakesWhatComesAgainSmallerAndMayBeForgotten() {
        MessageDeflater deflater = new MessageDeflater(Deflated.TAKEOVER, Side.SERVER, resources);
        assertThat(deflater.keepsContext()).isTrue();
        FrameEncoder encoder = FrameEncoder.server();
        byte[] first = compressed(deflater.compress(MESSAGE));
        byte[] second = compressed(deflater.compress(MESSAGE));
        assertThat(second).hasSizeLessThan(first.length / 2);
        byte[] empty = compressed(deflater.compress(new byte[0]));
        assertThat(empty).containsExactly(0);
        byte[] past = compressed(MessageDeflater.compressAlone(Bytes.utf8("another ".repeat(10)), true, resources));
        deflater.forget();
        byte[] third = compressed(deflater.compress(MESSAGE));
        assertThat(third).isEqualTo(first);
        byte[] fourth = compressed(deflater.compress(MESSAGE));
        List<String> heard = hear(
                Deflated.TAKEOVER,
                encoder.compressedFrame(Opcode.TEXT, first),
                encoder.compressedFrame(Opcode.TEXT, second),
                encoder.compressedFrame(Opcode.TEXT, empty),
                encoder.compressedFrame(Opcode.TEXT, past),
                encoder.compressedFrame(Opcode.TEXT, third),
                encoder.frame(Opcode.TEXT, Bytes.utf8("plain")),
                encoder.compressedFrame(Opcode.TEXT, fourth));
        assertThat(heard)
                .containsExactly(
                        Heard.line("text", MESSAGE),
                        Heard.line("text", MESSAGE),
                        "text ",
                        Heard.line("text", Bytes.utf8("another ".repeat(10))),
                        Heard.line("text", MESSAGE),
                        Heard.line("text", Bytes.utf8("plain")),
                        Heard.line("text", MESSAGE));
        assertThat(resources.lent()).isOne();
        deflater.discard();
        resources.requireAllGivenBack();
    }

    @Test
    void whatDoesNotBecomeSmallerGoesAsItIs() {
        byte[] noise = new byte[1_000];
        new Random(1).nextBytes(noise);
        assertThat(MessageDeflater.compressAlone(noise, true, resources)).isNull();
        assertThat(MessageDeflater.compressAlone(new byte[0], true, resources)).isNull();
        assertThat(MessageDeflater.compressAlone(new byte[1], true, resources)).isNull();
        assertThat(new MessageDeflater(Deflated.ALONE, Side.CLIENT, resources).compress(noise))
                .isNull();
    }

    @Test
    void s7_1_2_withASmallWindowThereIsNoBackReferenceAndNoContext() {
        DeflateParameters small = new DeflateParameters(false, false, 9, 15);
        MessageDeflater deflater = new MessageDeflater(small, Side.SERVER, resources);
        assertThat(deflater.keepsContext()).isFalse();
        byte[] compressed = compressed(deflater.compress(new byte[8_000]));
        assertThat(compressed).as("a bit for each byte at least").hasSizeBetween(1_000, 1_100);
        assertThat(deflater.compress(new byte[8_000])).isEqualTo(compressed);
        assertThat(hear(small, FrameEncoder.server().compressedFrame(Opcode.BINARY, compressed)))
                .containsExactly(Heard.line("binary", new byte[8_000]));
        assertThat(new MessageDeflater(small, Side.CLIENT, resources).keepsContext())
                .isTrue();
        assertThat(resources.lent()).isZero();
    }

    @Test
    void z06_withoutMemoryMessagesGoAsTheyAre() {
        resources.spend();
        assertThat(MessageDeflater.compressAlone(MESSAGE, true, resources)).isNull();
        MessageDeflater deflater = new MessageDeflater(Deflated.TAKEOVER, Side.SERVER, resources);
        assertThat(deflater.compress(MESSAGE)).isNull();
        deflater.forget();
        deflater.discard();
        assertThat(resources.borrowings()).isZero();
    }

    private static byte[] compressed(byte @Nullable [] payload) {
        return Objects.requireNonNull(payload, "sent as it is");
    }

    private List<String> hear(DeflateParameters agreed, byte[]... frames) {
        FrameDecoder decoder =
                new FrameDecoder(Side.CLIENT, Feeding.LIMITS, InboundBudget.UNLIMITED, agreed, resources);
        List<String> heard = new ArrayList<>();
        for (byte[] frame : frames) {
            Feeding.hear(decoder, ByteBuffer.wrap(frame), heard);
        }
        decoder.discard();
        return heard;
    }
}
