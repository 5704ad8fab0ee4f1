package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.websocket.DeflateResources;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** permessage-deflate over real sockets (RFC 7692): what is agreed, sent, shared, counted and limited. */
class CompressionTest extends SocketTest {
    private static final String OFFER = "permessage-deflate; client_max_window_bits";
    private static final String ALONE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final String LONG = "Hello, hello, hello. ".repeat(100);

    private final Recorder recorder = new Recorder();

    // --- what is agreed -------------------------------------------------------------------------------------------

    @Test
    void compressionIsOffUnlessAskedFor() throws Exception {
        WebSocketServer server = serve(recorder);
        DeflateClient client = client(server, OFFER);
        assertThat(client.answer()).isEmpty();
        recorder.nextOpen().send(LONG);
        assertThat(client.next().compressed()).isFalse();
        client.send("never agreed on");
        assertThat(client.plain().closeCodeThenEnd()).isEqualTo(1002);
    }

    @Test
    void messagesFromTheThresholdOnAreCompressedAndHeardBothWays() throws Exception {
        WebSocketServer server = serve(recorder, compression(c -> c));
        DeflateClient client = client(server, OFFER);
        assertThat(client.answer()).isEqualTo(ALONE);
        WebSocket socket = recorder.nextOpen();
        client.send(LONG);
        assertThat(recorder.next()).isEqualTo("text " + LONG);
        client.plain().send("plain");
        assertThat(recorder.next()).isEqualTo("text plain");

        socket.send("x".repeat(1_023));
        socket.send("x".repeat(1_024));
        socket.send(new byte[100_000]);
        byte[] noise = new byte[5_000];
        new Random(7692).nextBytes(noise);
        socket.send(noise);
        assertThat(client.next()).matches(frame -> !frame.compressed() && frame.wireSize() == 1_023);
        assertThat(client.next())
                .matches(frame -> frame.compressed() && frame.text().length() == 1_024);
        DeflateClient.Frame zeros = client.next();
        assertThat(zeros.payload()).hasSize(100_000).containsOnly(0);
        assertThat(zeros.wireSize()).isLessThan(200);
        DeflateClient.Frame asItIs = client.next();
        assertThat(asItIs.compressed()).as("what would not get smaller").isFalse();
        assertThat(asItIs.payload()).isEqualTo(noise);
    }

    @Test
    void z07_whatHoldsASecretGoesUncompressedWhenTheApplicationSaysSo() throws Exception {
        WebSocketServer server = serve(recorder, compression(c -> c.contextTakeover(true, true)));
        DeflateClient client = client(server, OFFER);
        WebSocket socket = recorder.nextOpen();
        socket.send(LONG);
        socket.sendUncompressed(LONG);
        socket.sendUncompressed(new byte[3_000]);
        socket.send(LONG);
        assertThat(client.next().compressed()).isTrue();
        assertThat(client.next())
                .matches(frame -> !frame.compressed() && frame.text().equals(LONG));
        assertThat(client.next()).matches(frame -> !frame.compressed() && frame.opcode() == Opcode.BINARY);
        assertThat(client.next())
                .matches(frame -> frame.compressed() && frame.text().equals(LONG));
    }

    @Test
    void withTakeoverMessagesReferToEarlierOnesWhateverIsSentBetween() throws Exception {
        WebSocketServer server =
                serve(recorder, compression(c -> c.contextTakeover(true, true).threshold(10)));
        DeflateClient client = client(server, "permessage-deflate");
        assertThat(client.answer()).isEqualTo("permessage-deflate");
        WebSocket socket = recorder.nextOpen();
        WebSocketGroup group = server.newGroup();
        group.add(socket);
        String text = "an unlikely text of 16 words: " + new Random(1).nextLong() + " and no more";
        socket.send(text);
        socket.send(text);
        socket.send("short");
        group.send("to all: " + text);
        socket.send(text);
        socket.send(text);
        List<Integer> sizes = new ArrayList<>();
        for (String expected : List.of(text, text, "short", "to all: " + text, text, text)) {
            DeflateClient.Frame frame = client.next();
            assertThat(frame.text()).isEqualTo(expected);
            sizes.add(frame.wireSize());
        }
        assertThat(sizes.get(1)).isLessThan(sizes.get(0) / 2);
        assertThat(sizes.get(4)).as("a broadcast went past the context").isEqualTo(sizes.get(0));
        assertThat(sizes.get(5)).isEqualTo(sizes.get(1));
    }

