package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.Lost;
import io.miaou.websocket.ConnectionFailure.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that was asked to reconnect: when it does, when it does not, and what is heard of it. */
class ClientReconnectTest extends ClientTest {
    private RawServer.Peer opened(RawServer server) throws Exception {
        RawServer.Peer peer = server.open();
        assertThat(recorder.next()).startsWith("connecting");
        recorder.expect("is open", "open");
        return peer;
    }

    @Test
    void r63_aConnectionThatIsLostIsBackAfterTwoSeconds() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect());
        WebSocket before = get(firstOf(client, server));
        server.lastPeer().reset();
        assertThat(recorder.next()).startsWith("close 1006");
        recorder.expect("reconnecting 1 in 2000");
        assertThat(client.send("nobody there")).isFalse();
        assertThat(client.socket()).isEmpty();
        advance(Duration.ofMillis(1_999));
        assertThat(recorder.isSilent()).isTrue();
        advance(Duration.ofMillis(1));
        RawServer.Peer peer = opened(server);
        assertThat(client.socket().orElseThrow().id()).isNotEqualTo(before.id());
        assertThat(client.send("again")).isTrue();
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("again");
    }

    private CompletableFuture<WebSocket> firstOf(WebSocketClient client, RawServer server) throws Exception {
        CompletableFuture<WebSocket> first = client.connect();
        opened(server);
        return first;
    }

    @Test
    void r63_afterFiveAttemptsInARowItGivesUpAndNothingOfItIsLeft() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect(r -> r.maxAttempts(5)));
        firstOf(client, server);
        server.close(); // from now on nobody listens
        assertThat(recorder.next()).startsWith("close 1006");
        int[] waits = {2_000, 4_000, 8_000, 16_000, 30_000};
        for (int n = 1; n <= 5; n++) {
            recorder.expect("reconnecting " + n + " in " + waits[n - 1]);
            advance(Duration.ofMillis(waits[n - 1]));
            recorder.expect("connecting " + n);
        }
        recorder.expect("closed 1006 Unreachable");
        assertThat(get(client.closed()).cause().orElseThrow()).isInstanceOf(Unreachable.class);
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void theFirstConnectionIsTriedAgainTooAndItsFutureWaits() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect());
        CompletableFuture<WebSocket> first = client.connect();
        server.accept().close();
        recorder.expect("connecting 0", "reconnecting 1 in 2000");
        assertThat(first).isNotDone();
        advance(Duration.ofSeconds(2));
        opened(server);
        assertThat(get(first).isOpen()).isTrue();
    }

    @Test
    void aFutureOfAFirstConnectionThatNeverCameFailsWithTheLastReason() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect(r -> r.maxAttempts(1)));
        CompletableFuture<WebSocket> first = client.connect();
        server.accept().close();
        recorder.expect("connecting 0", "reconnecting 1 in 2000");
        advance(Duration.ofSeconds(2));
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        assertThat(failureOf(first)).isInstanceOf(HandshakeRefused.class);
    }

    @Test
    void aConnectionThatOpensBeginsTheCountingAnew() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect(r -> r.maxAttempts(2)));
        firstOf(client, server);
        for (int i = 0; i < 4; i++) {
            server.lastPeer().close();
            assertThat(recorder.next()).startsWith("close 1006");
            recorder.expect("reconnecting 1 in 2000");
            advance(Duration.ofSeconds(2));
            server.accept().close();
            recorder.expect("connecting 1", "reconnecting 2 in 4000");
            advance(Duration.ofSeconds(4));
            opened(server);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 426, 501, 505})
    void aRefusalThatAskingAgainDoesNotChangeIsTheEnd(int status) throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect());
        refuse(server, client, status, "");
        recorder.expect("connecting 0", "closed 1006 HandshakeRefused");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aRefusalThatMayPassIsNot(int status) throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect());
        refuse(server, client, status, "");
        recorder.expect("connecting 0", "reconnecting 1 in 2000");
        client.close();
        recorder.expect("closed 1006");
    }

    private static void refuse(RawServer server, WebSocketClient client, int status, String headers) throws Exception {
        client.connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n" + headers + "\r\n");
    }

    @Test
    void whatABusyServerAsksForIsTheLeastWait() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect(r -> r.maxRetryAfter(Duration.ofSeconds(50))));
        refuse(server, client, 503, "Retry-After: 40\r\n");
        recorder.expect("connecting 0", "reconnecting 1 in 40000");
        advance(Duration.ofSeconds(40));
        RawServer.Peer peer = server.accept();
        peer.readHead();
        peer.send("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nRetry-After: 86400\r\n\r\n");
        recorder.expect("connecting 1", "reconnecting 2 in 50000");
    }

    @Test
    void thePolicyIsTheApplicationsAndMayBlock() throws Exception {
        RawServer server = rawServer();
        CountDownLatch decided = new CountDownLatch(1);
        List<ConnectionFailure> asked = new ArrayList<>();
        WebSocketClient client = build(to(server.port())
                .reconnect(r -> r.retryIf(failure -> {
                    asked.add(failure);
                    try {
                        decided.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    return failure instanceof HandshakeRefused;
                })));
        refuse(server, client, 404, "");
        recorder.expect("connecting 0");
        WebSocketServer other = serve(new Recorder());
        get(build(WebSocketClient.builder("ws://127.0.0.1:" + other.port())
                        .handler(new WebSocketHandler() {})
                        .loops(loops))
                .connect()); // the loop is free meanwhile
        decided.countDown();
        recorder.expect("reconnecting 1 in 2000");
        advance(Duration.ofSeconds(2));
        opened(server);
        server.lastPeer().send(Opcode.CLOSE, new byte[] {0x0F, (byte) 0xA1});
        server.lastPeer().expect(Opcode.CLOSE);
        server.lastPeer().close();
        recorder.expect("close 4001", "closed 4001 Lost");
        assertThat(asked).hasSize(2);
        assertThat(((Lost) asked.get(1)).status().code()).isEqualTo(4001);
    }

    @Test
    void closingWhileThePolicyIsAskedAboutALossDoesNotWaitForItsAnswer() throws Exception {
        RawServer server = rawServer();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch decided = new CountDownLatch(1);
        WebSocketClient client = build(to(server.port())
                .timeouts(t -> t.close(Duration.ofMinutes(1))) // a close that waited for it would wait too long
                .reconnect(r -> r.retryIf(failure -> {
                    asked.countDown();
                    try {
                        decided.await(1, TimeUnit.MINUTES);
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                })));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        peer.close();
        try {
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            get(CompletableFuture.runAsync(client::close));
        } finally {
            decided.countDown();
        }
        recorder.expect("close 1006 the connection ended without a close frame", "closing", "closed 1006");
    }

    @Test
    void aPolicyThatThrowsIsLoggedAndTheDefaultDecides() throws Exception {
        expectWarnings();
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port())
                .reconnect(r -> r.retryIf(failure -> {
                    throw new IllegalStateException("policy");
                })));
        refuse(server, client, 500, "");
        recorder.expect("connecting 0", "reconnecting 1 in 2000");
    }

    @Test
    void withFullJitterTheWaitIsDrawn() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect(r -> r.fullJitter(() -> 0.25)));
        refuse(server, client, 500, "");
        recorder.expect("connecting 0", "reconnecting 1 in 500");
    }

    @Test
    void closingWhileItWaitsEndsIt() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).reconnect());
        firstOf(client, server);
        server.lastPeer().reset();
        assertThat(recorder.next()).startsWith("close 1006");
        recorder.expect("reconnecting 1 in 2000");
        client.close();
        recorder.expect("closed 1006");
        assertThat(get(client.closed()).cause()).isEmpty();
    }

    @Test
    void closingASocketEndsItsConnectionAloneAndTheClientComesBack() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = connected(to(server).reconnect());
        client.socket().orElseThrow().close();
        recorder.expect("close 1000", "reconnecting 1 in 2000");
        advance(Duration.ofSeconds(2));
        recorder.expect("connecting 1", "is open", "open");
    }

    @Test
    void theNextAttemptWaitsUntilTheConnectionBeforeIsClosedToItsLastByte() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client =
                build(to(server.port()).reconnect(r -> r.backoff(Duration.ofNanos(1), Duration.ofNanos(1))));
        firstOf(client, server);
        server.lastPeer().send(Frames.text("masked, which ends it"));
        recorder.expect("close 1002"); // but the server does not close its side
        advance(Duration.ofMillis(4_999));
        assertThat(recorder.isSilent()).isTrue();
        advance(Duration.ofMillis(1));
        recorder.expect("reconnecting 1 in 0");
    }

    @Test
    void headersAreAskedForAtEveryAttempt() throws Exception {
        RawServer server = rawServer();
        AtomicInteger token = new AtomicInteger();
        WebSocketClient client =
                build(to(server.port()).reconnect().header("Authorization", () -> "Bearer " + token.incrementAndGet()));
        client.connect();
        for (int i = 1; i <= 3; i++) {
            RawServer.Peer peer = server.accept();
            assertThat(RawServer.Peer.header(peer.agree(), "Authorization")).isEqualTo("Bearer " + i);
            assertThat(recorder.next()).startsWith("connecting");
            recorder.expect("is open", "open");
            peer.close();
            assertThat(recorder.next()).startsWith("close 1006");
            recorder.expect("reconnecting 1 in 2000");
            advance(Duration.ofSeconds(2));
        }
    }

    /** N12: a server that opens and closes as fast as it can cannot pile up what a stuck handler has yet to hear. */
    @Test
    void n12_aStuckHandlerHoldsTheNextAttemptBack() throws Exception {
        RawServer server = rawServer();
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger opened = new AtomicInteger();
        WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .loops(loops)
                .limits(l -> l.inboundQueue(8))
                .reconnect(r -> r.backoff(Duration.ofNanos(1), Duration.ofNanos(1)))
                .handler(new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) throws Exception {
                        opened.incrementAndGet();
                        stuck.await(10, TimeUnit.SECONDS);
                    }
                }));
        client.connect();
        server.open().close();
        await("the first is open", () -> opened.get() == 1);
        int more = 0;
        for (boolean held = false; !held; more++) {
            await("it waits for its time", () -> client.state() instanceof ClientState.Reconnecting);
            advance(Duration.ofMillis(1));
            held = !server.hasClient(200);
            if (!held) {
                server.open().close();
            }
        }
        assertThat(more).isBetween(2, 8);
        stuck.countDown();
        int before = opened.get();
        server.open(); // it goes on by itself
        await("it is open again", () -> opened.get() > before);
    }

    @Test
    void aThousandClientsShareTheLoopsAndAllComeBack() throws Exception {
        int size = 1_000;
        Recorder atServer = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send(text);
            }
        };
        WebSocketServer server = serve(atServer);
        ClientLoops two = ClientLoops.builder().threads(2).timeSource(time).build();
        AtomicInteger echoes = new AtomicInteger();
        List<WebSocketClient> clients = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            clients.add(build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                    .loops(two)
                    .reconnect()
                    .handler(new WebSocketHandler() {
                        @Override
                        public void onText(WebSocket socket, String text) {
                            echoes.incrementAndGet();
                        }
                    })));
        }
        for (WebSocketClient client : clients) {
            client.connect();
        }
        List<WebSocket> first = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            first.add(atServer.nextOpen());
        }
        await("all are open", () -> clients.stream().allMatch(client -> client.state() instanceof ClientState.Open));
        clients.forEach(client -> client.send("miaou"));
        await("all echoes", () -> echoes.get() == size);
        assertThat(threads("miaou-client")).isEqualTo(2);
        time.settle();
        assertThat(clock.pendingAlarms())
                .as("one alarm per loop, the server's among them")
                .isLessThanOrEqualTo(2 + Runtime.getRuntime().availableProcessors());
        first.forEach(WebSocket::terminate);
        await(
                "all wait",
                () -> clients.stream().allMatch(client -> client.state() instanceof ClientState.Reconnecting));
        advance(Duration.ofSeconds(2));
        await("all are back", () -> clients.stream().allMatch(client -> client.state() instanceof ClientState.Open));
        try (var closers = Executors.newVirtualThreadPerTaskExecutor()) {
            clients.forEach(client -> closers.execute(client::close));
        }
        assertThat(threads("miaou-client")).isZero();
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
