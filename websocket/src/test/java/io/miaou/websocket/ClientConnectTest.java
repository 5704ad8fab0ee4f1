package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.ConnectionFailure.HandshakeInvalid;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.HeadersUnavailable;
import io.miaou.websocket.ConnectionFailure.TimedOut;
import io.miaou.websocket.ConnectionFailure.Unreachable;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client gets its connection, and what it says when it does not. */
class ClientConnectTest extends ClientTest {
    @Test
    void itAsksAsRfc6455Section4WantsIt() throws Exception {
        RawServer server = rawServer();
        var client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port() + "/a/b?c=d%20e")
                .handler(recorder)
                .loops(loops)
                .header("Authorization", "Bearer 1")
                .header("Cookie", () -> "fresh=1")
                .subprotocols("v2", "v1"));
        client.connect();
        String head = server.accept().readHead();
        assertThat(head.lines().toList())
                .startsWith("GET /a/b?c=d%20e HTTP/1.1", "Host: 127.0.0.1:" + server.port())
                .contains(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Protocol: v2, v1",
                        "Authorization: Bearer 1",
                        "Cookie: fresh=1");
        assertThat(RawServer.Peer.header(head, "Sec-WebSocket-Key")).hasSize(24).endsWith("==");
    }

    @Test
    void theAgreedSubprotocolAndTheRequestAreTheSockets() throws Exception {
        WebSocketServer server =
                start(builder -> builder.endpoint("/chat", new Recorder(), endpoint -> endpoint.subprotocols("v1")));
        var client = build(WebSocketClient.builder("ws://localhost:" + server.port() + "/chat?room=a")
                .handler(recorder)
                .loops(loops)
                .subprotocols("v2", "v1"));
        WebSocket socket = get(client.connect());
        assertThat(socket.subprotocol()).contains("v1");
        assertThat(socket.request().path()).isEqualTo("/chat");
        assertThat(socket.request().queryParameter("room")).contains("a");
        assertThat(socket.request().remoteAddress().getPort()).isEqualTo(server.port());
        assertThat(socket)
                .hasToString(
                        "WebSocket " + socket.id() + " to " + socket.request().remoteAddress());
    }

    @Test
    void itTalksAndClosesInOneOrderOfEvents() throws Exception {
        Recorder atServer = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                super.onText(socket, text);
                socket.send("echo " + text);
            }
        };
        WebSocketServer server = serve(atServer);
        WebSocketClient client = build(to(server));
        assertThat(client.state()).isInstanceOf(ClientState.Idle.class);
        assertThat(client.send("too early")).isFalse();
        WebSocket socket = get(client.connect());
        assertThat(client.state()).isEqualTo(new ClientState.Open(socket));
        assertThat(client.socket()).contains(socket);
        assertThat(client.send("a")).isTrue();
        assertThat(client.send(new byte[3])).isTrue();
        recorder.expect("connecting 0", "is open", "open", "text echo a");
        client.close();
        recorder.expect("closing", "close 1000", "closed 1000");
        atServer.nextOpen();
        for (String event : new String[] {"text a", "binary 3", "close 1000"}) {
            assertThat(atServer.next()).isEqualTo(event);
        }
        assertThat(client.state()).isInstanceOf(ClientState.Closed.class);
        assertThat(client.socket()).isEmpty();
        assertThat(client.send("too late")).isFalse();
        assertThat(get(client.closed()).cause()).isEmpty();
    }

    @Test
    void bytesBehindTheAnswerAreTheFirstOfTheConnection() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.accept();
        byte[] agreement = RawServer.Peer.agreement(peer.readHead()).getBytes(StandardCharsets.ISO_8859_1);
        peer.send(Frames.join(agreement, new byte[] {(byte) 0x81, 1, 'a', (byte) 0x81, 2, 'b'}));
        recorder.expect("connecting 0", "is open", "open", "text a");
        peer.send("c");
        recorder.expect("text bc");
    }

    @Test
    void anInlineHandlerAndItsListenerRunOnTheLoop() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = build(to(server).inline());
        client.connect();
        for (int i = 0; i < 3; i++) {
            assertThat(recorder.nextEvent().thread().getName()).startsWith("miaou-client");
        }
        client.close();
        recorder.expect("closing", "close 1000", "closed 1000");
    }

    @Test
    void whereNobodyListensItIsUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        WebSocketClient client = build(to(port));
        ConnectionFailure failure = failureOf(client.connect());
        assertThat(failure)
                .isInstanceOf(Unreachable.class)
                .hasMessage("cannot connect to ws://127.0.0.1:" + port + "/: connection refused: nobody listens there");
        recorder.expect("connecting 0", "closed 1006 Unreachable");
        assertThat(get(client.closed()).cause()).contains(failure);
    }

    @Test
    void aNameThatDoesNotExistIsUnreachable() throws Exception {
        WebSocketClient client = build(WebSocketClient.builder("ws://no-such-host.invalid/")
                .handler(recorder)
                .loops(loops));
        assertThat(failureOf(client.connect()))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("no such host as no-such-host.invalid");
    }

    @Test
    void aRefusalTellsStatusHeadersAndTheBeginningOfItsBody() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).limits(l -> l.maxRefusalBody(10)));
        CompletableFuture<WebSocket> first = client.connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 403 Forbidden\r\nX-Why: no token\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n");
        peer.send("14\r\n but not without one\r\n");
        HandshakeRefused refused = (HandshakeRefused) failureOf(first);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers().first("X-Why")).contains("no token");
        assertThat(refused.body()).isEqualTo("sorry but ");
        assertThat(refused).hasMessageEndingWith("the server answered 403 instead of 101");
        peer.expectEnd();
    }

    @Test
    void n12_ARefusalWhoseBodyNeverEndsCountsWhenTheTimeIsUp() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 500 Oh\r\n\r\nwai");
        await("the head was read", () -> !ServerSide.holdsUnread(peer.port()));
        advance(Duration.ofSeconds(10));
        assertThat(((HandshakeRefused) failureOf(first)).body()).isEqualTo("wai");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xO=\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/2 101\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            })
    void n12_whatIsNoAgreementFailsTheAttempt(String answer) throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send(answer);
        assertThat(failureOf(first)).isInstanceOf(HandshakeInvalid.class);
        recorder.expect("connecting 0", "closed 1006 HandshakeInvalid");
        peer.expectEnd();
    }

    @Test
    void n12_endlessInterimAnswersAreEnoughAfterEight() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        for (int i = 0; i < 9; i++) {
            peer.send("HTTP/1.1 102 Wait\r\n\r\n");
        }
        assertThat(failureOf(first)).isInstanceOf(HandshakeInvalid.class).hasMessageContaining("8 interim answers");

        CompletableFuture<WebSocket> second = build(to(server.port())).connect();
        peer = server.accept();
        String head = peer.readHead();
        for (int i = 0; i < 8; i++) {
            peer.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
        }
        peer.send(RawServer.Peer.agreement(head));
        assertThat(get(second).isOpen()).isTrue();
    }

    @Test
    void n12_anEndlessHeaderIsTooLong() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 101 Switching Protocols\r\nX: " + "a".repeat(9_000));
        assertThat(failureOf(first)).isInstanceOf(HandshakeInvalid.class);
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpAfterTheConnectTimeout() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first =
                build(to(server.port()).connectTimeout(Duration.ofSeconds(3))).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 101 Swi");
        advance(Duration.ofMillis(2_999));
        assertThat(first).isNotDone();
        advance(Duration.ofMillis(1));
        assertThat(failureOf(first))
                .isInstanceOf(TimedOut.class)
                .hasMessageEndingWith("the handshake is not answered after the connect timeout of 3000 ms");
        peer.expectEnd();
    }

    @Test
    void aConnectionThatEndsInTheHandshakeIsUnreachable() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        server.accept().close();
        assertThat(failureOf(first)).isInstanceOf(Unreachable.class);
        CompletableFuture<WebSocket> second = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.reset();
        assertThat(failureOf(second)).isInstanceOf(Unreachable.class);
    }

    @Test
    void aSupplierOfAHeaderThatThrowsFailsTheAttemptAndNothingElse() throws Exception {
        RawServer server = rawServer();
        IllegalStateException noToken = new IllegalStateException("no token today");
        CompletableFuture<WebSocket> first = build(to(server.port()).header("Authorization", () -> {
                    throw noToken;
                }))
                .connect();
        assertThat(failureOf(first))
                .isInstanceOf(HeadersUnavailable.class)
                .hasMessageContaining("the supplier of header Authorization failed: no token today")
                .hasCause(noToken);
    }

    @Test
    void aSupplierOfAHeaderMayBlock() throws Exception {
        CountDownLatch token = new CountDownLatch(1);
        WebSocketServer server = serve(new Recorder());
        CompletableFuture<WebSocket> first = build(to(server).header("Authorization", () -> {
                    try {
                        token.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    return "Bearer late";
                }))
                .connect();
        get(build(to(server)).connect()); // the loop is free meanwhile
        token.countDown();
        assertThat(get(first).request().header("Authorization")).contains("Bearer late");
    }

    @Test
    void whatDoesNotBelongInAClientsOptionsIsRefusedWhereItIsGiven() {
        assertRefused("http://a/", "its scheme is not ws or wss");
        assertRefused("ws:///path", "it names no host");
        assertRefused("ws://a/#b", "it has a fragment");
        assertRefused("ws://user:word@a/", "it has user information");
        assertRefused("ws://a:70000/", "its port is not 1 to 65535");
        var builder = WebSocketClient.builder("ws://a/").handler(recorder);
        assertThatThrownBy(() -> builder.header("Sec-WebSocket-Key", "x").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to the handshake itself");
        assertThatThrownBy(() -> WebSocketClient.builder("ws://a/").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a handler");
    }

    private void assertRefused(String uri, String why) {
        assertThatThrownBy(() -> WebSocketClient.builder(uri).handler(recorder).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aClientConnectsOnce() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = connected(to(server));
        assertThatThrownBy(client::connect)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connects once");
    }

    @Test
    void whatTheServerSendsAfterTheEndOfTheHandshakeIsMaskedNeverAndOursAlways() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        client.send("masked");
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("masked");
        peer.send(Frames.text("masked too")); // F02: a server must not
        recorder.expect("close 1002");
        assertThat(peer.expect(Opcode.CLOSE).payload()).startsWith(0x03, 0xEA);
        peer.close();
        recorder.expect("closed 1002 Lost");
    }

    @Test
    void anExceptionOfTheStateListenerIsLoggedAndHarmsNothing() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = build(to(server).onState(state -> {
            throw new IllegalStateException("listener");
        }));
        get(client.connect());
        assertThat(recorder.nextOpen().isOpen()).isTrue();
        client.close();
        recorder.expect("close 1000");
    }

    @Test
    void aHandshakeOfOneByteAtATimeIsRead() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        RawServer.Peer peer = server.accept();
        for (char octet : RawServer.Peer.agreement(peer.readHead()).toCharArray()) {
            peer.send(String.valueOf(octet));
        }
        assertThat(get(first).isOpen()).isTrue();
    }
}
