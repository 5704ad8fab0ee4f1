package io.miaou.conformance.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.testkit.proxy.Direction;
import io.miaou.testkit.proxy.FaultProxy;
import io.miaou.testkit.proxy.Faults;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A client that reconnects, behind a network that cuts each of its first two hundred connections at some byte of some direction, in
 * the handshake as well as in the talk: it is always back, never twice at once, and tells every change once.
 */
class TwoHundredCutsTest {
    private static final int CUTS = 200;
    private static final int HANDSHAKE = 400; // bytes in one direction, at most
    private static final int TALK = 20_000; // likewise, before a cut
    private static final int LAST_ECHOES = 20; // that prove the connection behind the last cut
    private static final Duration BASE = Duration.ofMillis(1);
    private static final Duration CAP = Duration.ofMillis(5);
    private static final int PATIENCE_SECONDS = 180; // a test that passes never waits for it

    private final long seed = Optional.ofNullable(Long.getLong("seed")).orElseGet(() -> new Random().nextLong());
    private final Random random = new Random(seed); // of the plans; one attempt plans at a time
    private final List<String> plans = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final List<String> twoAtOnce = new ArrayList<>(); // of the attempts' threads, one at a time
    private final CountDownLatch back = new CountDownLatch(1);

    /** What the handler hears: the beginning and the end of a connection. */
    private record Began(WebSocket socket) {}

    private record Ended(WebSocket socket, CloseStatus status) {}

