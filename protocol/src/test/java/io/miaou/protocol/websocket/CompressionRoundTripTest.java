package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one side compresses the other hears, whatever was agreed and however it is cut. */
class CompressionRoundTripTest {
    private static final MessageLimits LIMITS = new MessageLimits(300_000, 1_000);
    private static final int SEEDS = 6;

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyAgreementCarriesEveryMessage(Side writer) {
        for (int bits = 8; bits <= 15; bits++) {
            for (boolean alone : new boolean[] {true, false}) {
                for (long seed = 1; seed <= SEEDS; seed++) {
                    requireRoundTrip(writer, new DeflateParameters(alone, alone, bits, 23 - bits), seed);
                }
            }
        }
    }

    private static void requireRoundTrip(Side writer, DeflateParameters agreed, long seed) {
        Random random = new Random(seed * 0x2545F4914F6CDD1DL);
        CountingResources resources = new CountingResources();
        MessageDeflater deflater = new MessageDeflater(agreed, writer, resources);
        FrameEncoder encoder = writer == Side.SERVER ? FrameEncoder.server() : FrameEncoder.client(random::nextInt);
        Side reader = reader(writer);
        FrameDecoder decoder = new FrameDecoder(reader, LIMITS, InboundBudget.UNLIMITED, agreed, resources);
        List<String> sent = new ArrayList<>();
        List<String> heard = new ArrayList<>();
        int squeezed = 0;
        for (int i = 0; i < 8; i++) {
            byte[] message = message(random);
            byte[] compressed = deflater.compress(message);
            squeezed += compressed == null ? 0 : 1;
            byte[] frame = compressed == null
                    ? encoder.frame(Opcode.BINARY, message)
                    : encoder.compressedFrame(Opcode.BINARY, compressed);
            sent.add(Heard.line("binary", message));
            hearInChops(decoder, frame, random, heard);
        }
        assertThat(heard).as("%s from the %s, seed %d", agreed, writer, seed).isEqualTo(sent);
        assertThat(squeezed).as("messages compressed, seed %d", seed).isPositive();
        decoder.discard();
        deflater.discard();
        deflater.discard();
        resources.requireAllGivenBack();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aMessageMayBeCutIntoFragmentsAtAnyTwoOctets(Side reader) {
        byte[] text = Bytes.utf8("So, so, 'κόσμε', so, so ... €, 😀!");
        byte[] payload = Deflated.payload(text);
        List<String> expected = List.of(Heard.line("text", text), Heard.line("ping", new byte[0]));
        CountingResources resources = new CountingResources();
        for (DeflateParameters agreed : List.of(Deflated.ALONE, Deflated.TAKEOVER)) {
            for (int a = 0; a <= payload.length; a++) {
                for (int b = a; b <= payload.length; b++) {
                    byte[] wire = Wire.to(reader)
                            .frame(0x41, Arrays.copyOfRange(payload, 0, a))
                            .frame(0x00, Arrays.copyOfRange(payload, a, b))
                            .frame(0x80, Arrays.copyOfRange(payload, b, payload.length))
                            .frame(0x89, new byte[0])
                            .bytes();
                    FrameDecoder decoder = new FrameDecoder(reader, LIMITS, InboundBudget.UNLIMITED, agreed, resources);
                    List<String> heard = new ArrayList<>();
                    Feeding.hear(decoder, ByteBuffer.wrap(wire), heard);
                    if (!heard.equals(expected)) {
                        assertThat(heard).as("cut at %d and %d", a, b).isEqualTo(expected);
                    }
                    decoder.discard();
                }
            }
        }
        resources.requireAllGivenBack();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void samplesFromTheEncoderAreHeardWhateverTheSplit(Side writer) {
        for (DeflateParameters agreed :
                List.of(Deflated.ALONE, Deflated.TAKEOVER, new DeflateParameters(false, false, 9, 9))) {
            CountingResources resources = new CountingResources();
            MessageDeflater deflater = new MessageDeflater(agreed, writer, resources);
            Wire wire = Wire.to(reader(writer));
            List<String> expected = new ArrayList<>();
            for (String text :
                    List.of("so so so so so", "", "so so so so so", "x".repeat(5_000), "κόσμε κόσμε κόσμε")) {
                byte[] message = Bytes.utf8(text);
                byte[] compressed = deflater.compress(message);
                wire.frame(compressed == null ? 0x81 : 0xC1, compressed == null ? message : compressed);
                expected.add(Heard.line("text", message));
            }
            Feeding.require(agreed.toString(), reader(writer), agreed, wire, expected);
        }
    }

    @Test
    void f15_changedOctetsHaveTheSameVerdictWhateverTheSplit() {
        for (long seed = 1; seed <= 3_000; seed++) {
            Random random = new Random(seed * 0x5851F42D4C957F2DL);
            Side reader = random.nextBoolean() ? Side.SERVER : Side.CLIENT;
            DeflateParameters agreed = random.nextBoolean() ? Deflated.ALONE : Deflated.TAKEOVER;
            byte[] wire = goodStream(reader, random);
            for (int i = random.nextInt(4); i > 0; i--) {
                wire[random.nextInt(wire.length)] ^= (byte) (1 << random.nextInt(8));
            }
            List<String> whole = verdict(reader, agreed, wire, random, wire.length);
            List<String> octets = verdict(reader, agreed, wire, random, 1);
            List<String> chops = verdict(reader, agreed, wire, random, 30);
            if (!whole.equals(octets) || !whole.equals(chops)) {
                assertThat(octets).as("seed %d, %s", seed, Bytes.hex(wire)).isEqualTo(whole);
                assertThat(chops).as("seed %d, %s", seed, Bytes.hex(wire)).isEqualTo(whole);
            }
        }
    }

    private static List<String> verdict(Side reader, DeflateParameters agreed, byte[] wire, Random random, int most) {
        CountingBudget budget = CountingBudget.unlimited();
        CountingResources resources = new CountingResources();
        MessageLimits small = new MessageLimits(2_000, 20);
        FrameDecoder decoder = new FrameDecoder(reader, small, budget, agreed, resources);
        List<String> heard = new ArrayList<>();
        for (int at = 0; at < wire.length; ) {
            int size = Math.min(wire.length - at, most == wire.length ? most : 1 + random.nextInt(most));
            Feeding.hear(decoder, ByteBuffer.wrap(wire, at, size), heard);
            at += size;
        }
        decoder.discard();
        resources.requireAllGivenBack();
        assertThat(budget.held()).isZero();
        assertThat(budget.peak()).isLessThanOrEqualTo(small.maxMessageSize());
        return heard;
    }

    private static byte[] goodStream(Side reader, Random random) {
        Wire wire = Wire.to(reader).key(random.nextInt());
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            byte[] payload = Deflated.payload(Bytes.utf8("aé€😀".repeat(random.nextInt(1, 600))));
            int cut = random.nextInt(payload.length);
            switch (random.nextInt(4)) {
                case 0 -> wire.frame(0xC1, payload);
                case 1 -> wire.frame(0x81, Bytes.utf8("plain €"));
                case 2 -> wire.frame(0xC2, Deflated.payload(Bytes.repeated(random.nextInt(300), random.nextInt())));
                default ->
                    wire.frame(0x41, Arrays.copyOf(payload, cut))
                            .frame(0x89, new byte[1])
                            .frame(0x80, Arrays.copyOfRange(payload, cut, payload.length));
            }
        }
        return wire.bytes();
    }

    private static void hearInChops(FrameDecoder decoder, byte[] frame, Random random, List<String> heard) {
        for (int at = 0; at < frame.length; ) {
            int size = Math.min(frame.length - at, 1 + random.nextInt(1 + random.nextInt(50_000)));
            Feeding.hear(decoder, ByteBuffer.wrap(frame, at, size), heard);
            at += size;
        }
    }

    /** Noise, repetition and silence in turns, up to some 100 kilobytes; now and then almost nothing. */
    private static byte[] message(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int most = random.nextInt(4) == 0 ? 4 : 30_000;
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] part = new byte[random.nextInt(most)];
            switch (random.nextInt(3)) {
                case 0 -> random.nextBytes(part);
                case 1 -> Arrays.fill(part, (byte) random.nextInt());
                default -> {
                    for (int at = 0; at < part.length; at++) {
                        part[at] = (byte) "to be or not to be".charAt(at * at % 18);
                    }
                }
            }
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static Side reader(Side writer) {
        return writer == Side.CLIENT ? Side.SERVER : Side.CLIENT;
    }
}
