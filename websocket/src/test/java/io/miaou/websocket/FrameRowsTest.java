package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the attack table about frames that need more than one look; those with one answer are in {@link HostileInputTest}. */
class FrameRowsTest extends SocketTest {
    private static final int BINARY = 2;

    /** Sends everything back. */
    private static class Echo extends Recorder {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) throws Exception {
            socket.send(data);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1007, 1014, 3000, 4999})
    void f06_aCodeThatMayBeSentIsSentBackThenFin(int code) throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketTestClient client = client(server);
        client.sendClose(code, "a reason");
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(code, ""));
        client.expectEnd();
    }

    @Test
    void f06_aCloseFrameWithoutCodeIsAnsweredWithoutCode() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.close());
        assertThat(client.expect(Opcode.CLOSE).payload()).isEmpty();
        client.expectEnd();
    }

    // --- F09 ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1_000})
    void f09_aMessageOfTheLimitIsTakenAndOneByteMoreIs1009(int frames) throws Exception {
        int limit = 100_000;
        WebSocketServer server = serve(new Echo(), builder -> builder.limits(l -> l.maxMessageSize(limit)));
        WebSocketTestClient client = client(server);
        client.sendRaw(inFrames(limit, frames));
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(limit);
        client.sendRaw(inFrames(limit + 1, frames));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1009);
    }

    private static byte[] inFrames(int size, int frames) {
        byte[][] pieces = new byte[frames][];
        int rest = size;
        for (int i = 0; i < frames; i++) {
            int length = i == frames - 1 ? rest : size / frames;
            rest -= length;
            pieces[i] = Frames.frame((i == 0 ? BINARY : 0) | (i == frames - 1 ? Frames.FIN : 0), new byte[length]);
        }
        return Frames.join(pieces);
    }

    @Test
    void f09_unfinishedMessagesOfAllConnectionsShareTheInboundBudget() throws Exception {
        WebSocketServer server = serve(new Echo(), builder -> builder.limits(l -> l.inboundBudget(100_000)));
        WebSocketTestClient first = client(server);
        first.sendRaw(Frames.frame(BINARY, new byte[60_000]));
        ServerSide.awaitRead(server);
        await("60,000 bytes of the budget", () -> Inside.budgetTaken(server.runtime) >= 60_000);
        WebSocketTestClient second = client(server);
        second.sendRaw(Frames.frame(BINARY, new byte[60_000]));
        assertThat(second.closeCodeThenEnd()).isEqualTo(1013);
        assertThat(Inside.budgetTaken(server.runtime)).isBetween(60_000L, 100_000L);

        first.sendRaw(Frames.frame(Frames.FIN, new byte[1]));
        assertThat(first.expect(Opcode.BINARY).payload()).hasSize(60_001);
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
        WebSocketTestClient third = client(server);
        third.sendRaw(Frames.frame(BINARY, new byte[60_000]), Frames.frame(Frames.FIN, new byte[1]));
        assertThat(third.expect(Opcode.BINARY).payload()).hasSize(60_001);
    }

    // --- F10 ------------------------------------------------------------------------------------------------------

    @Test
    void f10_aMessageInOneByteSegmentsIsTaken() throws Exception {
        WebSocketServer server = serve(new Echo());
        WebSocketTestClient client = client(server);
        byte[] message = new byte[64 << 10];
        new Random(10).nextBytes(message);
        for (byte octet : Frames.frame(0x82, message)) {
            client.sendRaw(new byte[] {octet}); // TCP_NODELAY: a segment each, as long as the server keeps up
        }
        assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(message);
    }

    @Test
    void f10_65536FragmentsAreTaken() throws Exception {
        WebSocketServer server = serve(new Echo(), builder -> builder.limits(l -> l.maxMessageSize(64 * 65_536)));
        WebSocketTestClient client = client(server);
        byte[] fragment = new byte[64];
        Arrays.fill(fragment, (byte) 'm');
        client.sendRaw(
                Frames.frame(BINARY, fragment),
                Frames.times(65_534, Frames.frame(0, fragment)),
                Frames.frame(Frames.FIN, fragment));
        byte[] echo = client.expect(Opcode.BINARY).payload();
        assertThat(echo).hasSize(64 * 65_536).containsOnly('m');
    }

    // --- F11, F12 -------------------------------------------------------------------------------------------------

    @Test
    void f11_aMessageThatNeverEndsIs1008After60Seconds() throws Exception {
        WebSocketServer server = serve(new Recorder(), builder -> builder.heartbeat(Duration.ZERO, 1));
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.frame(BINARY, new byte[1]));
        client.settle();
        for (int seconds = 0; seconds < 50; seconds += 10) {
            advance(Duration.ofSeconds(10));
            client.sendRaw(Frames.frame(0, new byte[1]));
            client.settle();
        }
        advance(Duration.ofMillis(9_999));
        client.settle();
        advance(Duration.ofMillis(1));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1008);
    }

    @Test
    void f11_theTimeOfAMessageEndsWithIt() throws Exception {
        WebSocketServer server = serve(new Echo(), builder -> builder.heartbeat(Duration.ZERO, 1));
        WebSocketTestClient client = client(server);
        for (int i = 0; i < 3; i++) {
            client.sendRaw(Frames.frame(BINARY, new byte[1]));
            client.settle();
            advance(Duration.ofSeconds(59));
            client.sendRaw(Frames.frame(Frames.FIN, new byte[1]));
            assertThat(client.expect(Opcode.BINARY).payload()).hasSize(2);
        }
    }

    @Test
    void f12_1000EmptyFramesInARowAreTakenAndMoreAre1008() throws Exception {
        WebSocketServer server = serve(new Echo());
        WebSocketTestClient client = client(server);
        byte[] empty = Frames.frame(0, new byte[0]);
        client.sendRaw(
                Frames.frame(BINARY, new byte[1]),
                Frames.times(1_000, empty),
                Frames.frame(0, new byte[1]),
                Frames.times(1_000, empty),
                Frames.frame(Frames.FIN, new byte[0]));
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(2);
        client.sendRaw(Frames.frame(BINARY, new byte[1]), Frames.times(1_001, empty));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1008);
    }

    // --- F13 ------------------------------------------------------------------------------------------------------

    @Test
    void f13_pingsOfAPeerThatDoesNotReadAreAnsweredByOnePongToTheLatest() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server, 4096);
        WebSocket socket = recorder.nextOpen();
        int messages = fill(server, socket, 32 << 10, 512 << 10);
        for (int i = 0; i < 80; i++) {
            client.send(Opcode.PING, new byte[] {(byte) i});
        }
        client.send("all pings are before this");
        assertThat(recorder.next()).startsWith("text");
        client.sendRaw(Frames.frame(0x89, new byte[] {80})); // answered after all that waits
        List<Integer> pongs = new ArrayList<>();
        for (int binaries = 0; binaries < messages || !pongs.contains(80); ) {
            WebSocketTestClient.Frame frame = client.next();
            if (frame.opcode() == Opcode.PONG) {
                pongs.add((int) frame.payload()[0]);
            } else {
                binaries++;
            }
        }
        assertThat(pongs).isIn(List.of(79, 80), List.of(80)); // 80 alone if it, too, came while nothing was read
    }

    @ParameterizedTest
    @ValueSource(ints = {0x89, 0x8A})
    void f13_aHundredPingsOrPongsInASecondAreTakenAndMoreAre1008(int first) throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketTestClient client = client(server);
        byte[] ping = Frames.frame(first, new byte[1]);
        for (int second = 0; second < 3; second++) {
            advance(Duration.ofSeconds(1));
            client.sendRaw(Frames.times(99, ping));
            if (first == 0x89) {
                for (int i = 0; i < 99; i++) {
                    client.expect(Opcode.PONG);
                }
            }
            client.settle();
        }
        client.sendRaw(ping);
        assertThat(client.closeCodeThenEnd()).isEqualTo(1008);
    }

    // --- F14 ------------------------------------------------------------------------------------------------------

    @Test
    void f14_whatComesAfterACloseFrameIsIgnored() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        client.sendRaw(
                Frames.text("before"),
                Frames.close(1000, "bye"),
                Frames.text("after"),
                Frames.close(1001, ""),
                Frames.frame(0xFF, new byte[3]),
                new byte[100_000]);
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        assertThat(recorder.next()).isEqualTo("open");
        assertThat(recorder.next()).isEqualTo("text before");
        assertThat(recorder.next()).isEqualTo("close 1000 bye");
        client.close();
        expectEmpty(server);
        assertThat(recorder.isSilent()).isTrue();
    }

    @Test
    void f14_afterOurCloseFrameMessagesAreIgnoredAndPingsAnsweredUntilThePeersCloseFrame() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        socket.close(4000, "enough");
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(4000, "enough"));
        client.sendRaw(Frames.text("on its way"), Frames.frame(0x89, new byte[] {7}));
        assertThat(client.expect(Opcode.PONG).payload()).containsExactly(7);
        client.sendRaw(Frames.close(4000, ""), Frames.text("too late"));
        client.expectEnd();
        assertThat(recorder.next()).isEqualTo("close 4000");
    }

    @Test
    void f14_aPeerThatNeverAnswersOurCloseFrameIsCutAfterTheCloseTimeout() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        socket.close();
        assertThat(client.nextClose().code()).isEqualTo(1000);
        advance(Duration.ofMillis(4_999));
        client.settle(); // a sign of life is no answer
        advance(Duration.ofMillis(1));
        client.expectEnd();
        assertThat(recorder.next()).isEqualTo("close 1006 the peer did not answer close code 1000");
        expectEmpty(server);
    }

    @Test
    void f14_aPeerThatNeverEndsTheTcpConnectionIsCutAfterTheCloseTimeout() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketTestClient client = client(server);
        client.sendClose(1000, "");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        assertThat(server.connections()).isOne();
        advance(Duration.ofSeconds(5));
        expectEmpty(server);
    }

    // --- F16 ------------------------------------------------------------------------------------------------------

    /** An inline handler has the loop's own pool of buffers filled with a pattern before each answer. */
    @Test
    void f16_pongsClosesAndEchoesHoldTheSentBytesAndNoOthers() throws Exception {
        WebSocketServer server = serveInline(
                new Echo() {
                    @Override
                    public void onPong(WebSocket socket, byte[] data) {
                        poisonPool();
                    }
                },
                builder -> builder.eventLoops(1));
        WebSocketTestClient client = client(server);
        Random random = new Random(16);
        for (int length = 0; length <= 125; length++) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            advance(Duration.ofMillis(100)); // below the rate
            client.sendRaw(Frames.frame(0x8A, new byte[0]), Frames.frame(0x89, payload), Frames.frame(0x82, payload));
            WebSocketTestClient.Frame one = client.next();
            WebSocketTestClient.Frame other = client.next();
            assertThat(List.of(one.opcode(), other.opcode())).containsExactlyInAnyOrder(Opcode.PONG, Opcode.BINARY);
            assertThat(one.payload()).isEqualTo(payload);
            assertThat(other.payload()).isEqualTo(payload);
        }
        client.sendRaw(Frames.frame(0x8A, new byte[0]), Frames.close(1000, "long ".repeat(20)));
        assertThat(client.expect(Opcode.CLOSE).payload()).containsExactly(3, 0xE8);
        client.expectEnd();
    }

    private static void poisonPool() {
        for (int size : new int[] {2, 4, 16, 64, 127, 129, 256, 1024, 65_536}) {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(size);
            byte[] poison = new byte[size];
            Arrays.fill(poison, (byte) 0xA5);
            buffer.writeBytes(poison);
            buffer.release();
        }
    }
}
