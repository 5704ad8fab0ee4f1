package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.4, §10.4: large messages, whole, in many fragments and in small chops; and what the heap holds for them. */
class LargeMessageConformanceTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_messagesOf64KibTo16MibInOneFrame(Side reader) {
        for (int size : new int[] {64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB}) {
            byte[] message = letters(size);
            byte[] wire = Wire.to(reader).frame(0x81, message).bytes();
            requireHeard(reader, wire, wire.length, Heard.line("text", message));
            requireHeard(reader, wire, 16 * KIB, Heard.line("text", message)); // as reads from a socket come
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_aMessageOf4MibInFragmentsOf64BytesTo1Mib(Side reader) {
        byte[] message = letters(4 * MIB);
        for (int fragment : new int[] {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB}) {
            byte[] wire = fragmented(reader, 0x02, message, fragment).bytes();
            requireHeard(reader, wire, wire.length, Heard.line("binary", message));
            requireHeard(reader, wire, 64 * KIB - 1, Heard.line("binary", message));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_aMessageOfAMebibyteInChopsOf64BytesTo64Kib(Side reader) {
        byte[] message = letters(MIB);
        byte[] wire = Wire.to(reader).frame(0x81, message).bytes();
        for (int chop : new int[] {64, 128, 256, 997, 1_460, 4 * KIB, 64 * KIB}) {
            requireHeard(reader, wire, chop, Heard.line("text", message));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_aMessageFragmentedByAnIntermediaryIsTheSameMessage(Side reader) {
        byte[] message = letters(65_536);
        Wire wire = fragmented(reader, 0x01, message, 1_300);
        Feeding.require("fragments of 1,300", reader, wire, List.of(Heard.line("text", message)));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f10_aMegabyteInSegmentsOfOneByteIsAcceptedInTwiceItsSize(Side reader) {
        byte[] message = letters(1_000_000);
        byte[] wire = Wire.to(reader).frame(0x81, message).bytes();
        CountingBudget budget = requireHeard(reader, wire, 1, Heard.line("text", message));
        assertThat(budget.peak()).isLessThanOrEqualTo(message.length);
        assertThat(budget.peakWhileCopying()).isLessThanOrEqualTo(2L * message.length);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f10_65536FragmentsOf64BytesAreAcceptedInTwiceTheirSize(Side reader) {
        byte[] message = letters(65_536 * 64);
        byte[] wire = fragmented(reader, 0x01, message, 64).bytes();
        CountingBudget budget = requireHeard(reader, wire, wire.length, Heard.line("text", message));
        assertThat(budget.peak()).isLessThanOrEqualTo(2L * message.length);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f10_aMillionFragmentsOfOneByteTakeNoMoreThanTheirBytes(Side reader) {
        byte[] message = letters(1_000_000);
        byte[] wire = fragmented(reader, 0x02, message, 1).bytes();
        CountingBudget budget = requireHeard(reader, wire, 1_460, Heard.line("binary", message));
        assertThat(budget.peak()).isLessThanOrEqualTo(2L * message.length);
        assertThat(budget.reservations()).as("grown by doubling").isLessThan(20);
    }

    private static Wire fragmented(Side reader, int opcode, byte[] message, int size) {
        Wire wire = Wire.to(reader);
        for (int at = 0; at < message.length; at += size) {
            int end = Math.min(message.length, at + size);
            int fin = end == message.length ? 0x80 : 0;
            wire.frame(fin | (at == 0 ? opcode : 0), Arrays.copyOfRange(message, at, end));
        }
        return wire;
    }

    private static CountingBudget requireHeard(Side reader, byte[] wire, int chop, String expected) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, Feeding.LIMITS, budget);
        List<String> heard = new ArrayList<>();
        for (int at = 0; at < wire.length; at += chop) {
            Feeding.hear(decoder, ByteBuffer.wrap(wire, at, Math.min(chop, wire.length - at)), heard);
        }
        assertThat(heard).as("chops of %d", chop).containsExactly(expected);
        assertThat(budget.held()).isZero();
        return budget;
    }

    private static byte[] letters(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ('a' + (bytes[i] & 0x0F));
        }
        return bytes;
    }
}
