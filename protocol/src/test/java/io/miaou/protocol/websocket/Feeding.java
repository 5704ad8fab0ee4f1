package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a stream to a decoder whole, byte by byte, and in two parts at every split point, and requires the same events
 * each time; and that what is known at a split point does not depend on how the bytes before it came.
 */
final class Feeding {
    static final MessageLimits LIMITS = new MessageLimits(16 << 20, 1_000);

    private static final int SHORT = 70_000;
    private static final int RANDOM_SPLITS = 20;
    private static final long SEED = 6455;

    private final Side reader;
    private final @Nullable DeflateParameters deflate;
    private final byte[] bytes;
    private final List<Integer> edges;
    private final CountingResources resources = new CountingResources();

    private Feeding(Side reader, @Nullable DeflateParameters deflate, Wire wire) {
        this.reader = reader;
        this.deflate = deflate;
        this.bytes = wire.bytes();
        this.edges = wire.edges();
    }

    /** Requires what the sample says, whatever the split. */
    static void require(Sample sample, Side reader) {
        require("§" + sample.section() + " " + sample.name(), reader, sample.to(reader), sample.expected());
    }

    static void require(List<Sample> samples, Side reader) {
        assertThat(samples).isNotEmpty();
        samples.forEach(sample -> require(sample, reader));
    }

    static void require(String name, Side reader, Wire wire, List<String> expected) {
        require(name, reader, null, wire, expected);
    }

    static void require(
            String name, Side reader, @Nullable DeflateParameters deflate, Wire wire, List<String> expected) {
        Feeding feeding = new Feeding(reader, deflate, wire);
        feeding.requireSameWhateverTheSplit(name, expected);
        feeding.resources.requireAllGivenBack();
    }

    /** The events of a stream fed whole. */
    static List<String> events(Side reader, byte[] bytes) {
        List<String> heard = new ArrayList<>();
        hear(decoder(reader), ByteBuffer.wrap(bytes), heard);
        return heard;
    }

    /** How many octets a decoder that is fed one at a time has had when it gives its verdict; -1 when it gives none. */
    static int octetsToVerdict(Side reader, byte[] bytes) {
        FrameDecoder decoder = decoder(reader);
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            hear(decoder, ByteBuffer.wrap(bytes, i, 1), heard);
            if (!heard.isEmpty() && heard.getLast().startsWith("fail")) {
                return i + 1;
            }
        }
        return -1;
    }

    static FrameDecoder decoder(Side reader) {
        return new FrameDecoder(reader, LIMITS, InboundBudget.UNLIMITED);
    }

    /** Takes in a buffer to its end or to a violation; the violation is written down once. */
    static void hear(FrameDecoder decoder, ByteBuffer in, List<String> heard) {
        while (true) {
            FrameDecoder.Event event = decoder.next(in);
            if (event == FrameDecoder.Event.NEED_INPUT) {
                if (in.hasRemaining()) {
                    throw new AssertionError(in.remaining() + " bytes were left, but more is asked for");
                }
                return;
            }
            String line = Heard.line(decoder, event);
            if (event == FrameDecoder.Event.VIOLATION) {
                if (heard.isEmpty() || !heard.getLast().equals(line)) {
                    heard.add(line);
                }
                return;
            }
            heard.add(line);
        }
    }

    private void requireSameWhateverTheSplit(String name, List<String> expected) {
        assertThat(hear(new int[0])).as("%s, to the %s, whole", name, reader).isEqualTo(expected);
        int[] knownAfter = requireByteByByte(name, expected);
        for (int split : splits()) {
            FrameDecoder decoder = newDecoder(InboundBudget.UNLIMITED);
            List<String> heard = new ArrayList<>();
            hear(decoder, ByteBuffer.wrap(bytes, 0, split), heard);
            if (heard.size() != knownAfter[split]) {
                assertThat(heard)
                        .as("%s, to the %s, first %d bytes", name, reader, split)
                        .hasSize(knownAfter[split]);
            }
            hear(decoder, ByteBuffer.wrap(bytes, split, bytes.length - split), heard);
            if (!heard.equals(expected)) {
                assertThat(heard)
                        .as("%s, to the %s, split at %d", name, reader, split)
                        .isEqualTo(expected);
            }
            decoder.discard();
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 3; i++) {
            int[] sizes = random.ints(50, 1, 2 + bytes.length / (1 + random.nextInt(20)))
                    .toArray();
            assertThat(hear(sizes))
                    .as("%s, to the %s, chops of seed %d", name, reader, SEED)
                    .isEqualTo(expected);
        }
    }

    /** How many events are known after each octet. */
    private int[] requireByteByByte(String name, List<String> expected) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = newDecoder(budget);
        List<String> heard = new ArrayList<>();
        int[] knownAfter = new int[bytes.length + 1];
        for (int i = 0; i < bytes.length; i++) {
            hear(decoder, ByteBuffer.wrap(bytes, i, 1), heard);
            knownAfter[i + 1] = heard.size();
        }
        assertThat(heard).as("%s, to the %s, byte by byte", name, reader).isEqualTo(expected);
        decoder.discard();
        assertThat(budget.held())
                .as("%s: what the budget holds in the end", name)
                .isZero();
        return knownAfter;
    }

    private List<String> hear(int[] sizes) {
        FrameDecoder decoder = newDecoder(InboundBudget.UNLIMITED);
        List<String> heard = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int size = i < sizes.length ? Math.min(sizes[i], bytes.length - at) : bytes.length - at;
            hear(decoder, ByteBuffer.wrap(bytes, at, size), heard);
            at += size;
        }
        decoder.discard();
        return heard;
    }

    private FrameDecoder newDecoder(InboundBudget budget) {
        return deflate == null
                ? new FrameDecoder(reader, LIMITS, budget)
                : new FrameDecoder(reader, LIMITS, budget, deflate, resources);
    }

    /** All of a short stream; of a long one those around the frames' headers and ends, and some at random. */
    private Set<Integer> splits() {
        Set<Integer> splits = new TreeSet<>();
        if (bytes.length < SHORT) {
            for (int i = 0; i <= bytes.length; i++) {
                splits.add(i);
            }
            return splits;
        }
        addAround(splits, bytes.length);
        edges.stream().limit(5).forEach(edge -> addAround(splits, edge));
        new Random(SEED).ints(RANDOM_SPLITS, 0, bytes.length).forEach(splits::add);
        return splits;
    }

    private void addAround(Set<Integer> splits, int edge) {
        for (int i = Math.max(0, edge - 4); i <= Math.min(bytes.length, edge + 16); i++) {
            splits.add(i);
        }
    }
}
