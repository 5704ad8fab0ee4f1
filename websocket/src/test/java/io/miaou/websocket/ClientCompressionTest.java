package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.ConnectionFailure.HandshakeInvalid;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that offers permessage-deflate (RFC 7692). */
class ClientCompressionTest extends ClientTest {
    private static final String LARGE = "miaou ".repeat(5_000);

    /** Sends back what it hears. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }
    }

    /** Keeps what it hears. */
    private static final class Keeper implements WebSocketHandler {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void onText(WebSocket socket, String text) {
            heard.add(text);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void messagesGoThereAndBackCompressed(boolean serverTakeover, boolean clientTakeover) throws Exception {
        WebSocketServer server = serve(
                new Echo(), builder -> builder.compression(c -> c.contextTakeover(serverTakeover, clientTakeover)));
        Keeper keeper = new Keeper();
        WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .handler(keeper)
                .loops(loops)
                .compression(c -> c.contextTakeover(serverTakeover, clientTakeover)));
        WebSocket socket = get(client.connect());
        assertThat(socket.request().header("Sec-WebSocket-Extensions").orElseThrow())
                .startsWith("permessage-deflate");
        for (int i = 0; i < 20; i++) {
            assertThat(client.send(i + LARGE)).isTrue();
            assertThat(client.send("short " + i)).isTrue();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(keeper.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(i + LARGE);
            assertThat(keeper.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("short " + i);
        }
    }

    @Test
    void onTheWireALargeMessageIsSmallAndMasked() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).compression(c -> c));
        client.connect();
        RawServer.Peer peer = server.accept();
        String head = peer.readHead();
        assertThat(RawServer.Peer.header(head, "Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
        peer.send(RawServer.Peer.agreement(head)
                .replace(
                        "\r\n\r\n",
                        "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                                + " client_no_context_takeover\r\n\r\n"));
        recorder.expect("connecting 0", "is open", "open");
        client.send(LARGE);
        assertThat(peer.expect(Opcode.TEXT).payload().length).isLessThan(LARGE.length() / 50);
        client.send("short");
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("short");
    }

    @Test
    void whatWasKeptWhileAwayIsCompressedToo() throws Exception {
        WebSocketServer server = serve(new Echo(), builder -> builder.compression(c -> c.contextTakeover(true, true)));
        Keeper keeper = new Keeper();
        WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .handler(keeper)
                .loops(loops)
                .whileAway(q -> q)
                .compression(c -> c.contextTakeover(true, true)));
        for (int i = 0; i < 10; i++) {
            client.send(i + LARGE);
        }
        client.connect();
        for (int i = 0; i < 10; i++) {
            assertThat(keeper.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(i + LARGE);
        }
    }

    @Test
    void anExtensionThatWasNotOfferedFailsTheAttempt() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.send(RawServer.Peer.agreement(peer.readHead())
                .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        assertThat(failureOf(first)).isInstanceOf(HandshakeInvalid.class);
    }

    @Test
    void whereItsMemoryIsSpentTheConnectionIsMadeWithout() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(new Echo(), builder -> builder.compression(c -> c.contextTakeover(true, true)));
        Keeper keeper = new Keeper();
        int compressed = 0;
        for (int i = 0; i < 6; i++) { // each keeps 312 KiB of one MiB
            WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                    .handler(keeper)
                    .loops(loops)
                    .compression(c -> c.contextTakeover(true, true).deflateMemoryBudget(1 << 20)));
            WebSocket socket = get(client.connect());
            compressed += socket.request().header("Sec-WebSocket-Extensions").isPresent() ? 1 : 0;
            client.send(LARGE);
            assertThat(keeper.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(LARGE);
        }
        assertThat(compressed).isEqualTo(3);
    }

    /** Z01 for the client's side: what counts is the inflated size. */
    @Test
    void z01_aBombOfTheServersEndsWith1009() throws Exception {
        WebSocketServer server = serve(
                new Echo(),
                builder -> builder.limits(l -> l.maxMessageSize(4_000_000)).compression(c -> c));
        WebSocketClient client = connected(to(server)
                .compression(c -> c)
                .limits(l -> l.maxMessageSize(100_000).maxSendQueue(8 << 20)));
        assertThat(client.send("a".repeat(3_000_000))).isTrue(); // comes back as 3 KB that inflate to 3 MB
        recorder.expect("close 1009", "closed 1009 Lost");
    }
}
