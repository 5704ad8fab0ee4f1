package io.miaou.server.internal.json;

import static io.miaou.server.internal.json.Wire.CODEC;
import static io.miaou.server.internal.json.Wire.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Values drawn at random go out and come back equal: as values, as trees, and passed on without being read. Keys have no half
 * surrogate pair, since Jackson refuses those.
 */
class RoundTripTest {
    private static final int SEEDS = 2_000;

    @Test
    void s10_whatIsSentComesBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            @Nullable Object[] values = new @Nullable Object[random.nextInt(4)];
            int[] left = {5}; // pieces of binary data
            for (int i = 0; i < values.length; i++) {
                values[i] = value(random, 0, left);
            }
            Arguments came = received(CODEC.write("a", values));
            Arguments again = received(CODEC.write("b", new io.miaou.server.Args(came, CODEC).raw()));
            assertThat(came.size()).isEqualTo(values.length);
            for (int i = 0; i < values.length; i++) {
                assertThat(CODEC.read(came, i, Object.class))
                        .as("seed %d, argument %d", seed, i)
                        .usingRecursiveComparison()
                        .isEqualTo(values[i]);
                assertThat(CODEC.read(again, i, Object.class))
                        .as("seed %d, argument %d", seed, i)
                        .usingRecursiveComparison()
                        .isEqualTo(values[i]);
                Object tree = CODEC.read(came, i, JsonNode.class);
                assertThat(CODEC.read(received(CODEC.write("c", new Object[] {tree})), 0, Object.class))
                        .as("seed %d, argument %d, as a tree", seed, i)
                        .usingRecursiveComparison()
                        .isEqualTo(values[i]);
            }
        }
    }

    private static @Nullable Object value(Random random, int depth, int[] left) {
        return switch (random.nextInt(depth > 3 ? 7 : 10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextDouble() * Math.pow(10, random.nextInt(36) - 30);
            case 4, 5 -> text(random);
            case 6 -> left[0]-- > 0 ? data(random) : "";
            case 7 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1, left));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random).replaceAll("\\p{Cs}", ""), value(random, depth + 1, left));
                }
                yield map;
            }
        };
    }

    private static byte[] data(Random random) {
        byte[] data = new byte[random.nextInt(4)];
        random.nextBytes(data);
        return data;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append((char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
        }
        return text.toString();
    }
}
