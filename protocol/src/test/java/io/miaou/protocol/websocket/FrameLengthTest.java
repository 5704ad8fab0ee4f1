package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.2, §10.4: what a peer announces is judged before anything is allocated for it. */
class FrameLengthTest {
    private static final int LIMIT = 1_000_000;
    private static final byte[] NOTHING = new byte[0];

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_s5_2_lengthsNotInTheirShortestFormFailWith1002(Side reader) {
        for (long length : new long[] {0, 1, 124, 125}) {
            requireVerdict(reader, 16, length, 1002, 4);
            requireVerdict(reader, 64, length, 1002, 10);
        }
        for (long length : new long[] {126, 127, 128, 255, 256, 65_534, 65_535}) {
            requireVerdict(reader, 64, length, 1002, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_s5_2_a64BitLengthWithItsTopBitSetFailsWith1002AtThatOctet(Side reader) {
        for (long length : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 5, -1, -(1L << 32)}) {
            requireVerdict(reader, 64, length, 1002, 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_s10_4_lengthsBeyondTheLimitFailWith1009AsSoonAsTheyAreRead(Side reader) {
        for (long length : new long[] {LIMIT + 1, 1L << 31, 1L << 32, (1L << 32) + 5, Long.MAX_VALUE}) {
            requireVerdict(reader, 64, length, 1009, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_s10_4_continuationBeyondWhatIsLeftFailsWith1009BeforeItsPayload(Side reader) {
        for (long length : new long[] {LIMIT - 4, LIMIT, Long.MAX_VALUE}) {
            CountingBudget budget = CountingBudget.unlimited();
            FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(LIMIT, 1_000), budget);
            Wire wire = Wire.to(reader).frame(0x01, Bytes.utf8("Hello")).frame(0x80, 64, length, NOTHING);

            assertThat(decoder.next(wire.buffer())).isEqualTo(FrameDecoder.Event.VIOLATION);
            assertThat(decoder.violation().closeCode()).isEqualTo(1009);
            assertThat(decoder.violation().detail())
                    .as("no overflow in what is told")
                    .doesNotContain("-");
            assertThat(budget.peak()).isLessThanOrEqualTo(MessageBuffer.SMALLEST);
            assertThat(budget.held()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_theAnnouncedLengthSetsNoSizeOnlyArrivedBytesDo(Side reader) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(1 << 30, 1_000), budget);
        ByteBuffer wire =
                Wire.to(reader).frame(0x82, 64, 1 << 30, Bytes.repeated(10, 7)).buffer();

        assertThat(decoder.next(wire)).isEqualTo(FrameDecoder.Event.NEED_INPUT);
        assertThat(budget.peak()).isLessThanOrEqualTo(MessageBuffer.SMALLEST);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f08_exactlyTheLimitPassesInOneFrame(Side reader) {
        FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(LIMIT, 1_000), InboundBudget.UNLIMITED);
        List<String> heard = new ArrayList<>();
        Feeding.hear(
                decoder, Wire.to(reader).frame(0x82, Bytes.repeated(LIMIT, 1)).buffer(), heard);
        assertThat(heard).containsExactly(Heard.line("binary", Bytes.repeated(LIMIT, 1)));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f05_s5_5_controlFramesOf126BytesOrMoreFailWith1002AtTheirSecondOctet(Side reader) {
        for (int first : new int[] {0x88, 0x89, 0x8A}) {
            for (int size : new int[] {126, 127, 200, 65_535, 65_536}) {
                Wire wire = Wire.to(reader).frame(first, Bytes.repeated(size, 0));
                Feeding.require("control frame of " + size, reader, wire, List.of("fail 1002"));
                assertThat(Feeding.octetsToVerdict(reader, wire.bytes())).isEqualTo(2);
            }
            Wire longForm = Wire.to(reader).frame(first, 16, 5, Bytes.utf8("Hello"));
            Feeding.require("short control frame in a long form", reader, longForm, List.of("fail 1002"));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f05_s5_5_controlFramesWithoutFinFailWith1002AtTheirFirstOctet(Side reader) {
        for (int first : new int[] {0x08, 0x09, 0x0A}) {
            for (int size : new int[] {0, 2, 125}) {
                Wire wire = Wire.to(reader).frame(first, Bytes.repeated(size, 3));
                Feeding.require("control frame without FIN", reader, wire, List.of("fail 1002"));
                assertThat(Feeding.octetsToVerdict(reader, wire.bytes())).isEqualTo(1);
            }
        }
    }

    /** Whole and byte by byte: the code, the octet at which it is known, and that nothing was reserved. */
    private static void requireVerdict(Side reader, int form, long length, int code, int octet) {
        for (int first : new int[] {0x81, 0x82, 0x01, 0x02}) {
            byte[] wire = Wire.to(reader).frame(first, form, length, NOTHING).bytes();
            for (int step : new int[] {1, wire.length}) {
                CountingBudget budget = CountingBudget.unlimited();
                FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(LIMIT, 1_000), budget);
                int fed = 0;
                while (fed < wire.length
                        && decoder.next(ByteBuffer.wrap(wire, fed, step)) == FrameDecoder.Event.NEED_INPUT) {
                    fed += step;
                }
                String what = "length " + length + " in " + form + " bits, steps of " + step;
                assertThat(fed).as(what).isEqualTo(step == 1 ? octet - 1 : 0);
                assertThat(decoder.violation().closeCode()).as(what).isEqualTo(code);
                assertThat(budget.reservations()).as(what).isZero();
            }
        }
    }
}
