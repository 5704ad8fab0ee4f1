package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once on one connection: several threads send, ping, close and terminate it, wait for room and broadcast to
 * it, while its peer ends it in one way or another. Whatever the order was, nobody sees an exception, the handler hears
 * onOpen and onClose once each, every future completes, and nothing is counted as on its way for ever.
 */
class RacesTest extends SocketTest {
    private static final int ROUNDS = 60;
    private static final int THREADS = 4;

    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsClosesAndTerminatesFromManyThreadsWhileThePeerEnds(boolean inline) throws Exception {
        long seed = System.nanoTime();
        System.out.println("races, seed " + seed);
        Recorder recorder = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send(text);
            }
        };
        WebSocketServer server = inline
                ? serveInline(recorder, builder -> builder.eventLoops(2))
                : serve(recorder, builder -> builder.eventLoops(2).limits(l -> l.inboundQueue(4)));
        WebSocketGroup group = server.newGroup();
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed + round);
            WebSocketTestClient client = WebSocketTestClient.open(server.port());
            WebSocket socket = recorder.nextOpen();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random mine = new Random(random.nextLong());
                threads.add(inThread(start, () -> use(socket, group, mine)));
            }
            threads.add(inThread(start, () -> end(client, random)));
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            client.close();
            socket.closed().get(10, TimeUnit.SECONDS);
            socket.drained().get(10, TimeUnit.SECONDS);
            assertThat(recorder.next()).as("round %d", round).startsWith("close ");
            Inside.turn(server.runtime);
            assertThat(Inside.inFlight(socket)).as("round %d", round).isZero();
        }
        assertThat(faults).isEmpty();
        expectEmpty(server);
        assertThat(recorder.isSilent()).isTrue();
        assertThat(group.size()).isZero();
    }

    /** Accepting pauses at the limit, again and again; everybody is served in the end. */
    @Test
    void r06_connectionsThatComeAndGoAtTheLimitAreAllServed() throws Exception {
        WebSocketServer server =
                serve(new Recorder(), builder -> builder.eventLoops(3).limits(l -> l.maxConnections(1)));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            threads.add(inThread(start, () -> {
                for (int i = 0; i < 50; i++) {
                    try (WebSocketTestClient client = WebSocketTestClient.open(server.port())) {
                        client.settle();
                    }
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(faults).isEmpty();
    }

    private interface Work {
        void run() throws Exception;
    }

    private Thread inThread(CountDownLatch start, Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                start.await();
                work.run();
            } catch (Throwable fault) {
                faults.add(fault);
            }
        });
    }

    private static void use(WebSocket socket, WebSocketGroup group, Random random) throws Exception {
        for (int i = 0; i < 100; i++) {
            switch (random.nextInt(40)) {
                case 0 -> socket.close();
                case 1 -> socket.close(4000, "enough");
                case 2 -> socket.terminate();
                case 3, 4, 5 -> group.add(socket);
                case 6 -> group.remove(socket);
                case 7, 8, 9 -> group.send(new byte[random.nextInt(5_000)]);
                case 10, 11 -> socket.ping(new byte[10]);
                case 12 -> socket.drained().get(10, TimeUnit.SECONDS);
                case 13 -> assertThat(socket.bufferedBytes()).isNotNegative();
                default -> socket.send(new byte[random.nextInt(20_000)]);
            }
        }
    }

    private static void end(WebSocketTestClient client, Random random) {
        try {
            int messages = random.nextInt(30);
            for (int i = 0; i < messages; i++) {
                client.send("message " + i);
            }
            switch (random.nextInt(5)) {
                case 0 -> client.reset();
                case 1 -> client.sendClose(1000, "");
                case 2 -> client.sendRaw(Frames.frame(0x83, new byte[0]));
                case 3 -> client.raw().endOutput();
                default -> client.close();
            }
        } catch (IOException gone) {
            // It was ended before.
        }
    }
}
