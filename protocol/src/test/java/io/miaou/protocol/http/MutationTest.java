package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.HttpEvent.Content;
import io.miaou.protocol.http.HttpEvent.NeedInput;
import io.miaou.protocol.http.HttpEvent.Problem;
import io.miaou.protocol.http.HttpEvent.Request;
import io.miaou.protocol.http.HttpEvent.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Streams damaged at random: nothing is thrown, no cut changes the verdict, and what passes is well formed. */
class MutationTest {
    private static final int ROUNDS = 200_000;
    private static final byte[] TELLING = Wire.bytes("\r\n\0\t :;,/#*+-0159afgGHx\u007f\u0080\u00ff");

    @Test
    void h02_aDamagedStreamOfRequestsNeverThrowsAndReadsTheSameHoweverItIsCut() {
        run(HttpStreams.REQUESTS, () -> new RequestDecoder(HttpStreams.LIMITS)::next);
    }

    @Test
    void aDamagedStreamOfResponsesNeverThrowsAndReadsTheSameHoweverItIsCut() {
        run(HttpStreams.RESPONSES, () -> new ResponseDecoder(HttpStreams.LIMITS)::next);
    }

    private static void run(List<String> samples, Supplier<Function<ByteBuffer, HttpEvent>> decoder) {
        long seed = System.nanoTime();
        System.out.println("MutationTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] stream = damaged(samples, random);
            List<Object> whole = read(decoder.get(), stream, stream.length, random);
            List<Object> pieces = read(decoder.get(), stream, 1 + random.nextInt(20), random);
            if (!whole.equals(pieces)) {
                assertThat(pieces)
                        .as("seed %d, stream %s", seed, Arrays.toString(stream))
                        .isEqualTo(whole);
            }
        }
    }

    private static byte[] damaged(List<String> samples, Random random) {
        byte[] stream = Wire.bytes(samples.get(random.nextInt(samples.size())));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(stream.length + 1);
            int length = Math.min(random.nextInt(8), stream.length - at);
            byte[] put = switch (random.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> new byte[] {TELLING[random.nextInt(TELLING.length)]};
                case 2 -> new byte[] {(byte) random.nextInt(256)};
                case 3 -> Arrays.copyOfRange(stream, at, stream.length);
                default -> Wire.bytes(samples.get(random.nextInt(samples.size())));
            };
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(stream, 0, at);
            out.writeBytes(put);
            out.write(stream, at + length, stream.length - at - length);
            stream = out.toByteArray();
        }
        return stream;
    }

    /** The events, contents in a row joined; pieces of a random size up to the given one. */
    private static List<Object> read(
            Function<ByteBuffer, HttpEvent> decoder, byte[] stream, int largestPiece, Random random) {
        List<Object> events = new ArrayList<>();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int from = 0;
        while (from < stream.length) {
            int size = largestPiece == stream.length ? largestPiece : 1 + random.nextInt(largestPiece);
            ByteBuffer in = ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from));
            from = in.limit();
            HttpEvent event = decoder.apply(in);
            while (!(event instanceof NeedInput)) {
                if (event instanceof Content part) {
                    assertThat(part.bytes().length).isPositive();
                    content.writeBytes(part.bytes());
                } else {
                    note(event, events, content);
                }
                if (event instanceof Problem) {
                    return events;
                }
                event = decoder.apply(in);
            }
            if (in.hasRemaining()) {
                throw new AssertionError("asked for input with " + in.remaining() + " bytes left");
            }
        }
        events.add(content.toString(StandardCharsets.ISO_8859_1));
        return events;
    }

    private static void note(HttpEvent event, List<Object> events, ByteArrayOutputStream content) {
        events.add(content.toString(StandardCharsets.ISO_8859_1));
        content.reset();
        events.add(event);
        // What was let through can be written and reads back as itself: no second meaning is left in it.
        if (event instanceof Request(RequestHead head)) {
            assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.wrap(HttpHeadEncoder.encode(head))))
                    .isEqualTo(event);
        } else if (event instanceof Response(ResponseHead head)) {
            assertThat(new ResponseDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.wrap(HttpHeadEncoder.encode(head))))
                    .isEqualTo(event);
        } else if (event instanceof Problem(int status, String detail, String limit)) {
            assertThat(status).isIn(400, 413, 414, 431, 505);
            assertThat(detail.chars().allMatch(c -> c >= ' ' && c <= '~')).isTrue();
        }
    }
}