    @Test
    void anInlineEchoCompresses() throws Exception {
        WebSocketServer server = serveInline(
                new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.send(text);
                    }
                },
                compression(c -> c.threshold(0)));
        DeflateClient client = client(server, "permessage-deflate; server_max_window_bits=9");
        assertThat(client.answer()).contains("server_max_window_bits=9");
        for (int i = 0; i < 20; i++) {
            client.send(LONG + i);
            assertThat(client.next()).matches(DeflateClient.Frame::compressed);
        }
    }

    // --- groups ---------------------------------------------------------------------------------------------------

    @Test
    void aBroadcastIsCompressedOnceForAllWhoTakeItAndPlainForTheRest() throws Exception {
        WebSocketServer server = serve(
                recorder,
                builder ->
                        builder.compression(c -> c.contextTakeover(true, true)).eventLoops(2));
        List<DeflateClient> clients = new ArrayList<>();
        WebSocketGroup group = server.newGroup();
        for (String offer : List.of(OFFER, ALONE, "x-none", "permessage-deflate; server_max_window_bits=10", ALONE)) {
            clients.add(client(server, offer));
            group.add(recorder.nextOpen());
        }
        Inside.turn(server.runtime);
        group.send(LONG);
        List<DeflateClient.Frame> frames = new ArrayList<>();
        for (DeflateClient client : clients) {
            frames.add(client.next());
            assertThat(frames.getLast().text()).isEqualTo(LONG);
        }
        assertThat(frames).extracting(DeflateClient.Frame::compressed).containsExactly(true, true, false, false, true);
        group.send("short");
        for (DeflateClient client : clients) {
            assertThat(client.next())
                    .matches(frame -> !frame.compressed() && frame.text().equals("short"));
        }
    }

    @Test
    void aCompressedBroadcastIsTwoBuffersForAllMembers() throws Exception {
        WebSocketServer server = serve(recorder, compression(c -> c));
        WebSocketGroup group = server.newGroup();
        List<DeflateClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(closing(DeflateClient.open(server.port(), OFFER, 4096)));
            WebSocket socket = recorder.nextOpen();
            byte[] noise = new byte[16 << 10];
            new Random(i).nextBytes(noise);
            while (socket.bufferedBytes() <= 100_000) {
                socket.send(noise);
                Inside.turn(server.runtime);
                Inside.turn(server.runtime);
            }
            group.add(socket);
        }
        Inside.turn(server.runtime);
        var unpooled = UnpooledByteBufAllocator.DEFAULT.metric();
        long before = unpooled.usedDirectMemory();
        group.send(new byte[400_000]);
        Inside.turn(server.runtime);
        Inside.turn(server.runtime);
        assertThat(unpooled.usedDirectMemory() - before)
                .as("the compressed form alone waits; the plain one went")
                .isLessThan(1_000);
        for (DeflateClient client : clients) {
            client.close();
        }
        await("the buffer is free", () -> unpooled.usedDirectMemory() == before);
    }

    // --- limits ---------------------------------------------------------------------------------------------------

    @Test
    void theSendQueueCountsTheBytesThatReallyWait() throws Exception {
        WebSocketServer server = serve(recorder, compression(c -> c));
        DeflateClient client = closing(DeflateClient.open(server.port(), OFFER, 4096));
        WebSocket socket = recorder.nextOpen();
        for (int i = 0; i < 100; i++) {
            assertThat(socket.send(new byte[200_000])).as("message %d", i).isTrue();
        }
        assertThat(socket.bufferedBytes()).isLessThan(100 * 600);
        for (int i = 0; i < 100; i++) {
            assertThat(client.next().payload()).hasSize(200_000);
        }
    }

    @Test
    void z01_aBombIsRefusedWith1009AndTheServerServesOn() throws Exception {
        WebSocketServer server = serve(recorder, compression(c -> c));
        DeflateClient bomber = client(server, OFFER);
        recorder.nextOpen();
        DeflateClient other = client(server, OFFER);
        WebSocket alive = recorder.nextOpen();
        bomber.plain().sendRaw(Frames.frame(0xC2, DeflateClient.deflate(new byte[20_000_000])));
        assertThat(bomber.plain().closeCodeThenEnd()).isEqualTo(1009);
        assertThat(recorder.next()).isEqualTo("close 1009");
        alive.send(LONG);
        assertThat(other.next().text()).isEqualTo(LONG);
        assertThat(logs.ofPeers()).hasSize(1);
    }

    @Test
    void z06_whenTheBudgetIsSpentNewcomersDoWithoutTakeoverThenWithoutCompression() throws Exception {
        int each = DeflateResources.DEFLATER_BYTES + DeflateResources.INFLATER_BYTES;
        int budget = 3 * each + (each / 2);
        WebSocketServer server = serve(
                recorder,
                compression(c -> c.contextTakeover(true, true).deflateMemoryBudget(Math.max(1 << 20, budget))));
        int forReaders = server.options().eventLoops() * DeflateResources.INFLATER_BYTES;
        int affordable = (Math.max(1 << 20, budget) - forReaders) / each;
        List<DeflateClient> rich = new ArrayList<>();
        for (int i = 0; i < affordable; i++) {
            rich.add(client(server, "permessage-deflate"));
            assertThat(rich.getLast().answer()).isEqualTo("permessage-deflate");
            recorder.nextOpen();
        }
        assertThat(Inside.deflateReserved(server.runtime)).isEqualTo((long) affordable * each);
        assertThat(Inside.cutBack(server.runtime)).isZero();
        DeflateClient thrifty = client(server, "permessage-deflate");
        assertThat(thrifty.answer()).isEqualTo(ALONE);
        assertThat(Inside.cutBack(server.runtime)).isOne();
        WebSocket socket = recorder.nextOpen();
        thrifty.send(LONG);
        assertThat(recorder.next()).isEqualTo("text " + LONG);
        socket.send(LONG);
        assertThat(thrifty.next().text()).isEqualTo(LONG);
        assertThat(logs.ofPeers()).singleElement().asString().contains("deflateMemoryBudget");

        rich.removeLast().close();
        assertThat(recorder.next()).startsWith("close");
        Inside.turn(server.runtime);
        DeflateClient lucky = client(server, "permessage-deflate");
        assertThat(lucky.answer()).as("what one gave back").isEqualTo("permessage-deflate");
        recorder.nextOpen();
        for (DeflateClient client : rich) {
            client.close();
        }
        lucky.close();
        await("the contexts' memory", () -> Inside.deflateReserved(server.runtime) <= each);
    }

    @Test
    void z06_whereTheServerSpeaksFirstTheMemoryOfItsDeflaterIsNotMissingForTheAnswer() throws Exception {
        int each = DeflateResources.DEFLATER_BYTES + DeflateResources.INFLATER_BYTES;
        int budget = 4 * each; // the deflater of the fourth leaves its inflater
        WebSocketServer server = serve(
                recorder,
                builder -> builder.eventLoops(1)
                        .compression(c -> c.contextTakeover(true, true).deflateMemoryBudget(budget)));
        for (int i = 0; i < 3; i++) {
            assertThat(client(server, "permessage-deflate").answer()).isEqualTo("permessage-deflate");
            recorder.nextOpen();
        }
        DeflateClient thrifty = client(server, "permessage-deflate");
        assertThat(thrifty.answer()).isEqualTo(ALONE);
        recorder.nextOpen().send(LONG);
        assertThat(thrifty.next().compressed()).isTrue();
        thrifty.send(LONG);
        assertThat(recorder.next()).isEqualTo("text " + LONG);
        assertThat(client(server, "permessage-deflate").answer()).isEqualTo(ALONE);
    }

    @Test
    void z02_whoSendsMoreInflatedBytesThanItsRateIsReadNoFasterThanThat() throws Exception {
        WebSocketServer server =
                serve(recorder, builder -> compression(c -> c).apply(builder.limits(l -> l.bytesPerSecond(1_000_000))));
        DeflateClient fast = client(server, OFFER);
        WebSocket hurried = recorder.nextOpen();
        DeflateClient other = client(server, OFFER);
        recorder.nextOpen();
        String message = "a".repeat(500_000);
        byte[] frame = Frames.frame(0xC1, DeflateClient.deflate(message.getBytes(StandardCharsets.UTF_8)));
        fast.plain().sendRaw(Frames.times(10, frame));
        for (int i = 1; i <= 3; i++) { // a second's worth, and what is over it
            assertThat(recorder.next()).as("message %d", i).hasSize("text ".length() + 500_000);
        }
        await("a pause", () -> Inside.isPaused(hurried));
        other.send("in between");
        assertThat(recorder.next()).isEqualTo("text in between");
        for (int i = 4; i <= 10; i++) {
            advance(Duration.ofMillis(499));
            Inside.turn(server.runtime);
            assertThat(recorder.isSilent()).as("before message %d", i).isTrue();
            advance(Duration.ofMillis(1));
            assertThat(recorder.next()).as("message %d", i).hasSize("text ".length() + 500_000);
        }
        advance(Duration.ofSeconds(2));
        fast.send("calm again");
        assertThat(recorder.next()).isEqualTo("text calm again");
        assertThat(Inside.isPaused(hurried)).isFalse();
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    void settingsOutOfRangeAreTheCallersMistake() {
        assertMistake("threshold is -1", c -> c.threshold(-1));
        assertMistake("level is 0", c -> c.level(0));
        assertMistake("level is 10", c -> c.level(10));
        assertMistake("serverMaxWindowBits is 7", c -> c.maxWindowBits(7, 15));
        assertMistake("clientMaxWindowBits is 16", c -> c.maxWindowBits(15, 16));
        assertMistake("deflateMemoryBudget is 1000", c -> c.deflateMemoryBudget(1_000));
        assertThatThrownBy(() -> WebSocketServer.builder()
                        .limits(l -> l.bytesPerSecond(-1))
                        .build())
                .hasMessageContaining("bytesPerSecond is -1");
    }

    private static void assertMistake(String message, UnaryOperator<Compression.Builder> change) {
        assertThatThrownBy(() -> WebSocketServer.builder().compression(change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static UnaryOperator<ServerOptions.Builder> compression(UnaryOperator<Compression.Builder> change) {
        return builder -> builder.compression(change);
    }

    private DeflateClient client(WebSocketServer server, String offer) throws IOException {
        return closing(DeflateClient.open(server.port(), offer, 0));
    }
}
