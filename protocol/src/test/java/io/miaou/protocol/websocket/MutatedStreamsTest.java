package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that were good until some of their octets were changed, and streams of no sense at all: one verdict, no exception. */
class MutatedStreamsTest {
    private static final int SEEDS = 5_000;
    private static final MessageLimits LIMITS = new MessageLimits(2_000, 20);

    @ParameterizedTest
    @EnumSource(Side.class)
    void f15_mutatedStreamsHaveTheSameVerdictWhateverTheSplit(Side reader) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0x2545F4914F6CDD1DL);
            byte[] wire = goodStream(reader, random);
            for (int i = random.nextInt(4); i > 0; i--) {
                wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
            }
            requireOneVerdict(reader, wire, random, seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f15_randomOctetsHaveTheSameVerdictWhateverTheSplit(Side reader) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0x5851F42D4C957F2DL);
            byte[] wire = new byte[1 + random.nextInt(60)];
            random.nextBytes(wire);
            for (int i = 0; i < wire.length && random.nextInt(5) > 0; i += 2) {
                wire[i] &= (byte) 0x8B; // few reserved bits and opcodes, so that more of it is read
            }
            requireOneVerdict(reader, wire, random, seed);
        }
    }

    private static void requireOneVerdict(Side reader, byte[] wire, Random random, long seed) {
        List<String> whole = hear(reader, wire, random, wire.length);
        List<String> octets = hear(reader, wire, random, 1);
        List<String> chops = hear(reader, wire, random, 30);
        if (!whole.equals(octets) || !whole.equals(chops)) {
            assertThat(octets)
                    .as("seed %d, octet by octet, %s", seed, Bytes.hex(wire))
                    .isEqualTo(whole);
            assertThat(chops).as("seed %d, in chops, %s", seed, Bytes.hex(wire)).isEqualTo(whole);
        }
    }

    private static List<String> hear(Side reader, byte[] wire, Random random, int most) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, LIMITS, budget);
        List<String> heard = new ArrayList<>();
        for (int at = 0; at < wire.length; ) {
            int size = Math.min(wire.length - at, most == wire.length ? most : 1 + random.nextInt(most));
            Feeding.hear(decoder, ByteBuffer.wrap(wire, at, size), heard);
            at += size;
        }
        decoder.discard();
        if (budget.held() != 0 || budget.peak() > LIMITS.maxMessageSize()) {
            assertThat(budget.held()).isZero();
            assertThat(budget.peak()).isLessThanOrEqualTo(LIMITS.maxMessageSize());
        }
        return heard;
    }

    private static byte[] goodStream(Side reader, Random random) {
        Wire wire = Wire.to(reader).key(random.nextInt());
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> wire.frame(0x81, text(random));
                case 1 ->
                    wire.frame(0x01, text(random)).frame(0x89, text(random)).frame(0x80, text(random));
                case 2 -> wire.frame(0x82, Bytes.repeated(random.nextInt(300), random.nextInt()));
                case 3 ->
                    wire.frame(0x02, text(random)).frame(0x00, new byte[0]).frame(0x80, text(random));
                default -> wire.frame(0x88, Bytes.of("03e8+'bye'"));
            }
        }
        return wire.bytes();
    }

    private static byte[] text(Random random) {
        return Bytes.utf8("aé€😀".substring(0, random.nextInt(4)).repeat(random.nextInt(5)));
    }
}
