package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.time.Backoff;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.Reconnection;
import io.miaou.websocket.WebSocket;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The life of a client across its connections, without network, threads or time. */
class ClientMachineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final CloseStatus NORMAL = new CloseStatus(1000, "");
    private static final WebSocket SOCKET = (WebSocket) Proxy.newProxyInstance(
            WebSocket.class.getClassLoader(), new Class<?>[] {WebSocket.class}, (proxy, method, args) -> {
                return switch (method.getName()) {
                    case "toString" -> "socket";
                    default -> throw new AssertionError(method);
                };
            });

    /** The world the machine acts on: what is under way, and all that was said. */
    private static final class World implements ClientMachine.Sink {
        final List<String> log = new ArrayList<>();
        boolean attempting;
        boolean connected;
        boolean closing;

        @Override
        public void changed(ClientState state) {
            log.add(
                    switch (state) {
                        case ClientState.Reconnecting waiting ->
                            "reconnecting " + waiting.attempt() + " in "
                                    + waiting.delay().toMillis();
                        case ClientState.Connecting connecting -> "connecting " + connecting.attempt();
                        case ClientState.Closed closed ->
                            "closed " + closed.status().code() + (closed.cause().isPresent() ? " for a cause" : "");
                        case ClientState.Idle idle -> "idle";
                        case ClientState.Open open -> "open";
                        case ClientState.Closing now -> "closing";
                    });
        }

        @Override
        public void beginAttempt() {
            assertThat(attempting || connected)
                    .as("two connections after %s", log)
                    .isFalse();
            attempting = true;
        }

        @Override
        public void abandonAttempt() {
            assertThat(attempting).isTrue();
            attempting = false;
        }

        @Override
        public void closeConnection(CloseStatus status) {
            assertThat(connected).isTrue();
            closing = true;
        }

        @Override
        public void cutConnection() {
            assertThat(closing).isTrue();
            log.add("cut");
        }
    }

    private final World world = new World();
    private long now;

    private static ConnectionFailure failure() {
        return new ConnectionFailure.TimedOut("late");
    }

    private static Reconnection plan(int maxAttempts, Duration stableAfter) {
        return new Reconnection(
                Backoff.DEFAULTS, () -> 0, maxAttempts, stableAfter, Duration.ofMinutes(5), failure -> true);
    }

    private ClientMachine machine(@Nullable Reconnection plan) {
        return new ClientMachine(plan, Duration.ofSeconds(5), world);
    }

    private void open(ClientMachine machine) {
        world.attempting = false;
        world.connected = true;
        machine.opened(SOCKET, now);
    }

    private void fail(ClientMachine machine, ConnectionFailure why, boolean retriable) {
        world.attempting = false;
        machine.failed(why, retriable, now);
    }

    private void lose(ClientMachine machine, int code, boolean retriable) {
        world.connected = false;
        world.closing = false;
        machine.lost(new ConnectionFailure.Lost("lost", new CloseStatus(code, "")), retriable, now);
    }

    private void due(ClientMachine machine) {
        assertThat(machine.deadline()).isNotEqualTo(ClientMachine.NEVER);
        now = machine.deadline();
        machine.onDeadline(now - 1);
        machine.onDeadline(now);
    }

    @Test
    void withoutAPlanTheFirstFailureIsTheEnd() {
        ClientMachine machine = machine(null);
        machine.connect();
        fail(machine, failure(), true);
        assertThat(world.log).containsExactly("connecting 0", "closed 1006 for a cause");
        assertThat(machine.deadline()).isEqualTo(ClientMachine.NEVER);
    }

    @Test
    void withoutAPlanALossIsTheEndWithItsCode() {
        ClientMachine machine = machine(null);
        machine.connect();
        open(machine);
        lose(machine, 4000, true);
        assertThat(world.log).containsExactly("connecting 0", "open", "closed 4000 for a cause");
    }

    @Test
    void r63_fiveAttemptsAfter2_4_8_16_30SecondsAndThenTheEnd() {
        ClientMachine machine = machine(plan(5, Duration.ZERO));
        machine.connect();
        open(machine);
        lose(machine, 1006, true);
        for (int i = 0; i < 5; i++) {
            due(machine);
            fail(machine, failure(), true);
        }
        assertThat(world.log)
                .containsExactly(
                        "connecting 0",
                        "open",
                        "reconnecting 1 in 2000",
                        "connecting 1",
                        "reconnecting 2 in 4000",
                        "connecting 2",
                        "reconnecting 3 in 8000",
                        "connecting 3",
                        "reconnecting 4 in 16000",
                        "connecting 4",
                        "reconnecting 5 in 30000",
                        "connecting 5",
                        "closed 1006 for a cause");
    }

    @Test
    void aConnectionThatOpensBeginsTheCountingAnew() {
        ClientMachine machine = machine(plan(2, Duration.ZERO));
        machine.connect();
        for (int i = 0; i < 3; i++) {
            fail(machine, failure(), true);
            due(machine);
            open(machine);
            lose(machine, 1006, true);
            due(machine);
        }
        assertThat(world.log).doesNotContain("closed 1006 for a cause").contains("reconnecting 1 in 2000");
        assertThat(world.log.stream().filter("reconnecting 1 in 2000"::equals)).hasSize(4);
    }

    @Test
    void aConnectionThatWasNotStableGoesOnCounting() {
        ClientMachine machine = machine(plan(3, Duration.ofSeconds(10)));
        machine.connect();
        open(machine);
        now += 10 * SECOND - 1;
        lose(machine, 1006, true);
        due(machine);
        open(machine);
        now += 10 * SECOND - 1;
        lose(machine, 1006, true);
        due(machine);
        open(machine);
        now += 10 * SECOND;
        lose(machine, 1006, true);
        assertThat(world.log.stream().filter(line -> line.startsWith("reconnecting")))
                .containsExactly("reconnecting 1 in 2000", "reconnecting 2 in 4000", "reconnecting 1 in 2000");
    }

    @Test
    void whatThePolicyCallsFinalIsFinal() {
        ClientMachine machine = machine(plan(5, Duration.ZERO));
        machine.connect();
        fail(machine, failure(), false);
        assertThat(world.log).containsExactly("connecting 0", "closed 1006 for a cause");
    }

    @Test
    void retryAfterIsALeastWait() {
        ClientMachine machine = machine(plan(5, Duration.ZERO));
        machine.connect();
        fail(machine, refusedFor("7"), true);
        due(machine);
        fail(machine, refusedFor("1"), true);
        assertThat(world.log)
                .containsExactly("connecting 0", "reconnecting 1 in 7000", "connecting 1", "reconnecting 2 in 4000");
    }

    private static ConnectionFailure refusedFor(String seconds) {
        return new ConnectionFailure.HandshakeRefused("busy", 503, Headers.of("Retry-After", seconds), "");
    }

    @Test
    void closeLeadsToTheEndFromEverywhere() {
        machine(null).close(NORMAL, now);
        assertThat(world.log).containsExactly("closed 1006");

        world.log.clear();
        ClientMachine connecting = machine(plan(5, Duration.ZERO));
        connecting.connect();
        connecting.close(NORMAL, now);
        assertThat(world.log).containsExactly("connecting 0", "closed 1006");

        world.log.clear();
        ClientMachine waiting = machine(plan(5, Duration.ZERO));
        waiting.connect();
        fail(waiting, failure(), true);
        waiting.close(NORMAL, now);
        assertThat(world.log).containsExactly("connecting 0", "reconnecting 1 in 2000", "closed 1006");
        assertThat(waiting.deadline()).isEqualTo(ClientMachine.NEVER);

        world.log.clear();
        ClientMachine open = machine(plan(5, Duration.ZERO));
        open.connect();
        open(open);
        open.close(NORMAL, now);
        open.close(NORMAL, now);
        lose(open, 1000, true);
        open.close(NORMAL, now);
        assertThat(world.log).containsExactly("connecting 0", "open", "closing", "closed 1000");
    }

    @Test
    void aClosingThatTakesTooLongIsCut() {
        ClientMachine machine = machine(null);
        machine.connect();
        open(machine);
        machine.close(NORMAL, now);
        assertThat(machine.deadline()).isEqualTo(5 * SECOND);
        due(machine);
        lose(machine, 1006, true);
        assertThat(world.log).containsExactly("connecting 0", "open", "closing", "cut", "closed 1006");
    }

    @Test
    void whatComesTooLateChangesNothing() {
        ClientMachine machine = machine(plan(5, Duration.ZERO));
        machine.connect();
        machine.close(NORMAL, now);
        machine.opened(SOCKET, now);
        machine.failed(failure(), true, now);
        machine.lost(new ConnectionFailure.Lost("lost", NORMAL), true, now);
        machine.connect();
        machine.onDeadline(Long.MAX_VALUE - 1);
        assertThat(world.log).containsExactly("connecting 0", "closed 1006");
    }

    /** Whatever happens in whatever order: the world's assertions hold, and every change is one that the diagram has. */
    @Test
    void noOrderOfEventsLeadsToTwoConnectionsOrAChangeThatIsNone() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            World fresh = new World();
            ClientMachine machine = new ClientMachine(
                    random.nextInt(4) == 0 ? null : plan(1 + random.nextInt(4), Duration.ofSeconds(random.nextInt(3))),
                    Duration.ofSeconds(5),
                    fresh);
            long time = 0;
            for (int step = 0; step < 30; step++) {
                time += random.nextInt(3) * SECOND;
                step(machine, fresh, random, time);
            }
            machine.close(NORMAL, time);
            if (fresh.connected) {
                fresh.connected = false;
                machine.lost(new ConnectionFailure.Lost("lost", NORMAL), true, time);
            }
            assertThat(machine.state()).as("seed %d", seed).isInstanceOf(ClientState.Closed.class);
            assertThat(fresh.attempting).as("seed %d: %s", seed, fresh.log).isFalse();
            expectPath(fresh.log, seed);
        }
    }

    private static void step(ClientMachine machine, World world, Random random, long time) {
        switch (random.nextInt(12)) {
            case 0 -> machine.connect();
            case 1 -> {
                if (random.nextInt(8) == 0) {
                    machine.close(NORMAL, time);
                }
            }
            case 2, 3, 4 -> {
                if (world.attempting) {
                    world.attempting = false;
                    world.connected = true;
                    machine.opened(SOCKET, time);
                }
            }
            case 5, 6 -> {
                if (world.attempting) {
                    world.attempting = false;
                    machine.failed(failure(), random.nextInt(5) > 0, time);
                }
            }
            case 7, 8 -> {
                if (world.connected) {
                    world.connected = false;
                    machine.lost(new ConnectionFailure.Lost("lost", NORMAL), random.nextInt(5) > 0, time);
                }
            }
            default -> machine.onDeadline(time);
        }
    }

    private static void expectPath(List<String> log, long seed) {
        String before = "idle";
        for (String line : log) {
            if (line.equals("cut")) {
                continue;
            }
            String after = line.replaceAll(" .*", "");
            boolean known = switch (before) {
                case "idle" -> after.equals("connecting") || after.equals("closed");
                case "connecting" -> after.equals("open") || after.equals("reconnecting") || after.equals("closed");
                case "open" -> after.equals("closing") || after.equals("reconnecting") || after.equals("closed");
                case "reconnecting" -> after.equals("connecting") || after.equals("closed");
                case "closing" -> after.equals("closed");
                default -> false;
            };
            assertThat(known).as("seed %d: %s after %s", seed, line, before).isTrue();
            before = after;
        }
    }
}
