package io.miaou.testkit.proxy;

import static io.miaou.testkit.proxy.Direction.TO_CLIENT;
import static io.miaou.testkit.proxy.Direction.TO_SERVER;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How a proxy behaves as a tool: under control calls from many threads, idle, and closed. */
class ProxyLifeTest extends ProxyTest {
    private static Faults anyFaults(Random random) {
        Faults faults = Faults.NONE
                .delay(Duration.ofNanos(random.nextInt(3_000_000)))
                .jitter(Duration.ofNanos(1 + random.nextInt(3_000_000)));
        return switch (random.nextInt(6)) {
            case 0 -> faults.hold();
            case 1 -> faults.rate(1 + random.nextInt(10_000_000));
            case 2 -> faults.slice(1 + random.nextInt(1_000));
            case 3 -> faults.coalesce(Duration.ofMillis(1));
            case 4 -> Faults.NONE;
            default -> faults;
        };
    }

    @Test
    void controlCallsFromManyThreadsDisturbNoByte() throws Exception {
        int size = 300_000;
        List<Pair> pairs = new ArrayList<>();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        List<CompletableFuture<byte[]>> arrived = new ArrayList<>();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pair pair = pair();
            pairs.add(pair);
            for (Direction direction : Direction.values()) {
                byte[] data = bytes(size);
                sent.add(data);
                calls.add(sendAside(pair, direction, data));
                arrived.add(readAside(pair, direction, size));
            }
        }
        for (int i = 0; i < 4; i++) {
            Random own = new Random(SEED + i);
            FaultTarget target = i == 0 ? proxy : pairs.get(i).link();
            calls.add(CompletableFuture.runAsync(
                    () -> {
                        for (int call = 0; call < 200; call++) {
                            target.apply(own.nextBoolean() ? TO_SERVER : TO_CLIENT, anyFaults(own));
                            assertThat(proxy.connections()).hasSize(4);
                        }
                        target.heal();
                    },
                    threads));
        }
        CompletableFuture.allOf(calls.subList(8, 12).toArray(new CompletableFuture<?>[0]))
                .get(60, SECONDS);
        proxy.heal();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(arrived.get(i).get(60, SECONDS)).isEqualTo(sent.get(i));
        }
        CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).get(60, SECONDS);
    }

    @Test
    void connectionsThatAreEndedInTheMidstOfTrafficLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 60; i++) {
            Pair pair = pair();
            byte[] data = bytes(20_000);
            AtomicBoolean over = new AtomicBoolean();
            List<CompletableFuture<?>> traffic = new ArrayList<>();
            for (Direction direction : Direction.values()) {
                traffic.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                while (!over.get()) {
                                    pair.send(direction, data);
                                }
                            } catch (IOException e) {
                                // so it ends
                            }
                        },
                        threads));
            }
            Direction any = random.nextBoolean() ? TO_SERVER : TO_CLIENT;
            switch (random.nextInt(4)) {
                case 0 -> pair.link().cut();
                case 1 -> pair.link().reset();
                case 2 -> pair.receiver(any).close();
                default -> pair.link().apply(any, Faults.NONE.resetAfter(random.nextInt(50_000)));
            }
            var drained = List.of(
                    CompletableFuture.runAsync(() -> drain(pair, TO_SERVER), threads),
                    CompletableFuture.runAsync(() -> drain(pair, TO_CLIENT), threads));
            pair.link().awaitEnd(PATIENCE);
            over.set(true);
            pair.close();
            for (CompletableFuture<?> one : traffic) {
                one.get(20, SECONDS);
            }
            for (CompletableFuture<?> one : drained) {
                one.get(20, SECONDS);
            }
        }
        assertThat(proxy.connectionCount()).isZero();
        assertThat(proxy.acceptedCount()).isEqualTo(60);
    }

    private static void drain(Pair pair, Direction direction) {
        try {
            pair.receiver(direction).getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // so it ends
        }
    }

    @Test
    void aFrozenProxyWithFullBuffersSleeps() throws Exception {
        Pair pair = pair();
        proxy.freeze();
        pair.send(TO_SERVER, bytes(200_000));
        pair.link().awaitReceived(TO_SERVER, 64 * 1024, PATIENCE);
        proxy.connections(); // a turn later all is arranged
        long before = proxy.turns();
        assertThatThrownBy(() -> proxy.awaitConnections(2, Duration.ofMillis(200)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("after 200 ms: 1 connections stand, not 2");
        assertThat(proxy.turns() - before).isLessThan(10);
    }

    @Test
    void aProxyWhoseReaderIsSlowSleeps() throws Exception {
        Pair pair = pair();
        byte[] much = bytes(20_000_000); // more than all sockets on the way hold
        var sent = sendAside(pair, TO_SERVER, much);
        // Sooner or later all is full; from then on nothing wakes it, while one that spins would never be seen asleep.
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean asleep = false;
        while (!asleep) {
            assertThat(System.nanoTime()).as("it never sleeps").isLessThan(deadline);
            long turns = proxy.turns();
            assertThatThrownBy(() -> proxy.awaitConnections(2, Duration.ofMillis(50)))
                    .isInstanceOf(TimeoutException.class);
            asleep = proxy.turns() - turns < 10 && waiting(pair) == 64 * 1024;
        }
        assertThat(pair.link().received(TO_SERVER)).isLessThan(much.length);
        assertThat(pair.read(TO_SERVER, much.length)).isEqualTo(much);
        sent.get(20, SECONDS);
    }

    private static long waiting(Pair pair) {
        return pair.link().received(TO_SERVER) - pair.link().delivered(TO_SERVER);
    }

    @Test
    void closingResetsEverybodyAndFreesThreadPortAndDescriptors() throws Exception {
        FaultProxy.to(upstream.getLocalPort()).start().close(); // whatever the JVM opens once is open now
        int before = descriptors();
        FaultProxy other = FaultProxy.to(upstream.getLocalPort()).start();
        int port = other.port();
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pairs.add(pair(other));
        }
        pairs.getFirst().link().cut();
        other.freeze();
        pairs.getLast().send(TO_SERVER, bytes(1_000));
        assertThat(threadsOf(port)).hasSize(1);

        other.close();
        other.close();
        assertThat(threadsOf(port)).isEmpty();
        assertThat(other.connectionCount()).isZero();
        assertThat(pairs.getLast().link().isOpen()).isFalse();
        assertThatThrownBy(() -> pairs.getLast().readAll(TO_CLIENT)).hasMessageContaining("reset");
        assertThatThrownBy(() -> connect(other)).isInstanceOf(ConnectException.class);
        for (Pair pair : pairs) {
            pair.close();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        try (ServerSocket again = new ServerSocket(port)) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static List<Thread> threadsOf(int port) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("fault-proxy-" + port))
                .toList();
    }

    private static int descriptors() {
        String[] all = new File("/proc/self/fd").list();
        assertThat(all).isNotNull();
        return all.length;
    }

    @Test
    void aClosedProxyThatRefusedFreesItsPortToo() throws Exception {
        proxy.admission(Admission.REFUSE);
        proxy.close();
        try (ServerSocket again = new ServerSocket(proxy.port())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void aClosedProxySaysSo() throws Exception {
        Pair pair = pair();
        proxy.close();
        assertThatThrownBy(proxy::freeze)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the proxy is closed; start another");
        assertThat(pair.link().isOpen()).isFalse();
        assertThat(proxy.toString()).contains("seed " + SEED).endsWith("0 connections");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> FaultProxy.to(1).port(upstream.getLocalPort()).start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + upstream.getLocalPort());
    }

    @Test
    void aHostThatWasNotFoundIsNamed() {
        assertThatThrownBy(() -> proxy.upstream(InetSocketAddress.createUnresolved("nowhere", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void aConnectionThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> proxy.connection(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connection 0 was asked for, of 0");
    }

    @Test
    void whatAChangeThrowsComesBackToTheCaller() throws Exception {
        Pair pair = pair();
        assertThatThrownBy(() -> proxy.change(Set.of(TO_SERVER), faults -> faults.rate(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        pair.send(TO_SERVER, new byte[] {1});
        assertThat(pair.read(TO_SERVER, 1)).containsExactly(1);
    }
}
