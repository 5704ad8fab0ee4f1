package io.miaou.testkit.proxy;

import static io.miaou.testkit.proxy.Direction.TO_CLIENT;
import static io.miaou.testkit.proxy.Direction.TO_SERVER;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proxy does without faults, or in spite of them: bytes arrive, all of them, in order. */
class PassThroughTest extends ProxyTest {
    private void bothWays(Faults faults, int size) throws Exception {
        proxy.apply(faults);
        Pair pair = pair();
        byte[] up = bytes(size);
        byte[] down = bytes(size);
        var sent = List.of(sendAside(pair, TO_SERVER, up), sendAside(pair, TO_CLIENT, down));
        var upArrived = readAside(pair, TO_SERVER, size);
        var downArrived = readAside(pair, TO_CLIENT, size);
        assertThat(upArrived.get(60, SECONDS)).isEqualTo(up);
        assertThat(downArrived.get(60, SECONDS)).isEqualTo(down);
        for (CompletableFuture<Void> one : sent) {
            one.get(60, SECONDS);
        }
        pair.link().awaitDelivered(TO_SERVER, size, PATIENCE);
        assertThat(pair.link().received(TO_SERVER)).isEqualTo(size);
        assertThat(proxy.delivered(TO_CLIENT)).isEqualTo(size);
    }

    @Test
    void withoutFaultsBytesPassBothWaysUnchanged() throws Exception {
        bothWays(Faults.NONE, 5_000_000);
    }

    @Test
    void slicedBytesArriveUnchanged() throws Exception {
        bothWays(Faults.NONE.slice(7), 50_000);
    }

    @Test
    void jitterAndLossKeepTheOrder() throws Exception {
        Duration most = Duration.ofMillis(3);
        bothWays(
                Faults.NONE
                        .jitter(most)
                        .coalesce(Duration.ofMillis(2))
                        .loss(0.01)
                        .slice(5_000),
                300_000);
    }

    @ParameterizedTest
    @EnumSource
    void aHalfClosedConnectionStaysOpenTheOtherWay(Direction closing) throws Exception {
        Direction other = closing == TO_SERVER ? TO_CLIENT : TO_SERVER;
        Pair pair = pair();
        pair.send(closing, new byte[] {1});
        pair.sender(closing).shutdownOutput();
        assertThat(pair.readAll(closing)).containsExactly(1);

        byte[] answer = bytes(10_000);
        pair.send(other, answer);
        assertThat(pair.read(other, 10_000)).isEqualTo(answer);
        assertThat(pair.link().isOpen()).isTrue();

        pair.sender(other).shutdownOutput();
        assertThat(pair.readAll(other)).isEmpty();
        pair.link().awaitEnd(PATIENCE);
    }

    @ParameterizedTest
    @EnumSource
    void aResetOfOneEndIsAResetForTheOther(Direction direction) throws Exception {
        Pair pair = pair();
        pair.sender(direction).setSoLinger(true, 0);
        pair.sender(direction).close();
        assertThatThrownBy(() -> pair.readAll(direction))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        pair.link().awaitEnd(PATIENCE);
    }

    @Test
    void aServerThatRefusesIsAResetForTheClient() throws Exception {
        upstream.close();
        assertThatThrownBy(() -> connect().getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(proxy.connectionCount()).isZero();
    }

    @Test
    void aServerWithANewPortIsFoundByConnectionsToCome() throws Exception {
        Pair old = pair();
        try (ServerSocket restarted = new ServerSocket(0)) {
            proxy.upstream(new InetSocketAddress("localhost", restarted.getLocalPort()));
            Socket client = connect();
            try (Socket server = restarted.accept()) {
                server.getOutputStream().write(7);
                assertThat(client.getInputStream().read()).isEqualTo(7);
            }
        }
        old.send(TO_SERVER, new byte[] {1});
        assertThat(old.read(TO_SERVER, 1)).containsExactly(1);
    }

    @Test
    void noMoreThanTheBufferIsTakenFromASenderWhoseReaderIsHeld() throws Exception {
        try (FaultProxy small = FaultProxy.to(upstream.getLocalPort())
                .bufferSize(1000)
                .faults(Faults.NONE.hold())
                .start()) {
            Pair pair = pair(small);
            byte[] data = bytes(100_000);
            var sent = sendAside(pair, TO_CLIENT, data);
            pair.link().awaitReceived(TO_CLIENT, 1000, PATIENCE);
            for (int i = 0; i < 10; i++) {
                small.freeze(); // each of these is a turn in which more could be read
            }
            assertThat(pair.link().received(TO_CLIENT)).isEqualTo(1000);
            assertThat(pair.link().delivered(TO_CLIENT)).isZero();
            small.thaw();
            assertThat(pair.read(TO_CLIENT, 100_000)).isEqualTo(data);
            sent.get(20, SECONDS);
        }
    }

    @Test
    void aConnectionBeyondTheLimitIsReset() throws Exception {
        try (FaultProxy narrow =
                FaultProxy.to(upstream.getLocalPort()).maxConnections(1).start()) {
            Pair first = pair(narrow);
            assertThatThrownBy(() -> connect(narrow).getInputStream().read()).isInstanceOf(SocketException.class);
            first.send(TO_SERVER, new byte[] {5});
            assertThat(first.read(TO_SERVER, 1)).containsExactly(5);
        }
    }

    @Test
    void fiveHundredConnectionsPassAtOnce() throws Exception {
        int clients = 500;
        proxy.apply(Faults.NONE.delay(Duration.ofMillis(5)).jitter(Duration.ofMillis(5)));
        threads.execute(this::echo);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            sockets.add(connect());
        }
        proxy.awaitConnections(clients, PATIENCE);
        assertThat(proxy.connections()).hasSize(clients);

        byte[] data = bytes(5_000);
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (Socket socket : sockets) {
            answers.add(CompletableFuture.supplyAsync(() -> roundTrip(socket, data), threads));
        }
        for (CompletableFuture<byte[]> answer : answers) {
            assertThat(answer.get(60, SECONDS)).isEqualTo(data);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.awaitConnections(0, PATIENCE);
        assertThat(proxy.acceptedCount()).isEqualTo(clients);
        assertThat(proxy.delivered(TO_SERVER)).isEqualTo(clients * 5_000L);
    }

    private void echo() {
        try {
            while (true) {
                Socket server = upstream.accept();
                threads.execute(() -> {
                    try (server) {
                        server.getInputStream().transferTo(server.getOutputStream());
                    } catch (IOException e) {
                        // its client will miss the answer
                    }
                });
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static byte[] roundTrip(Socket socket, byte[] data) {
        try {
            socket.getOutputStream().write(data);
            return socket.getInputStream().readNBytes(data.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
