package io.miaou.conformance.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.conformance.reliability.ScriptedServer.Script;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.testkit.VirtualClock;
import io.miaou.websocket.ClientLoops;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A reconnecting client, in virtual time, and a server with bad intentions. Behind every test the client is closed, and none of its
 * threads and descriptors may be left.
 */
abstract class ClientUnderAttack {
    private static final int PATIENCE_SECONDS = 20;

    final VirtualClock clock = new VirtualClock();
    final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    private final ClientLoops loops = ClientLoops.builder()
            .threads(1)
            .timeSource(clock)
            .inboundBudget(1L << 31)
            .build();

    @SuppressWarnings("NullAway.Init")
    private Leftovers leftovers;

    @SuppressWarnings("NullAway.Init")
    private LoopNeighbour neighbour;

    private @Nullable ScriptedServer server;
    private @Nullable WebSocketClient client;

    /** What a handler heard, beside the states. */
    record Said(String text) {}

    /** The end of a connection. */
    record Ended(CloseStatus status) {}

    /** What the JDK and Netty open once for all is open before anything is counted. */
    @BeforeAll
    static void warmUp() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing((peer, nth) -> {
                    peer.agree();
                    peer.readToEnd();
                });
                WebSocketClient client = WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                        .handler(new WebSocketHandler() {})
                        .timeouts(t -> t.close(Duration.ofMillis(1)))
                        .build()) {
            client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void watch() throws Exception {
        leftovers = Leftovers.watch();
        neighbour = new LoopNeighbour(loops);
    }

    @AfterEach
    void nothingOfTheClientIsLeft() throws Exception {
        if (server != null) {
            server.close();
        }
        if (client != null) {
            client.close();
            assertThat(client.state()).isInstanceOf(ClientState.Closed.class);
        }
        neighbour.close();
        leftovers.expectNone();
        assertThat(clock.pendingAlarms()).as("alarms").isZero();
    }

    /** A client of a server that plays this with every connection; it is connecting. */
    WebSocketClient attack(Script script, UnaryOperator<ClientOptions.Builder> more) throws IOException {
        ScriptedServer hostile = ScriptedServer.playing(script);
        server = hostile;
        WebSocketClient attacked = more.apply(WebSocketClient.builder("ws://127.0.0.1:" + hostile.port() + "/")
                        .handler(new Listener())
                        .onState(events::add)
                        .inline()
                        .reconnect()
                        .loops(loops))
                .build();
        client = attacked;
        var _ = attacked.connect();
        return attacked;
    }

    WebSocketClient attack(Script script) throws IOException {
        return attack(script, UnaryOperator.identity());
    }

    ScriptedServer server() {
        if (server == null) {
            throw new IllegalStateException("no attack has begun");
        }
        return server;
    }

    /** Lets time pass, once the client's loop is done with what it has begun: deadlines are set by then. */
    void advance(Duration time) throws InterruptedException {
        neighbour.turn();
        clock.advance(time);
    }

    /** The next state or call of the handler, which must be of that type. */
    <T> T next(Class<T> type) throws InterruptedException {
        Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("the next event").isInstanceOf(type);
        return type.cast(event);
    }

    /** Expects an attempt of that number to begin. */
    void expectAttempt(int number) throws InterruptedException {
        assertThat(next(ClientState.Connecting.class).attempt()).isEqualTo(number);
    }

    /** Expects the client to wait for attempt n as long as the back-off says, for a failure of that type. */
    <T extends ConnectionFailure> T expectBackOff(int number, Class<T> failure) throws InterruptedException {
        ClientState.Reconnecting state = next(ClientState.Reconnecting.class);
        assertThat(state.attempt()).isEqualTo(number);
        assertThat(state.delay()).isEqualTo(backOff(number));
        assertThat(state.cause()).isInstanceOf(failure);
        assertThat(state.cause().getMessage())
                .isNotBlank()
                .hasSizeLessThan(1_000)
                .doesNotContain("\n", "\r");
        return failure.cast(state.cause());
    }

    /** The wait before attempt n: min(1000 * 2^n, 30000) ms. */
    static Duration backOff(int number) {
        return Duration.ofMillis(Math.min(1_000L << number, 30_000));
    }

    /** Expects an attempt to lead to a connection. */
    void expectOpen(int attempt) throws InterruptedException {
        expectAttempt(attempt);
        next(ClientState.Open.class);
    }

    /** Expects the open connection to end with that code, and the client to wait for its next attempt. */
    void expectLost(int code) throws InterruptedException {
        assertThat(next(Ended.class).status().code()).isEqualTo(code);
        ConnectionFailure.Lost lost = expectBackOff(1, ConnectionFailure.Lost.class);
        assertThat(lost.status().code()).isEqualTo(code);
    }

    /** Bytes that the client's loop has allocated so far, on the heap; its end is the client's. */
    static long allocatedByTheLoop() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("miaou-client"))
                .mapToLong(Thread::threadId)
                .max()
                .orElseThrow(() -> new AssertionError("no loop of a client runs"));
        return threads.getThreadAllocatedBytes(id);
    }

    /** Writes down the texts and the ends. */
    private final class Listener implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) {
            events.add(new Said(text));
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            events.add(new Ended(status));
        }
    }
}
