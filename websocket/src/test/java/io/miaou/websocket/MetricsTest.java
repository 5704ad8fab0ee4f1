package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What an application's metrics hear of. */
class MetricsTest extends SocketTest {
    private final CountingMetrics counts = new CountingMetrics();

    private static final class Echo implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) throws IOException {
            if (text.equals("fail")) {
                throw new IOException("as it was asked to");
            }
            socket.send(text);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            // Known.
        }
    }

    private WebSocketServer counted(UnaryOperator<ServerOptions.Builder> more) throws IOException {
        return serve(
                new Echo(),
                builder -> more.apply(builder.metrics(counts).http(request -> HttpResponse.text(200, "x"))));
    }

    private void awaitCount(String name, long expected) {
        await(name + " to be " + expected + ", not " + counts, () -> counts.of(name) == expected);
    }

    @Test
    void aWebSocketIsCountedFromItsConnectionToItsEnd() throws Exception {
        WebSocketServer server = counted(s -> s);
        WebSocketTestClient client = closing(WebSocketTestClient.open(server.port())); // without a ping of its own
        client.sendRaw(Frames.text("hello"));
        assertThat(client.next().payload()).hasSize(5);
        client.sendRaw(Frames.close(1000, ""));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        client.close();
        awaitCount("connectionEnded", 1);
        awaitCount("handlerCalled", 3); // open, message, close
        assertThat(counts.of("connectionAccepted")).isOne();
        assertThat(counts.of("requestAnswered 101")).isOne();
        assertThat(counts.of("handshakeAccepted")).isOne();
        assertThat(counts.of("messageReceived")).isOne();
        assertThat(counts.sum("messageReceived")).isEqualTo(5);
        assertThat(counts.of("messageSent")).isOne();
        assertThat(counts.sum("messageSent")).isEqualTo(5);
        assertThat(counts.sum("bytesSent")).isEqualTo(7 + 4); // the echo and the close frame
        assertThat(counts.sum("bytesReceived")).isGreaterThan(100).isLessThan(400); // the handshake and two frames
        assertThat(counts.of("closed 1000")).isOne();
        assertThat(counts.of("handlerFailed")).isZero();
    }

    @Test
    void requestsAreCountedByTheirStatus() throws Exception {
        WebSocketServer server = counted(s -> s);
        RawClient client = connect(server);
        client.send(RawClient.get("/") + RawClient.get("/"));
        client.readAnswer();
        client.readAnswer();
        client.send(RawClient.handshake("/nowhere"));
        assertThat(client.readAnswer().status()).isEqualTo(404);
        awaitCount("requestAnswered 200", 2);
        awaitCount("requestAnswered 404", 1);
        awaitCount("handshakeRefused 404", 1);
        awaitCount("handlerCalled", 2);
    }

    @Test
    void aBroadcastIsCountedForEachMember() throws Exception {
        List<Integer> sizes = List.of(0, 125, 126, 65_535, 65_536);
        BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();
        WebSocketServer server = serve(
                new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        sockets.add(socket);
                    }
                },
                builder -> builder.metrics(counts));
        WebSocketTestClient first = client(server);
        WebSocketTestClient second = client(server);
        WebSocketGroup group = server.newGroup();
        group.add(sockets.poll(10, TimeUnit.SECONDS));
        group.add(sockets.poll(10, TimeUnit.SECONDS));
        for (int size : sizes) {
            group.send(new byte[size]);
            assertThat(first.next().payload()).hasSize(size);
            assertThat(second.next().payload()).hasSize(size);
        }
        awaitCount("messageSent", 2L * sizes.size());
        assertThat(counts.sum("messageSent"))
                .isEqualTo(2 * sizes.stream().mapToLong(Integer::longValue).sum());
    }

    @Test
    void theFailureOfAHandlerIsCounted() throws Exception {
        WebSocketTestClient client = client(counted(s -> s));
        client.sendRaw(Frames.text("fail"));
        awaitCount("handlerFailed", 1);
    }

    @Test
    void theAnswerToAHeartbeatIsCountedWithItsTime() throws Exception {
        WebSocketServer server = counted(s -> s);
        WebSocketTestClient client = client(server);
        advance(server.options().timeouts().heartbeat());
        WebSocketTestClient.Frame ping = client.next();
        advance(java.time.Duration.ofMillis(7));
        client.sendRaw(Frames.frame(0x8A, ping.payload()));
        awaitCount("pongReceived", 1);
        assertThat(counts.sum("pongReceived")).isEqualTo(7_000_000);
    }

    @Test
    void whatMetricsThrowHarmsNobodyAndIsLogged() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(
                new Echo(),
                builder -> builder.metrics(new WebSocketMetrics() {
                    @Override
                    public void connectionAccepted() {
                        throw new UncheckedIOException(new IOException("the registry is closed"));
                    }

                    @Override
                    public void messageReceived(int bytes) {
                        throw new AssertionError("not this one");
                    }

                    @Override
                    public void bytesSent(int bytes) {
                        throw new IllegalStateException("nor this one");
                    }
                }));
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.text("hello"));
        assertThat(client.next().payload()).hasSize(5);
        assertThat(logs.atLeast(ch.qos.logback.classic.Level.WARN))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.getFormattedMessage()).startsWith("the metrics of the application failed"));
    }
}