    @Test
    void aClientThatIsCutTwoHundredTimesIsAlwaysBackAndNeverTwice() throws Exception {
        System.out.println("TwoHundredCutsTest: -Dseed=" + seed);
        Leftovers leftovers = warmedUp();
        EchoCount count = new EchoCount();
        try (WebSocketServer server = count.serve();
                FaultProxy proxy = FaultProxy.to(server.port()).seed(seed).start()) {
            ClientState.Closed end;
            try (WebSocketClient client = clientOf(proxy)) {
                var _ = client.connect();
                assertThat(back.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("back after the last cut; seed %d, state %s, plans %s", seed, client.state(), plans)
                        .isTrue();
                Leftovers.await("one connection at the server", () -> count.open.get() == 1, count::toString);
                Leftovers.await("no other at all", () -> server.connections() == 1, count::toString);
                assertThat(connectionsTo(proxy.port()))
                        .as("what the kernel says")
                        .hasSize(1);
                client.close(1000, "enough");
                end = client.closed().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(end.cause()).isEmpty();
            assertThat(end.status().code()).isEqualTo(1000);
            assertThat(proxy.acceptedCount())
                    .as("connections, one for each attempt")
                    .isEqualTo(CUTS + 1);
            assertThat(twoAtOnce)
                    .as("connections beside a new one; seed %d", seed)
                    .isEmpty();
            Leftovers.await("an empty registry of the server", () -> server.connections() == 0, count::toString);
            Leftovers.await("as many ends as beginnings", () -> count.open.get() == 0, count::toString);
            new History(events, seed).check();
        }
        leftovers.expectNone();
    }

    /** Connects once, so that what is opened once for all is open. */
    private static Leftovers warmedUp() throws Exception {
        EchoCount count = new EchoCount();
        try (WebSocketServer server = count.serve();
                FaultProxy proxy = FaultProxy.to(server.port()).start();
                WebSocketClient client = WebSocketClient.builder("ws://127.0.0.1:" + proxy.port())
                        .handler(new WebSocketHandler() {})
                        .build()) {
            client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return Leftovers.watch();
    }

    private WebSocketClient clientOf(FaultProxy proxy) {
        return WebSocketClient.builder("ws://127.0.0.1:" + proxy.port() + "/")
                .header("X-Attempt", () -> planNext(proxy))
                .handler(new Talker())
                .inline()
                .onState(events::add)
                .reconnect(plan -> plan.backoff(BASE, CAP))
                .build();
    }

    /** Every attempt asks for its header before it connects: there the network plans what will become of it. */
    private String planNext(FaultProxy proxy) {
        twoAtOnce.addAll(connectionsTo(proxy.port()));
        int attempt = plans.size() + 1;
        Faults cut = Faults.NONE;
        Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
        if (attempt <= CUTS) {
            int bytes = random.nextInt(random.nextInt(3) == 0 ? HANDSHAKE : TALK);
            cut = random.nextBoolean() ? cut.cutAfter(bytes) : cut.resetAfter(bytes);
        }
        plans.add(direction + " " + cut);
        proxy.newConnections().apply(Faults.NONE);
        proxy.newConnections().apply(direction, cut);
        return "" + attempt;
    }

    /** The sockets of this process that are connected to that port and not closed, as the kernel sees them. */
    private static List<String> connectionsTo(int port) {
        String peer = ":%04X ".formatted(port);
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    // sl: local_address rem_address st ...; 01 is ESTABLISHED, 02 SYN_SENT, 08 CLOSE_WAIT: those that a
                    // process still holds open
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns.length > 3
                            && (columns[2] + " ").endsWith(peer)
                            && List.of("01", "02", "08").contains(columns[3])) {
                        found.add(line);
                    }
                }
            } catch (IOException noSuchTable) {
                // a kernel without IPv6
            }
        }
        return found;
    }

    /** Says something, and something else for every echo; notices when an uncut connection has echoed enough. The loop. */
    private final class Talker implements WebSocketHandler {
        private final Random talk = new Random(seed);
        private int echoes;

        @Override
        public void onOpen(WebSocket socket) {
            events.add(new Began(socket));
            echoes = 0;
            say(socket);
        }

        @Override
        public void onText(WebSocket socket, String text) {
            echoes++;
            if (plans.size() > CUTS && echoes == LAST_ECHOES) {
                back.countDown();
            } else {
                say(socket);
            }
        }

        private void say(WebSocket socket) {
            socket.send("m".repeat(talk.nextInt(2_000)));
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            events.add(new Ended(socket, status));
        }
    }

    /** A server that echoes and counts. */
    private static final class EchoCount implements WebSocketHandler {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger ever = new AtomicInteger();

        WebSocketServer serve() throws IOException {
            return WebSocketServer.builder()
                    .port(0)
                    .endpoint("/", this, endpoint -> endpoint.inline())
                    .build()
                    .start();
        }

        @Override
        public void onOpen(WebSocket socket) {
            ever.incrementAndGet();
            open.incrementAndGet();
        }

        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            open.decrementAndGet();
        }

        @Override
        public String toString() {
            return open + " connections open at the server, of " + ever;
        }
    }

    /** The events of a client's life, held against the diagram of {@link ClientState}. */
    private static final class History {
        private final BlockingQueue<Object> events;
        private final long seed;
        private int attempts; // failed in a row, or 1 behind a loss
        private int opened;
        private int refused;

        History(BlockingQueue<Object> events, long seed) {
            this.events = events;
            this.seed = seed;
        }

        void check() {
            assertThat(next(ClientState.Connecting.class).attempt()).isZero();
            while (attempts < 1 || opened + refused < CUTS) {
                if (events.peek() instanceof ClientState.Open) {
                    checkOpen();
                    attempts = 1;
                    waits(ConnectionFailure.Lost.class);
                    opened++;
                } else {
                    attempts++;
                    waits(ConnectionFailure.Unreachable.class);
                    refused++;
                }
                assertThat(next(ClientState.Connecting.class).attempt()).isEqualTo(attempts);
            }
            WebSocket last = next(ClientState.Open.class).socket();
            assertThat(next(Began.class).socket()).isSameAs(last);
            next(ClientState.Closing.class);
            assertThat(next(Ended.class).socket()).isSameAs(last);
            next(ClientState.Closed.class);
            assertThat(events).isEmpty();
            assertThat(opened)
                    .as("connections that were cut open; seed %d", seed)
                    .isPositive();
            assertThat(refused).as("handshakes that were cut; seed %d", seed).isPositive();
            System.out.println(
                    "TwoHundredCutsTest: " + opened + " open connections and " + refused + " handshakes cut");
        }

        private void checkOpen() {
            WebSocket socket = next(ClientState.Open.class).socket();
            assertThat(next(Began.class).socket()).isSameAs(socket);
            Ended end = next(Ended.class);
            assertThat(end.socket()).isSameAs(socket);
            assertThat(end.status().code()).isEqualTo(1006);
        }

        private void waits(Class<? extends ConnectionFailure> cause) {
            ClientState.Reconnecting waiting = next(ClientState.Reconnecting.class);
            assertThat(waiting.cause()).isInstanceOf(cause);
            assertThat(waiting.attempt()).isEqualTo(attempts);
            assertThat(waiting.delay())
                    .isEqualTo(Duration.ofMillis(Math.min(BASE.toMillis() << Math.min(attempts, 20), CAP.toMillis())));
        }

        private <T> T next(Class<T> type) {
            Object event = events.poll();
            assertThat(event)
                    .as("after %d losses and %d failures, seed %d", opened, refused, seed)
                    .isInstanceOf(type);
            return type.cast(event);
        }
    }
}
