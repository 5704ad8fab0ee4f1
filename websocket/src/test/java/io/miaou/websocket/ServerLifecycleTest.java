package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starting, stopping, and how many connections are taken. */
class ServerLifecycleTest extends ServerTest {
    private static final byte[] FRAME = {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 't', 'e', 's', 't'};
    private static final byte[] ECHO = {(byte) 0x81, 4, 't', 'e', 's', 't'};

    private final WebSocketHandler echo = new WebSocketHandler() {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }
    };

    // --- start ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyTransportServesHttpAndWebSocket(Transport transport) throws Exception {
        WebSocketServer server = start(s -> s.transport(transport)
                .endpoint("/ws", echo)
                .endpoint("/inline", echo, e -> e.inline())
                .http(request -> HttpResponse.text(200, request.bodyText())));
        RawClient client = connect(server);
        String body = "x".repeat(300_000);
        client.send(RawClient.post("/", body) + RawClient.post("/", "y", "Connection: close"));
        assertThat(client.readAnswer().text()).isEqualTo(body);
        assertThat(client.readAnswer().text()).isEqualTo("y");
        assertThat(client.readToEnd()).isEmpty();
        for (String path : List.of("/ws", "/inline")) {
            RawClient socket = open(server, path);
            socket.send(FRAME);
            assertThat(socket.readExactly(ECHO.length)).isEqualTo(ECHO);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aTakenPortIsNamedInTheMessage(Transport transport) throws Exception {
        WebSocketServer first = start(s -> s.transport(transport));
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> start(s -> s.transport(transport).port(first.port())))
                .withMessageContaining("port " + first.port() + " of 127.0.0.1")
                .withMessageContaining("Address already in use")
                .withMessageContaining("give another port");
    }

    @Test
    void aPortThatWasFreedCanBeTakenAtOnce() throws Exception {
        WebSocketServer first = start(s -> s.http(request -> HttpResponse.of(204)));
        RawClient client = connect(first);
        client.send(RawClient.get("/", "Connection: close"));
        client.readAnswer();
        client.readToEnd();
        client.close(); // after the server: it is the server's end that the kernel keeps in TIME_WAIT
        int port = first.port();
        first.close();
        RawClient next = connect(start(s -> s.port(port).http(request -> HttpResponse.of(204))));
        next.send(RawClient.get("/"));
        assertThat(next.readAnswer().status()).isEqualTo(204);
    }

    @Test
    void aHostThatDoesNotExistIsNamedInTheMessage() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> start(s -> s.host("no-such-host.invalid")))
                .withMessageContaining("no-such-host.invalid");
    }

    @Test
    void anAddressOfAnotherComputerIsNamedInTheMessage() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> start(s -> s.host("192.0.2.1"))) // RFC 5737: nobody's
                .withMessageContaining("192.0.2.1");
    }

    @Test
    void aServerStartsOnce() throws Exception {
        WebSocketServer server = start(s -> s);
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("once");
        server.close();
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("once");
    }

    @Test
    void aServerThatWasNeverStartedHasNoPortAndCloses() {
        WebSocketServer server = WebSocketServer.builder().build();
        assertThatIllegalStateException().isThrownBy(server::port).withMessageContaining("start()");
        server.close();
        server.close();
    }

    // --- end ------------------------------------------------------------------------------------------------------

    @Test
    void closingLetsARequestBeAnsweredFirst() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        CountDownLatch handling = new CountDownLatch(1);
        WebSocketServer server = start(s -> s.http(request -> {
            handling.countDown();
            return HttpResponse.text(200, lines.take());
        }));
        RawClient busy = connect(server);
        busy.send(RawClient.get("/") + RawClient.get("/second"));
        handling.await();
        RawClient idle = connect(server);
        await("both are there", () -> server.connections() == 2);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        assertThat(idle.readToEnd()).isEmpty(); // so the shutdown has begun
        idle.close();
        assertThat(closing).isNotDone();
        lines.put("still served");
        RawClient.Answer answer = busy.readAnswer();
        assertThat(answer.text()).isEqualTo("still served");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(busy.readToEnd()).isEmpty();
        busy.close();
        closing.get(10, TimeUnit.SECONDS);
        assertThat(server.connections()).isZero();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> RawClient.connect(server.port()));
    }

    @Test
    void closingLetsAStreamedAnswerEndFirst() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {
            out.write('a');
            out.flush();
            try {
                out.write(lines.take().getBytes(StandardCharsets.US_ASCII));
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
        })));
        RawClient busy = connect(server);
        busy.send(RawClient.get("/"));
        busy.readHead();
        assertThat(busy.readChunk()).containsExactly('a');
        RawClient idle = connect(server);
        await("both are there", () -> server.connections() == 2);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        idle.readToEnd();
        idle.close();
        lines.put("b");
        assertThat(busy.readChunk()).containsExactly('b');
        assertThat(busy.readChunk()).isEmpty();
        assertThat(busy.readToEnd()).isEmpty();
        busy.close();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingBreaksOffWhatTakesLongerThanTheCloseTimeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch handling = new CountDownLatch(1);
        // The one wait here is real time: a shutdown must end even where the clock stands still.
        WebSocketServer server =
                start(s -> s.timeouts(t -> t.close(Duration.ofMillis(50))).http(request -> {
                    handling.countDown();
                    never.await();
                    return HttpResponse.of(204);
                }));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        handling.await();
        server.close();
        assertThat(server.connections()).isZero();
        assertThat(client.readToEnd()).isEmpty();
        never.countDown();
    }

    @Test
    void aHandshakeThatComesWhileTheServerClosesIsAnswered503() throws Exception {
        CountDownLatch verdict = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        WebSocketServer server = start(s -> s.endpoint("/ws", echo).gate(request -> {
            asked.countDown();
            verdict.await();
            return java.util.Optional.empty();
        }));
        RawClient late = connect(server);
        late.send(RawClient.handshake("/ws"));
        asked.await();
        RawClient idle = connect(server);
        await("both are there", () -> server.connections() == 2);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        idle.readToEnd();
        idle.close();
        verdict.countDown();
        assertThat(late.readAnswer().status()).isEqualTo(503);
        late.close();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingTwiceAtOnceIsHarmlessAndBothWait() throws Exception {
        WebSocketServer server = start(s -> s);
        CompletableFuture<Void> other = CompletableFuture.runAsync(server::close);
        server.close();
        other.get(10, TimeUnit.SECONDS);
        server.awaitTermination();
        assertThat(server.connections()).isZero();
    }

    // --- how many -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
    void atTheLimitNewcomersWaitAndAreServedOnceThereIsRoom(Transport transport) throws Exception {
        int limit = 5;
        WebSocketServer server = start(s -> s.transport(transport)
                .limits(l -> l.maxConnections(limit))
                .http(request -> HttpResponse.text(200, request.path())));
        RawClient[] clients = new RawClient[12];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = connect(server);
            clients[i].send(RawClient.get("/" + i));
        }
        for (int i = 0; i < clients.length; i++) {
            assertThat(clients[i].readAnswer().text()).isEqualTo("/" + i);
            assertThat(server.connections()).isLessThanOrEqualTo(limit);
            if (i == 0) {
                assertWaits(clients[limit]);
            }
            clients[i].close();
        }
        await("the connections end", () -> server.connections() == 0);
        RawClient last = connect(server);
        last.send(RawClient.get("/last"));
        assertThat(last.readAnswer().text()).isEqualTo("/last");
        assertThat(logs.ofPeers()).hasSizeLessThanOrEqualTo(10);
    }

    private static void assertWaits(RawClient client) throws IOException {
        client.patience(100); // were it too short, the test would be too kind, never too harsh
        assertThatExceptionOfType(java.net.SocketTimeoutException.class).isThrownBy(client::read);
        client.patience(10_000);
    }

    @Test
    void aServerOfOneConnectionServesOneAfterTheOther() throws Exception {
        WebSocketServer server =
                start(s -> s.limits(l -> l.maxConnections(1)).eventLoops(2).http(request -> HttpResponse.of(204)));
        for (int i = 0; i < 200; i++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send(RawClient.get("/"));
                assertThat(client.readAnswer().status()).isEqualTo(204);
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }
}
