package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.WhileAway.WhenFull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent while there is no connection. */
class ClientBacklogTest extends ClientTest {
    /** Lets a client come back from its wait. */
    private RawServer.Peer back(RawServer server) throws Exception {
        recorder.expect("reconnecting 1 in 2000");
        advance(Duration.ofSeconds(2));
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 1", "is open", "open");
        return peer;
    }

    private WebSocketClient cut(ClientOptions.Builder builder, RawServer server) throws Exception {
        WebSocketClient client = build(builder.reconnect());
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        peer.close();
        assertThat(recorder.next()).startsWith("close 1006");
        await("it waits", () -> client.state() instanceof ClientState.Reconnecting);
        return client;
    }

    @Test
    void withoutAskingNothingIsKept() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = cut(to(server.port()), server);
        assertThat(client.send("lost")).isFalse();
        assertThat(client.send(new byte[1])).isFalse();
        assertThat(client.waiting()).isZero();
    }

    @Test
    void whatIsKeptLeavesInOrderWithTheNextConnection() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = cut(to(server.port()).whileAway(q -> q), server);
        for (int i = 0; i < 100; i++) {
            assertThat(i % 2 == 0 ? client.send("text " + i) : client.send(new byte[] {(byte) i}))
                    .isTrue();
        }
        assertThat(client.waiting()).isEqualTo(100);
        RawServer.Peer peer = back(server);
        for (int i = 0; i < 100; i++) {
            if (i % 2 == 0) {
                assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("text " + i);
            } else {
                assertThat(peer.expect(Opcode.BINARY).payload()).containsExactly(i);
            }
        }
        await("nothing waits", () -> client.waiting() == 0);
        assertThat(client.send("direct")).isTrue();
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("direct");
    }

    @Test
    void itIsKeptBeforeTheFirstConnectionToo() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).whileAway(q -> q));
        assertThat(client.send("early")).isTrue();
        client.connect();
        assertThat(client.send("less early")).isTrue();
        RawServer.Peer peer = server.open();
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("early");
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("less early");
    }

    @Test
    void whatOnOpenSendsLeavesFirst() throws Exception {
        for (boolean inline : new boolean[] {false, true}) {
            RawServer server = rawServer();
            ClientOptions.Builder builder = WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                    .loops(loops)
                    .whileAway(q -> q)
                    .handler(new WebSocketHandler() {
                        @Override
                        public void onOpen(WebSocket socket) {
                            socket.send("join");
                        }
                    });
            WebSocketClient client = build(inline ? builder.inline() : builder);
            client.send("kept");
            client.connect();
            RawServer.Peer peer = server.open();
            assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("join");
            assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("kept");
        }
    }

    @Test
    void whatFindsNoRoomIsRefusedByDefault() throws Exception {
        WebSocketClient client = build(to(1).whileAway(q -> q.maxMessages(3)));
        assertThat(client.send("1") && client.send("2") && client.send("3")).isTrue();
        assertThat(client.send("4")).isFalse();
        assertThat(client.waiting()).isEqualTo(3);
    }

    @Test
    void bytesCountWith96ForEachMessage() throws Exception {
        WebSocketClient client = build(to(1).whileAway(q -> q.maxBytes(200)));
        assertThat(client.send(new byte[105])).isFalse(); // alone too large
        assertThat(client.send(new byte[4])).isTrue();
        assertThat(client.send(new byte[5])).isFalse();
        assertThat(client.send(new byte[4])).isTrue();
        assertThat(client.send("")).isFalse();
    }

    @Test
    void theOldestGoWhereThatIsAskedFor() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(
                to(server.port()).whileAway(q -> q.maxMessages(3).maxBytes(400).whenFull(WhenFull.DROP_OLDEST)));
        for (String text : List.of("1", "2", "3", "4", "5")) {
            assertThat(client.send(text)).isTrue();
        }
        assertThat(client.send("6".repeat(200))).isTrue(); // takes the place of two
        assertThat(client.send("7".repeat(400))).isFalse(); // larger than all the room
        assertThat(client.waiting()).isEqualTo(2);
        client.connect();
        RawServer.Peer peer = server.open();
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("5");
        assertThat(peer.expect(Opcode.TEXT).text()).startsWith("666");
    }

    @Test
    void moreThanTheSendQueueHoldsLeavesAsFastAsTheServerReads() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port())
                .limits(l -> l.maxSendQueue(32 << 10))
                .slowServer(SlowConsumerPolicy.CLOSE)
                .whileAway(q -> q.maxMessages(4_000).maxBytes(64 << 20)));
        byte[] message = new byte[15_000];
        for (int i = 0; i < 2_000; i++) {
            message[0] = (byte) i;
            assertThat(client.send(message)).isTrue();
        }
        client.connect();
        RawServer.Peer peer = server.open();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] payload = peer.expect(Opcode.BINARY).payload();
            assertThat(payload).hasSize(15_000);
            assertThat(payload[0]).isEqualTo((byte) i);
            if (i % 500 == 0 && client.send("behind " + i)) {
                sent.add("behind " + i); // its turn is after all that waits
            }
        }
        for (String text : sent) {
            assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo(text);
        }
        assertThat(client.state()).isInstanceOf(ClientState.Open.class);
    }

    @Test
    void whatStillWaitsWhenTheClientClosesIsForgotten() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = cut(to(server.port()).whileAway(q -> q), server);
        client.send("forgotten");
        client.close();
        assertThat(client.waiting()).isZero();
        assertThat(client.send("refused")).isFalse();
    }
}
