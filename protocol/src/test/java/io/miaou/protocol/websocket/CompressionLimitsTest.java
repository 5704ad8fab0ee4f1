package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a compressed message may grow to, and that everything borrowed comes back. */
class CompressionLimitsTest {
    private static final int LIMIT = 1_000_000;
    private static final MessageLimits LIMITS = new MessageLimits(LIMIT, 1_000);
    private static final int KIB_64 = 64 << 10;
    private static final String HELLO = "f248cdc9c90700";

    private final CountingResources resources = new CountingResources();
    private final CountingBudget budget = CountingBudget.unlimited();

    @ParameterizedTest
    @EnumSource(Side.class)
    void z01_aBombOfAGigabyteInOneFrameIsRefusedWith1009AtItsFirstBytes(Side reader) {
        byte[] bomb = Deflated.bomb(1_000);
        assertThat(bomb).hasSizeBetween(LIMIT / 2, LIMIT);
        ByteBuffer wire = Wire.to(reader).frame(0xC2, bomb).buffer();
        FrameDecoder decoder = decoder(reader, Deflated.ALONE);
        assertThat(decoder.next(wire)).isEqualTo(FrameDecoder.Event.VIOLATION);
        requireTooBig(decoder);
        assertThat(wire.position()).as("octets looked at").isLessThan(KIB_64);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z01_aBombOfAGigabyteAcross10000FragmentsIsRefusedWith1009AtItsFirstFragments(Side reader) {
        byte[] bomb = Deflated.bomb(1_000);
        ByteBuffer wire = inFrames(reader, bomb, 10_000);
        FrameDecoder decoder = decoder(reader, Deflated.TAKEOVER);
        assertThat(decoder.next(wire)).isEqualTo(FrameDecoder.Event.VIOLATION);
        requireTooBig(decoder);
        assertThat(wire.position()).as("octets looked at").isLessThan(4_000);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z01_aKilobyteThatHoldsAMegabyteAndAByteIsRefusedOctetByOctetToo(Side reader) {
        for (int over = 0; over <= 1; over++) {
            byte[] payload = Deflated.payload(new byte[LIMIT + over]);
            assertThat(payload).hasSizeLessThan(1_200);
            byte[] wire = Wire.to(reader).frame(0xC1, payload).bytes();
            for (int chop : new int[] {1, 100, wire.length}) {
                FrameDecoder decoder = decoder(reader, Deflated.ALONE);
                List<String> heard = new ArrayList<>();
                for (int at = 0; at < wire.length; at += chop) {
                    Feeding.hear(decoder, ByteBuffer.wrap(wire, at, Math.min(chop, wire.length - at)), heard);
                }
                assertThat(heard)
                        .as("%d over the limit, %d octets at a time", over, chop)
                        .containsExactly(over == 0 ? Heard.line("text", new byte[LIMIT]) : "fail 1009");
                decoder.discard();
            }
        }
        assertThat(budget.held()).isZero();
        assertThat(budget.peakWhileCopying()).isLessThanOrEqualTo(2L * LIMIT + KIB_64);
        resources.requireAllGivenBack();
    }

    @Test
    void z01_whatASmallLimitAllowsIsHeardAndNothingMore() {
        MessageLimits small = new MessageLimits(10, 1_000);
        for (int size = 0; size <= 20; size++) {
            byte[] message = Bytes.repeated(size, 'x');
            byte[] wire =
                    Wire.to(Side.SERVER).frame(0xC1, Deflated.payload(message)).bytes();
            FrameDecoder decoder = new FrameDecoder(Side.SERVER, small, budget, Deflated.ALONE, resources);
            List<String> heard = new ArrayList<>();
            Feeding.hear(decoder, ByteBuffer.wrap(wire), heard);
            assertThat(heard).containsExactly(size <= 10 ? Heard.line("text", message) : "fail 1009");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z01_endlessBlocksThatHoldNothingEndWith1009(Side reader) {
        MessageLimits small = new MessageLimits(8_000, 1_000);
        int most = 8_000 + 1_000 + 1_024;
        for (String block : List.of("000000ffff", "0300")) {
            MessageLimits patient = new MessageLimits(8_000, 10_000);
            FrameDecoder decoder = new FrameDecoder(reader, patient, budget, Deflated.TAKEOVER, resources);
            ByteBuffer begin = Wire.to(reader).frames("41:" + block).buffer();
            assertThat(decoder.next(begin)).isEqualTo(FrameDecoder.Event.NEED_INPUT);
            byte[] again = Wire.to(reader).frames("00:" + block).bytes();
            int octets = block.length() / 2;
            while (decoder.next(ByteBuffer.wrap(again)) == FrameDecoder.Event.NEED_INPUT) {
                octets += block.length() / 2;
            }
            assertThat(decoder.violation().closeCode()).isEqualTo(1009);
            assertThat(octets).isEqualTo(most / (block.length() / 2) * (block.length() / 2));
        }
        ByteBuffer announced =
                Wire.to(reader).frame(0xC1, 16, most + 1, new byte[0]).buffer();
        FrameDecoder decoder = new FrameDecoder(reader, small, budget, Deflated.ALONE, resources);
        assertThat(decoder.next(announced)).as("known by the header").isEqualTo(FrameDecoder.Event.VIOLATION);
        assertThat(decoder.violation().closeCode()).isEqualTo(1009);
        resources.requireAllGivenBack();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z04_aThousandBlocksMarkedAsTheLastAreFineAndOneMoreBeginningIsRefusedWith1008(Side reader) {
        String thousand = "0300".repeat(1_000);
        for (DeflateParameters agreed : List.of(Deflated.ALONE, Deflated.TAKEOVER)) {
            Wire fine = Wire.to(reader).frames("c1:" + thousand + HELLO + " c1:" + thousand + HELLO);
            Feeding.require("a thousand", reader, agreed, fine, Heard.lines("text:'Hello' text:'Hello'"));
            Wire oneMore = Wire.to(reader).frames("c1:" + thousand + "0300" + HELLO);
            Feeding.require("one more", reader, agreed, oneMore, Heard.lines("fail:1008"));
        }
    }

    @Test
    void anIncompressibleMessageOfTheLimitIsWithinWhatMayBeOnTheWire() {
        MessageLimits small = new MessageLimits(100_000, 1_000);
        byte[] noise = new byte[100_000];
        new Random(7692).nextBytes(noise);
        byte[] payload = Deflated.payload(noise);
        assertThat(payload.length).isGreaterThan(100_000);
        FrameDecoder decoder = new FrameDecoder(Side.SERVER, small, budget, Deflated.ALONE, resources);
        assertThat(decoder.next(Wire.to(Side.SERVER).frame(0xC2, payload).buffer()))
                .isEqualTo(FrameDecoder.Event.BINARY);
        assertThat(decoder.payload()).isEqualTo(noise);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void withoutTakeoverAnIdleConnectionHoldsNothingAndWithItOneInflater(Side reader) {
        for (DeflateParameters agreed : List.of(Deflated.ALONE, Deflated.TAKEOVER)) {
            FrameDecoder decoder = decoder(reader, agreed);
            decoder.next(Wire.to(reader).frames("81:'plain'").buffer());
            assertThat(resources.lent()).as("made at first need").isZero();
            decoder.next(Wire.to(reader).frames("41:f248cd").buffer());
            assertThat(resources.lent()).as("in the middle of a message").isOne();
            decoder.next(Wire.to(reader).frames("80:c9c90700").buffer());
            assertThat(decoder.payload()).isEqualTo(Bytes.utf8("Hello"));
            assertThat(resources.lent()).isEqualTo(agreed.equals(Deflated.ALONE) ? 0 : 1);
            decoder.discard();
            decoder.discard();
            assertThat(resources.lent()).isZero();
        }
        assertThat(resources.borrowings()).isEqualTo(2);
        resources.requireAllGivenBack();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z06_whenTheMemoryForInflatingIsSpentTheConnectionEndsWith1013(Side reader) {
        resources.spend();
        FrameDecoder decoder = decoder(reader, Deflated.ALONE);
        assertThat(Feeding.events(reader, Wire.to(reader).frames("81:'plain'").bytes()))
                .isEqualTo(Heard.lines("text:'plain'"));
        assertThat(decoder.next(Wire.to(reader).frames("c1:" + HELLO).buffer()))
                .isEqualTo(FrameDecoder.Event.VIOLATION);
        assertThat(decoder.violation().closeCode()).isEqualTo(1013);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_inflatedBytesCountInTheSharedBudget(Side reader) {
        CountingBudget shared = new CountingBudget(50_000);
        FrameDecoder decoder = new FrameDecoder(reader, LIMITS, shared, Deflated.ALONE, resources);
        byte[] payload = Deflated.payload(new byte[60_000]);
        assertThat(decoder.next(Wire.to(reader).frame(0x42, payload).buffer())).isEqualTo(FrameDecoder.Event.VIOLATION);
        assertThat(decoder.violation().closeCode()).isEqualTo(1013);
        assertThat(shared.held()).isZero();
        resources.requireAllGivenBack();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void howeverAConnectionEndsWhatItBorrowedComesBack(Side side) {
        List<Consumer<Machines>> ends = List.of(
                m -> m.machine.endOfInput(),
                m -> m.machine.transportFailed("reset"),
                m -> m.machine.fail(new Violation(1008, "enough")),
                m -> m.hear("88:03e8"),
                m -> m.hear("83:"),
                m -> m.hear("80:"),
                m -> m.hear("c1:00"),
                m -> m.machine.onDeadline(60 * Machines.SECOND),
                m -> {
                    m.close(1000, "");
                    m.hear("00:00 88:03e8");
                });
        for (DeflateParameters agreed : List.of(Deflated.ALONE, Deflated.TAKEOVER)) {
            for (int i = 0; i < ends.size(); i++) {
                Machines m = Machines.open(side, Machines.NO_HEARTBEAT, agreed, resources);
                m.hear("c1:" + HELLO + " 41:f248cd");
                assertThat(resources.lent()).isOne();
                assertThat(m.budget.held()).isPositive();
                ends.get(i).accept(m);
                assertThat(resources.lent()).as("end %d", i).isZero();
                assertThat(m.budget.held()).as("end %d", i).isZero();
            }
        }
        resources.requireAllGivenBack();
    }

    private FrameDecoder decoder(Side reader, DeflateParameters agreed) {
        return new FrameDecoder(reader, LIMITS, budget, agreed, resources);
    }

    private void requireTooBig(FrameDecoder decoder) {
        assertThat(decoder.violation().closeCode()).isEqualTo(1009);
        assertThat(decoder.violation().detail()).contains("1000000");
        assertThat(budget.held()).isZero();
        assertThat(budget.peakWhileCopying()).isLessThanOrEqualTo(2L * LIMIT + KIB_64);
        resources.requireAllGivenBack();
    }

    private static ByteBuffer inFrames(Side reader, byte[] payload, int frames) {
        Wire wire = Wire.to(reader);
        for (int i = 0; i < frames; i++) {
            int from = (int) ((long) payload.length * i / frames);
            int to = (int) ((long) payload.length * (i + 1) / frames);
            int first = i == 0 ? 0x42 : i == frames - 1 ? 0x80 : 0x00;
            wire.frame(first, Arrays.copyOfRange(payload, from, to));
        }
        return wire.buffer();
    }
}
