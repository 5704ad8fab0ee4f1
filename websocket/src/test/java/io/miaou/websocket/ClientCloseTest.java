package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.ConnectionFailure.ClosedBeforeOpen;
import io.miaou.websocket.ConnectionFailure.Lost;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How a client ends, by whomever, from wherever. */
class ClientCloseTest extends ClientTest {
    @Test
    void closeSaysTheCodeAndTheReasonAndWaitsForTheAnswer() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        client.send("before");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> client.close(1000, "Normal closure"));
        assertThat(peer.expect(Opcode.TEXT).text()).isEqualTo("before");
        byte[] close = peer.expect(Opcode.CLOSE).payload();
        assertThat(close).startsWith(0x03, 0xE8).hasSize(2 + "Normal closure".length());
        recorder.expect("closing");
        assertThat(closing).isNotDone();
        peer.send(Opcode.CLOSE, new byte[] {0x03, (byte) 0xE8});
        peer.close();
        get(closing);
        recorder.expect("close 1000", "closed 1000");
    }

    @Test
    void aServerThatDoesNotAnswerIsLeftAfterTheCloseTimeout() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        loopOf(client).close();
        peer.expect(Opcode.CLOSE);
        recorder.expect("closing");
        advance(Duration.ofMillis(4_999));
        assertThat(recorder.isSilent()).isTrue();
        advance(Duration.ofMillis(1));
        recorder.expect("close 1006 the peer did not answer close code 1000", "closed 1006");
        peer.expectEnd();
    }

    @Test
    void aServerThatAnswersAndStaysIsLeftAfterTheCloseTimeoutToo() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        loopOf(client).close();
        peer.expect(Opcode.CLOSE);
        peer.send(Opcode.CLOSE, new byte[] {0x03, (byte) 0xE8});
        recorder.expect("closing", "close 1000");
        peer.expectEnd(); // the client has closed its direction
        advance(Duration.ofSeconds(5));
        recorder.expect("closed 1000");
    }

    /** Calls the client from a thread that never waits. */
    private static AutoCloseable loopOf(WebSocketClient client) {
        return () -> {
            Thread closer = Thread.ofVirtual().name("miaou-handler-of-a-test").start(client::close);
            closer.join();
        };
    }

    @Test
    void closeBreaksOffInRealTimeWhenTheClockStandsStill() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()).timeouts(t -> t.close(Duration.ofMillis(50))));
        client.connect();
        server.open();
        recorder.expect("connecting 0", "is open", "open");
        client.close();
        recorder.expect("closing", "close 1006 this end went away", "closed 1006");
    }

    @Test
    void closingWhileConnectingEndsTheAttempt() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        CompletableFuture<WebSocket> first = client.connect();
        RawServer.Peer peer = server.accept();
        peer.readHead();
        client.close();
        assertThat(failureOf(first)).isInstanceOf(ClosedBeforeOpen.class);
        recorder.expect("connecting 0", "closed 1006");
        peer.expectEnd();
    }

    @Test
    void closingBeforeConnectingIsAnEndToo() throws Exception {
        WebSocketClient client = build(to(1));
        client.close();
        recorder.expect("closed 1006");
        assertThat(get(client.closed()).cause()).isEmpty();
        assertThatThrownBy(client::connect).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closeIsHarmlessAgainAndFromManyThreads() throws Exception {
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = connected(to(server));
        List<CompletableFuture<Void>> closers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            closers.add(CompletableFuture.runAsync(client::close));
        }
        for (CompletableFuture<Void> closer : closers) {
            get(closer);
        }
        recorder.expect("closing", "close 1000", "closed 1000");
        client.close();
        assertThat(recorder.isSilent()).isTrue();
    }

    @Test
    void aHandlerMayCloseItsClient() throws Exception {
        WebSocketServer server = serve(new Recorder());
        for (boolean inline : new boolean[] {false, true}) {
            CompletableFuture<WebSocketClient> self = new CompletableFuture<>();
            CompletableFuture<CloseStatus> heard = new CompletableFuture<>();
            WebSocketHandler closer = new WebSocketHandler() {
                @Override
                public void onOpen(WebSocket socket) throws Exception {
                    if (inline) {
                        self.getNow(null).close();
                    } else {
                        get(self).close();
                    }
                }

                @Override
                public void onClose(WebSocket socket, CloseStatus status) {
                    heard.complete(status);
                }
            };
            ClientOptions.Builder builder = WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                    .handler(closer)
                    .loops(loops);
            WebSocketClient client = build(inline ? builder.inline() : builder);
            self.complete(client);
            client.connect();
            assertThat(get(client.closed()).status().code()).isEqualTo(CloseCode.NORMAL);
            assertThat(get(heard).code()).isEqualTo(CloseCode.NORMAL);
        }
    }

    @Test
    void whenTheServerClosesItsCodeAndReasonAreTheEnd() throws Exception {
        WebSocketServer server = serve(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.close(4001, "enough");
            }
        });
        WebSocketClient client = connected(to(server));
        client.send("go");
        recorder.expect("close 4001 enough", "closed 4001 Lost");
        ClientState.Closed end = get(client.closed());
        assertThat(end.status()).isEqualTo(new CloseStatus(4001, "enough"));
        assertThat(end.cause().orElseThrow())
                .isInstanceOf(Lost.class)
                .hasMessageEndingWith("ended with 4001 \"enough\"");
    }

    @Test
    void aResetIsALossWithCode1006() throws Exception {
        RawServer server = rawServer();
        WebSocketClient client = build(to(server.port()));
        client.connect();
        RawServer.Peer peer = server.open();
        recorder.expect("connecting 0", "is open", "open");
        peer.reset();
        assertThat(recorder.next()).startsWith("close 1006");
        recorder.expect("closed 1006 Lost");
    }

    @Test
    void theEndWaitsForAHandlerThatIsBusyUpToTheCloseTimeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        WebSocketServer server = serve(new Recorder());
        WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .loops(loops)
                .timeouts(t -> t.close(Duration.ofMillis(50)))
                .handler(new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) throws Exception {
                        busy.countDown();
                        never.await(10, TimeUnit.SECONDS);
                    }
                }));
        client.connect();
        busy.await(10, TimeUnit.SECONDS);
        client.close(); // and yet comes back
        assertThat(get(client.closed()).cause()).isEmpty();
        never.countDown();
    }

    @Test
    void codesThatMayNotBeSentAreRefusedWhereTheyAreGiven() {
        WebSocketClient client = build(to(1));
        assertThatThrownBy(() -> client.close(1005, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.close(1000, "x".repeat(124))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.ping(new byte[126])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingOfFiftyClientsIsLeftOpen() throws Exception {
        WebSocketServer server = serve(new Recorder());
        connected(to(server)).close(); // what is opened once for all is open now
        recorder.expect("closing", "close 1000", "closed 1000");
        await("the first is gone", () -> server.connections() == 0);
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            connected(to(server)).close();
            recorder.expect("closing", "close 1000", "closed 1000");
        }
        await("as few files as before", () -> openFiles() <= before);
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** Laws 5 and 6. */
    @Test
    void whatIsTheApplicationsRunsOnVirtualThreads() throws Exception {
        Set<String> onPlatformThreads = ConcurrentHashMap.newKeySet();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Consumer<String> note = what -> {
            seen.add(what);
            if (!Thread.currentThread().isVirtual()) {
                onPlatformThreads.add(what);
            }
        };
        RawServer server = rawServer();
        WebSocketClient client = build(WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .loops(loops)
                .header("Cookie", () -> {
                    note.accept("header");
                    return "a=b";
                })
                .reconnect(r -> r.retryIf(failure -> {
                    note.accept("policy");
                    return false;
                }))
                .onState(state -> note.accept("state"))
                .handler(new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        note.accept("open");
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        note.accept("close");
                    }
                }));
        CompletableFuture<Void> first = client.connect().thenAccept(socket -> note.accept("first"));
        CompletableFuture<Void> closed = client.closed().thenAccept(end -> note.accept("closed"));
        RawServer.Peer peer = server.open();
        get(first);
        peer.reset();
        get(closed);
        assertThat(seen).containsExactlyInAnyOrder("header", "policy", "state", "open", "close", "first", "closed");
        assertThat(onPlatformThreads).isEmpty();
    }
}
