package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseFrame;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Law 7: nothing a peer sends can throw past the core or grow memory past a named limit. Nothing is logged above INFO
 * while these tests run, nor is a buffer lost, which {@link ServerTest} sees to.
 */
class HostileInputTest extends SocketTest {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int MAX_MESSAGE = 4_096;
    private static final byte[] NONE = new byte[0];
    private static final byte[] BAD_UTF8 = {'o', 'k', (byte) 0xC0, (byte) 0xAF};

    static Stream<Arguments> hostileInputs() {
        return Stream.of(
                arguments("F02 a frame without a mask", new byte[] {(byte) 0x81, 2, 'h', 'i'}, 1002),
                arguments("F03 RSV1", Frames.frame(0xC1, NONE), 1002),
                arguments("F03 RSV2 on a ping", Frames.frame(0xA9, NONE), 1002),
                arguments("F03 RSV3 on a binary frame", Frames.frame(0x92, NONE), 1002),
                arguments("F04 opcode 3", Frames.frame(0x83, NONE), 1002),
                arguments("F04 opcode 15", Frames.frame(0x8F, NONE), 1002),
                arguments("F04 a continuation of nothing", Frames.frame(0x80, new byte[5]), 1002),
                arguments(
                        "F04 a new message inside a fragmented one",
                        Frames.join(Frames.frame(TEXT, new byte[5]), Frames.frame(0x81, NONE)),
                        1002),
                arguments("F05 a ping of 126 bytes", Frames.frame(0x89, new byte[126]), 1002),
                arguments("F05 a ping without FIN", Frames.frame(0x09, NONE), 1002),
                arguments("F05 a close frame without FIN", Frames.frame(0x08, new byte[] {3, (byte) 0xE8}), 1002),
                arguments("F06 half a close code", Frames.close(3), 1002),
                arguments("F06 close code 0", Frames.close(0, ""), 1002),
                arguments("F06 close code 999", Frames.close(999, ""), 1002),
                arguments("F06 close code 1005", Frames.close(1005, ""), 1002),
                arguments("F06 close code 1006", Frames.close(1006, ""), 1002),
                arguments("F06 close code 1015", Frames.close(1015, ""), 1002),
                arguments("F06 close code 2999", Frames.close(2999, ""), 1002),
                arguments("F06 close code 65535", Frames.close(65_535, ""), 1002),
                arguments("F06 a close reason that is not UTF-8", Frames.close(3, 0xE8, 0xC0, 0xAF), 1007),
                arguments("F07 text that is not UTF-8", Frames.frame(0x81, BAD_UTF8), 1007),
                arguments(
                        "F07 not UTF-8 in a fragment, while more is due",
                        Frames.join(Frames.frame(TEXT, BAD_UTF8), Frames.frame(0, new byte[100])),
                        1007),
                arguments("F08 5 bytes announced in 16 bits", Frames.header16(0x82, 5), 1002),
                arguments("F08 500 bytes announced in 64 bits", Frames.header64(0x82, 500), 1002),
                arguments("F08 a length with its top bit set", Frames.header64(0x82, Long.MIN_VALUE), 1002),
                arguments("F08 2^63-1 bytes announced", Frames.header64(0x82, Long.MAX_VALUE), 1009),
                arguments("F08 2^31 bytes announced", Frames.header64(0x82, 1L << 31), 1009),
                arguments("F08 the limit and 1 announced", Frames.header16(0x82, MAX_MESSAGE + 1), 1009),
                arguments(
                        "F09 the limit and 1 in many fragments",
                        Frames.join(Frames.frame(BINARY, NONE), Frames.times(41, Frames.frame(0, new byte[100]))),
                        1009),
                arguments(
                        "F12 endless empty fragments of a message",
                        Frames.join(Frames.frame(BINARY, NONE), Frames.times(1_000, Frames.frame(0, NONE))),
                        1008),
                arguments("F13 a flood of pings", Frames.times(101, Frames.frame(0x89, new byte[125])), 1008),
                arguments("F13 a flood of pongs", Frames.times(101, Frames.frame(0x8A, new byte[125])), 1008),
                arguments("HTTP instead of frames", "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8), 1002));
    }

    @ParameterizedTest(name = "{0} is answered with {2}")
    @MethodSource("hostileInputs")
    void law7_everyHostileInputEndsInItsCloseCodeThenFinAndLeavesNothing(String name, byte[] input, int code)
            throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server =
                serve(recorder, builder -> builder.eventLoops(1).limits(l -> l.maxMessageSize(MAX_MESSAGE)));
        WebSocketTestClient client = closing(WebSocketTestClient.open(server.port()));
        client.sendRaw(input);
        WebSocketTestClient.Frame frame = client.next();
        while (frame.opcode() == Opcode.PONG) {
            frame = client.next();
        }
        assertThat(frame.opcode()).isEqualTo(Opcode.CLOSE);
        assertThat(frame.payload()).isEqualTo(Frames.bytes(code >>> 8, code & 0xFF));
        client.expectEnd();
        assertThat(recorder.next()).isEqualTo("open");
        String last = recorder.next();
        while (last.startsWith("pong")) {
            last = recorder.next();
        }
        assertThat(last).isEqualTo("close " + code);
        client.close();
        expectEmpty(server);
        assertThat(recorder.isSilent()).isTrue();
    }

    /** What is not wrong yet, and never ends: the peer is gone in the middle of it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("unfinished")
    void law7_whatIsLeftUnfinishedLeavesNothing(String name, byte[] input) throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        for (boolean byReset : new boolean[] {false, true}) {
            WebSocketTestClient client = client(server);
            client.sendRaw(input);
            ServerSide.awaitRead(server);
            if (byReset) {
                client.reset();
            } else {
                client.close();
            }
            assertThat(recorder.next()).isEqualTo("open");
            assertThat(recorder.next()).startsWith("close 1006");
            expectEmpty(server);
        }
    }

    static Stream<Arguments> unfinished() {
        return Stream.of(
                arguments("half a header", new byte[] {(byte) 0x82}),
                arguments("a header and no payload", Frames.header64(0x82, 500_000)),
                arguments("half a message", Frames.join(Frames.header64(0x82, 500_000), new byte[100_000])),
                arguments("half a text", Frames.frame(TEXT, new byte[70_000])),
                arguments("half a ping", Frames.bytes(0x89, 0x80 | 20, 1, 2, 3, 4, 5)));
    }

    @Test
    void law7_thousandsOfDamagedStreamsEndInAKnownCodeOrWaitForMore() throws Exception {
        long seed = System.nanoTime();
        System.out.println("damaged streams, seed " + seed);
        Random random = new Random(seed);
        WebSocketServer server = serve(
                new Recorder(),
                builder -> builder.eventLoops(2)
                        .limits(l -> l.maxMessageSize(MAX_MESSAGE).inboundQueue(4)));
        for (int i = 0; i < 300; i++) {
            byte[] stream = goodStream(random);
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try (WebSocketTestClient client = WebSocketTestClient.open(server.port())) {
                client.sendRaw(stream);
                client.raw().endOutput();
                readToAnEnd(client);
            }
        }
        expectEmpty(server);
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }

    private static byte[] goodStream(Random random) {
        byte[][] frames = new byte[8][];
        for (int f = 0; f < frames.length; f++) {
            byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 20 : 300)];
            frames[f] = switch (random.nextInt(5)) {
                case 0 -> Frames.frame(0x89, new byte[random.nextInt(126)]);
                case 1 -> Frames.text("miaou ".repeat(random.nextInt(30)));
                case 2 ->
                    Frames.join(Frames.frame(BINARY, payload), Frames.frame(0x89, NONE), Frames.frame(0x80, payload));
                case 3 -> Frames.frame(0x8A, new byte[random.nextInt(126)]);
                default -> Frames.frame(0x82, payload);
            };
        }
        frames[7] = Frames.close(1000, "enough");
        return Frames.join(frames);
    }

    /** Pongs, then perhaps a close frame, then the end: by FIN, for what the server had to say it could say. */
    private static void readToAnEnd(WebSocketTestClient client) throws IOException {
        while (true) {
            int first = client.raw().read();
            if (first == -1) {
                return;
            }
            byte[] payload = client.raw().readExactly(client.raw().read());
            if (first == 0x88) {
                CloseStatus status = CloseFrame.parse(payload); // ours, or its own, which the damage may have changed
                assertThat(payload.length == 0 || CloseCode.mayBeSent(status.code()))
                        .as("close code %d", status.code())
                        .isTrue();
                client.expectEnd();
                return;
            }
            assertThat(first).isEqualTo(0x8A);
        }
    }

    @Test
    void law7_theLogOfAFloodOfFaultsIsShortAndShowsNothingOfThePeers() throws Exception {
        WebSocketServer server = serve(new Recorder());
        for (int i = 0; i < 30; i++) {
            try (WebSocketTestClient client = WebSocketTestClient.open(server.port())) {
                client.sendRaw(Frames.close(1001, "PEER\r\nPEER"), Frames.text("PEER"));
                assertThat(client.closeCodeThenEnd()).isEqualTo(1001);
            }
            try (WebSocketTestClient client = WebSocketTestClient.open(server.port())) {
                client.sendRaw(Frames.join(Frames.frame(0x83, "PEER\r\n".getBytes(StandardCharsets.UTF_8))));
                assertThat(client.closeCodeThenEnd()).isEqualTo(1002);
            }
        }
        assertThat(logs.ofPeers())
                .hasSizeLessThanOrEqualTo(10)
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .startsWith("closed 1002: WebSocket ")
                        .doesNotContain("PEER")
                        .matches("\\P{Cntrl}+"));
    }
}
