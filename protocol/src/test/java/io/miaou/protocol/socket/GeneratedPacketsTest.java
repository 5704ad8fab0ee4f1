package io.miaou.protocol.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.Packet.Ack;
import io.miaou.protocol.socket.Packet.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Packets drawn at random: what the encoder writes, the decoder reads; what is not a packet, it refuses and never throws at. */
class GeneratedPacketsTest {
    private static final int SEEDS = 3_000;
    private static final String[] NAMES = {"a", "say hello", "é😀", "\"\\\n", "\ud83d", "", "error", "1"};
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t \r"};
    private static final String[] SCALARS = {
        "0",
        "-0",
        "12.5e-3",
        "9007199254740993",
        "1e999",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a,]}\"",
        "\"\\\"\\u0000\\ud83d\"",
        "\"é\u2028😀\""
    };

    @Test
    void s01_whatTheEncoderWritesTheDecoderReads() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            String name = NAMES[random.nextInt(NAMES.length)];
            String namespace = random.nextBoolean() ? "/" : "/n" + random.nextInt(100);
            long id = random.nextBoolean() ? Packet.NO_ID : random.nextLong(1L << 53);
            List<String> arguments = new ArrayList<>();
            List<byte[]> attachments = new ArrayList<>();
            PayloadWriter writer = PayloadWriter.event(name, 10);
            for (int i = random.nextInt(5); i > 0; i--) {
                String json = plain(random);
                writer.next().out().put(Read.utf8(json));
                arguments.add(json);
                if (random.nextInt(4) == 0) {
                    byte[] data = new byte[random.nextInt(3)];
                    writer.next().binary(data);
                    arguments.add("{\"_placeholder\":true,\"num\":" + attachments.size() + "}");
                    attachments.add(data);
                }
            }
            Payload payload = writer.finish();
            Event event = (Event) Objects.requireNonNull(
                    read(PacketEncoder.event(namespace, id, payload), payload.attachments()), "seed " + seed);
            assertThat(event.namespace()).isEqualTo(namespace);
            assertThat(event.id()).isEqualTo(id);
            assertThat(event.name()).as("seed %d", seed).isEqualTo(name);
            assertThat(Read.texts(event.arguments())).as("seed %d", seed).isEqualTo(arguments);
            assertThat(event.arguments().attachments()).isEqualTo(attachments);
        }
    }

    @Test
    void s01_whatIsPassedOnIsWhatCame() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0xD1342543DE82EF95L);
            StringBuilder json = new StringBuilder("[\"a\"");
            for (int i = random.nextInt(5); i > 0; i--) {
                json.append(',')
                        .append(SPACES[random.nextInt(6)])
                        .append(plain(random))
                        .append(SPACES[random.nextInt(6)]);
            }
            Arguments came = Read.event("2" + json + "]").arguments();
            Ack ack = (Ack) Objects.requireNonNull(read(PacketEncoder.echo("/", 1, came), List.of()));
            assertThat(Read.texts(ack.arguments())).as("seed %d", seed).isEqualTo(Read.texts(came));
        }
    }

    @Test
    void s01_mutatedPacketsNeverThrowAndAreReadOrRefused() {
        for (long seed = 1; seed <= 10 * SEEDS; seed++) {
            Random random = new Random(seed * 0x2545F4914F6CDD1DL);
            byte[] packet = mutated(random);
            PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
            byte[] roomy = Arrays.copyOf(packet, packet.length + 3);
            Packet read = decoder.text(roomy, 0, packet.length);
            for (int i = 0; i < 11 && read == null && decoder.isWaiting(); i++) {
                read = decoder.binary(new byte[i]);
            }
            assertThat(read == null).as("seed %d", seed).isEqualTo(decoder.violation() != null);
            if (read instanceof Event event) {
                requireWithin(event.arguments(), seed);
            } else if (read instanceof Ack ack) {
                requireWithin(ack.arguments(), seed);
            }
        }
    }

    /** Each argument is valid JSON by itself, and its placeholders can be found. */
    private static void requireWithin(Arguments arguments, long seed) {
        for (int i = 0; i < arguments.size(); i++) {
            assertThat(JsonText.isValue(arguments.source(), arguments.from(i), arguments.to(i), PacketLimits.DEFAULTS))
                    .as("seed %d, argument %d", seed, i)
                    .isTrue();
            arguments.binary(i);
        }
        PayloadWriter again = PayloadWriter.ack(10_000);
        again.received(arguments);
        assertThat(again.finish().length()).isPositive();
    }

    private static byte[] mutated(Random random) {
        String head = new String[] {"2", "3", "51-", "62-", "0", "4", "2/n,", "217", "52-/n,1"}[random.nextInt(9)];
        String json =
                random.nextInt(4) == 0 ? value(random, 0) : "[\"a\"," + value(random, 1) + "," + value(random, 1) + "]";
        byte[] packet = Read.utf8(head + json);
        for (int i = random.nextInt(4); i > 0 && packet.length > 0; i--) {
            int at = random.nextInt(packet.length);
            switch (random.nextInt(4)) {
                case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> packet[at] = (byte) "\"\\{}[],:0-/e. \n".charAt(random.nextInt(15));
                case 2 -> packet = Arrays.copyOf(packet, at);
                default -> System.arraycopy(packet, 0, packet, at, packet.length - at);
            }
        }
        return packet;
    }

    private static @Nullable Packet read(byte[] packet, List<byte[]> attachments) {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        Packet read = decoder.text(packet, 1, packet.length);
        for (byte[] attachment : attachments) {
            read = decoder.binary(attachment);
        }
        return read;
    }

    /** A value that nothing takes for binary data. */
    private static String plain(Random random) {
        return value(random, 0).replace("_placeholder", "placeholder");
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 3 ? 2 : 6);
        if (kind < 2) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        if (kind == 2 && depth > 0) {
            return "{\"_placeholder\":true,\"num\":" + random.nextInt(3) + "}";
        }
        boolean isArray = kind < 4;
        StringBuilder json = new StringBuilder(isArray ? "[" : "{");
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append(isArray ? "" : "\"k" + random.nextInt(3) + "\"" + SPACES[random.nextInt(6)] + ":");
            json.append(SPACES[random.nextInt(6)]).append(value(random, depth + 1));
            json.append(SPACES[random.nextInt(6)]).append(i > 1 ? "," : "");
        }
        return json.append(isArray ? ']' : '}').toString();
    }
}
