package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.3: eight bytes at a time is the same as one after the other. */
class MaskingTest {
    @ParameterizedTest
    @ValueSource(ints = {0x37FA213D, 0, -1, 0x01010101, 0x80000000, 0x000000FF, 0x12345678})
    void s5_3_everyLengthOffsetAndPhaseIsOctetITimesKeyOctetIModulo4(int key) {
        for (int length = 0; length <= 64; length++) {
            for (int from = 0; from <= 9; from++) {
                for (int phase = 0; phase < 4; phase++) {
                    byte[] bytes = random(from + length + 9);
                    byte[] expected = masked(bytes, from, from + length, key, phase);
                    Masking.apply(bytes, from, from + length, key, phase);
                    assertThat(bytes)
                            .as("length %d, from %d, phase %d", length, from, phase)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x37FA213D, 0, -1, 0x01010101})
    void s5_3_buffersOfEveryKindAreMaskedByAbsolutePositions(int key) {
        for (int length = 0; length <= 64; length++) {
            for (int from = 0; from <= 9; from++) {
                byte[] bytes = random(from + length + 9);
                byte[] expected = masked(bytes, from, from + length, key, 0);
                for (ByteBuffer buffer : List.of(
                        ByteBuffer.allocate(bytes.length),
                        ByteBuffer.allocateDirect(bytes.length),
                        ByteBuffer.allocate(bytes.length + 3).slice(3, bytes.length))) {
                    buffer.put(bytes).clear();
                    Masking.apply(buffer, from, from + length, key);
                    byte[] after = new byte[bytes.length];
                    buffer.get(after);
                    assertThat(after).as("length %d, from %d", length, from).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x37FA213D, 0, -1, 0x01010101})
    void s5_3_whatIsTakenFromABufferOfAnyKindIsUnmaskedOnTheWay(int key) {
        for (int length = 0; length <= 64; length++) {
            for (int from = 0; from <= 9; from++) {
                byte[] bytes = random(from + length + 9);
                byte[] expected = Arrays.copyOfRange(masked(bytes, from, from + length, key, 0), from, from + length);
                for (ByteBuffer buffer : List.of(
                        ByteBuffer.allocate(bytes.length),
                        ByteBuffer.allocateDirect(bytes.length),
                        ByteBuffer.allocate(bytes.length + 3).slice(3, bytes.length))) {
                    buffer.put(bytes).clear().position(from);
                    byte[] taken = new byte[length];
                    Masking.take(buffer, taken, key);
                    assertThat(taken).as("length %d, from %d", length, from).isEqualTo(expected);
                    assertThat(buffer.position()).isEqualTo(from + length);
                }
            }
        }
    }

    @Test
    void s5_3_maskingTwiceIsNothing() {
        byte[] bytes = random(1_000);
        byte[] before = bytes.clone();
        Masking.apply(bytes, 0, 1_000, 0x37FA213D, 0);
        assertThat(bytes).isNotEqualTo(before);
        Masking.apply(bytes, 0, 1_000, 0x37FA213D, 0);
        assertThat(bytes).isEqualTo(before);
    }

    @Test
    void s5_3_inPiecesEachGoesOnWhereTheLastEnded() {
        byte[] whole = random(100);
        byte[] pieces = whole.clone();
        Masking.apply(whole, 0, 100, 0x12345678, 0);
        for (int at = 0, size = 1; at < 100; at += size, size = size % 13 + 1) {
            Masking.apply(pieces, at, Math.min(100, at + size), 0x12345678, at & 3);
        }
        assertThat(pieces).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x2A2A2A2A, 0x00FF00FF, 0x000000FF, 0xFF000000})
    void f17_framesWithAnyMaskAreReadAsTheyWereMeant(int key) {
        byte[] text = Bytes.utf8("Hello, κόσμε 😀, and so on past eight bytes");
        Wire wire = Wire.to(Side.SERVER).key(key).frame(0x81, text);
        wire.key(key).frame(0x01, text).key(key).frame(0x89, text).key(key).frame(0x80, text);
        String twice = Heard.line("text", Bytes.join(text, text));
        Feeding.require(
                "key " + key, Side.SERVER, wire, List.of(Heard.line("text", text), Heard.line("ping", text), twice));
    }

    @Test
    void f17_aClientDrawsANewKeyForEveryFrame() {
        List<Integer> drawn = new ArrayList<>();
        Random source = new Random(17);
        FrameEncoder encoder = FrameEncoder.client(() -> {
            drawn.add(source.nextInt());
            return drawn.getLast();
        });
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            seen.add(ByteBuffer.wrap(encoder.frame(Opcode.TEXT, Bytes.utf8("same")))
                    .getInt(2));
        }
        assertThat(seen).isEqualTo(drawn).doesNotHaveDuplicates();
    }

    private static byte[] masked(byte[] bytes, int from, int to, int key, int phase) {
        byte[] octets = ByteBuffer.allocate(4).putInt(key).array();
        byte[] result = bytes.clone();
        for (int i = from; i < to; i++) {
            result[i] ^= octets[(i - from + phase) % 4];
        }
        return result;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
