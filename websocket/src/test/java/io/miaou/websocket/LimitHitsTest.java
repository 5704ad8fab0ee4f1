package io.miaou.websocket;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit that a peer passes, or that a peer makes us pass, is counted under the name of its option. */
class LimitHitsTest extends SocketTest {
    private static final int BINARY = 2;

    /** Brings a server with one small limit to it. */
    @FunctionalInterface
    private interface Breach {
        void of(LimitHitsTest test) throws Exception;
    }

    private static final Map<String, Breach> BREACHES = Map.ofEntries(
            Map.entry(
                    "maxMessageSize",
                    test -> test.client(test.limited(l -> l.maxMessageSize(10)))
                            .sendRaw(Frames.frame(0x82, new byte[11]))),
            Map.entry(
                    "maxEmptyFrames",
                    test -> test.client(test.limited(l -> l.maxEmptyFrames(2)))
                            .sendRaw(Frames.join(
                                    Frames.frame(BINARY, new byte[0]), Frames.times(2, Frames.frame(0, new byte[0]))))),
            Map.entry(
                    "inboundBudget",
                    test -> test.client(test.limited(l -> l.inboundBudget(100)))
                            .sendRaw(Frames.frame(0x82, new byte[1_000]))),
            Map.entry("outboundBudget", test -> {
                WebSocketServer server = test.limited(l -> l.outboundBudget(100));
                test.client(server);
                test.sockets.take().send(new byte[1_000]);
            }),
            Map.entry("inboundQueue", test -> {
                WebSocketTestClient client = test.client(test.limited(l -> l.inboundQueue(2)));
                test.sockets.take();
                client.sendRaw(Frames.times(4, Frames.text("wait")));
            }),
            Map.entry("maxSendQueue", test -> test.fillSendQueue(test.limited(l -> l.maxSendQueue(100_000)), 50_000)),
            Map.entry(
                    "maxSendQueueMessages",
                    test -> test.fillSendQueue(test.limited(l -> l.maxSendQueueMessages(2)), 200_000)),
            Map.entry(
                    "maxControlRate",
                    test -> test.client(test.limited(l -> l.maxControlRate(1)))
                            .sendRaw(Frames.times(2, Frames.frame(0x89, new byte[0])))),
            Map.entry(
                    "bytesPerSecond",
                    test -> test.client(test.limited(l -> l.bytesPerSecond(10)))
                            .sendRaw(Frames.frame(0x82, new byte[100]))),
            Map.entry("maxConnections", test -> test.connect(test.limited(l -> l.maxConnections(1)))),
            Map.entry("maxConnectionsPerIp", test -> {
                WebSocketServer server = test.limited(l -> l.maxConnectionsPerIp(1));
                test.client(server);
                test.ask(server, RawClient.get("/"));
            }),
            Map.entry(
                    "maxStartLine",
                    test -> test.ask(test.limited(l -> l.maxStartLine(64)), RawClient.get("/" + "x".repeat(64)))),
            Map.entry(
                    "maxHeader",
                    test -> test.ask(test.limited(l -> l.maxHeader(64)), RawClient.get("/", "X: " + "x".repeat(64)))),
            Map.entry(
                    "maxHeadersSize",
                    test -> test.ask(
                            test.limited(l -> l.maxHeadersSize(64)),
                            RawClient.get("/", "X: " + "x".repeat(30), "Y: " + "y".repeat(30)))),
            Map.entry(
                    "maxHeaderCount",
                    test -> test.ask(
                            test.limited(l -> l.maxHeaderCount(8)),
                            RawClient.get("/", "A: 1", "B: 1", "C: 1", "D: 1", "E: 1", "F: 1", "G: 1", "H: 1"))),
            Map.entry(
                    "maxBodySize",
                    test -> test.ask(test.limited(l -> l.maxBodySize(5)), RawClient.post("/", "six by"))),
            Map.entry(
                    "maxStreamedBodySize",
                    test -> test.ask(test.limited(l -> l.maxStreamedBodySize(5)), RawClient.post("/", "six by"))));

    private final CountingMetrics counts = new CountingMetrics();
    private final BlockingQueue<WebSocket> sockets = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    private WebSocketServer limited(java.util.function.UnaryOperator<Limits.Builder> limits) throws IOException {
        WebSocketServer server = serve(
                new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        sockets.add(socket);
                    }

                    @Override
                    public void onText(WebSocket socket, String text) throws InterruptedException {
                        release.await(10, TimeUnit.SECONDS);
                    }
                },
                builder -> builder.eventLoops(1).metrics(counts).limits(limits).http(request -> {
                    try {
                        return HttpResponse.bytes(200, "text/plain", request.body());
                    } catch (BodyTooLargeException handledHere) {
                        return HttpResponse.of(200);
                    }
                }));
        closing(release::countDown);
        return server;
    }

    private void ask(WebSocketServer server, String request) throws IOException {
        RawClient client = connect(server);
        client.send(request);
        client.readHead();
    }

    /** Sends to a client that reads nothing until the queue takes no more. */
    private void fillSendQueue(WebSocketServer server, int size) throws Exception {
        client(server, 4_096);
        WebSocket socket = sockets.take();
        byte[] message = new byte[size];
        while (socket.send(message)) {
            io.miaou.websocket.internal.Inside.turn(server.runtime);
        }
    }

    static Stream<String> limits() {
        return Stream.of(Limits.class.getRecordComponents()).map(RecordComponent::getName);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aBreachIsCountedUnderTheNameOfItsLimit(String limit) throws Exception {
        requireNonNull(BREACHES.get(limit), limit).of(this);
        await("a hit of " + limit + " among " + counts, () -> counts.of("limitHit " + limit) > 0);
    }

    @Test
    void everyLimitHasABreach() {
        assertThat(limits()).containsExactlyInAnyOrderElementsOf(BREACHES.keySet());
    }
}
