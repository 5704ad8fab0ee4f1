package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an open client does besides sending and hearing: heartbeat, latency, masks, bounds. */
class ClientTalkTest extends ClientTest {
    private RawServer.Peer open(ClientOptions.Builder builder, RawServer server) throws Exception {
        build(builder).connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        return peer;
    }

    @Test
    void aSilentServerIsPingedTwiceAndLeftAfter90Seconds() throws Exception {
        RawServer server = rawServer();
        RawServer.Peer peer = open(to(server.port()), server);
        advance(Duration.ofSeconds(30));
        peer.expect(Opcode.PING);
        advance(Duration.ofSeconds(30));
        peer.expect(Opcode.PING);
        advance(Duration.ofSeconds(30));
        peer.expectEnd();
        recorder.expect("close 1006 no sign of life after 2 heartbeats", "closed 1006 Lost");
    }

    @Test
    void theLatencyIsTheLastHeartbeatsThereAndBack() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).heartbeat(Duration.ofSeconds(10), 3));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        assertThat(client.latency()).isEmpty();
        advance(Duration.ofSeconds(10));
        byte[] ping = peer.expect(Opcode.PING).payload();
        advance(Duration.ofMillis(70));
        peer.send(Opcode.PONG, ping);
        await("the pong", () -> client.latency().isPresent());
        assertThat(client.latency()).contains(Duration.ofMillis(70));
    }

    @Test
    void aPingOfOnesOwnIsAnsweredToTheHandler() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = connected(to(server));
        assertThat(client.ping(new byte[3])).isTrue();
        recorder.expect("pong 3");
        client.close();
        assertThat(client.ping(new byte[3])).isFalse();
    }

    @Test
    void theServersPingsAreAnsweredMaskedWithTheSameBytes() throws Exception {
        RawServer server = rawServer();
        RawServer.Peer peer = open(to(server.port()), server);
        peer.send(Opcode.PING, new byte[] {1, 2, 3});
        assertThat(peer.expect(Opcode.PONG).payload()).containsExactly(1, 2, 3);
    }

    @Test
    void n12_aPingFloodEndsTheConnectionWith1008() throws Exception {
        RawServer server = rawServer();
        RawServer.Peer peer = open(to(server.port()), server);
        for (int i = 0; i < 101; i++) {
            peer.send(Opcode.PING, new byte[] {1});
        }
        for (int i = 0; i < 100; i++) {
            peer.expect(Opcode.PONG);
        }
        assertThat(peer.expect(Opcode.CLOSE).payload()).startsWith(0x03, 0xF0);
        peer.close();
        recorder.expect("close 1008", "closed 1008 Lost");
    }

    @Test
    void n12_aFrameThatAnnouncesTooMuchIsRefusedWith1009BeforeItComes() throws Exception {
        RawServer server = rawServer();
        RawServer.Peer peer = open(to(server.port()), server);
        peer.send(new byte[] {(byte) 0x82, 127, 0x7F, -1, -1, -1, -1, -1, -1, -1});
        assertThat(peer.expect(Opcode.CLOSE).payload()).startsWith(0x03, 0xF1);
        peer.close();
        recorder.expect("close 1009", "closed 1009 Lost");
    }

    @Test
    void f17_everyFrameHasAKeyOfItsOwnThatLooksLikeChance() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        int frames = 3_000; // three times what is drawn at once
        Set<Integer> keys = new HashSet<>();
        int[] ones = new int[32];
        for (int i = 0; i < frames; i++) {
            client.send("k");
            int key = peer.expect(Opcode.TEXT).key();
            keys.add(key);
            for (int bit = 0; bit < 32; bit++) {
                ones[bit] += key >>> bit & 1;
            }
        }
        assertThat(keys).hasSizeGreaterThan(frames - 3); // two of 3,000 are the same once in a thousand runs
        for (int bit = 0; bit < 32; bit++) {
            // Each bit is one half of the time, within eight standard deviations: never in the age of the universe.
            assertThat(ones[bit]).as("bit %d", bit).isBetween(frames / 2 - 220, frames / 2 + 220);
        }
    }

    @Test
    void aServerThatReadsNothingCostsAFullQueueAndNoMore() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).limits(l -> l.maxSendQueue(64 << 10)));
        WebSocket socket = connectTo(server, client);
        byte[] message = new byte[16 << 10];
        int sent = 0;
        while (client.send(message)) {
            sent++;
        }
        await("the network takes what it can", () -> Inside.inFlight(socket) == 0);
        assertThat(sent).isPositive();
        assertThat(socket.bufferedBytes()).isLessThanOrEqualTo(64 << 10);
        assertThat(client.state())
                .isInstanceOf(ClientState.Open.class); // by default the sender hears it, and nobody is cut
        socket.terminate();
        assertThat(recorder.next()).startsWith("close 1006");
    }

    @Test
    void slowServersAreCutWhereTheClientAsksForThat() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client =
                build(to(server.port()).limits(l -> l.maxSendQueue(64 << 10)).slowServer(SlowConsumerPolicy.CLOSE));
        connectTo(server, client);
        byte[] message = new byte[16 << 10];
        while (client.send(message)) {
            // until it is full
        }
        assertThat(recorder.next()).startsWith("close 1006 the peer reads too slowly");
    }

    private WebSocket connectTo(RawServer server, WebSocketClient client) throws Exception {
        var first = client.connect();
        server.open();
        recorder.expect("connecting 0", "is open", "open");
        return get(first);
    }

    @Test
    void aServerThatTakesNothingForTheWriteTimeoutIsLeft() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        WebSocket socket = connectTo(server, client);
        byte[] message = new byte[64 << 10];
        while (client.send(message)) {
            Thread.onSpinWait(); // until the kernel's buffers and ours are full
        }
        await("all is with the network", () -> Inside.inFlight(socket) == 0);
        advance(Duration.ofSeconds(10));
        recorder.expect("close 1006 the peer took nothing for the write timeout", "closed 1006 Lost");
    }

    @Test
    void aHandlerThatIsBehindSlowsItsServerDown() throws Exception {
        RawServer server = rawServer();
        java.util.concurrent.Semaphore permits = new java.util.concurrent.Semaphore(0);
        ClientOptions.Builder builder = WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .loops(loops)
                .limits(l -> l.inboundQueue(8))
                .handler(new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) throws Exception {
                        permits.acquire();
                        recorder.onText(socket, text);
                    }
                });
        WebSocketClient client = build(builder);
        var first = client.connect();
        RawServer.Peer peer = server.open();
        WebSocket socket = get(first);
        for (int i = 0; i < 100; i++) {
            peer.send(Opcode.TEXT, new byte[] {'x'});
        }
        await("it stops reading", () -> Inside.isPaused(socket));
        permits.release(100);
        for (int i = 0; i < 100; i++) {
            recorder.expect("text x");
        }
        await("it reads on", () -> !Inside.isPaused(socket));
    }
}
