package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The laws of the architecture, as far as they are about connections. Two have classes of their own: law
 * 6, {@link UserCodeOffLoopTest}, and law 7, {@link HostileInputTest}.
 */
class LawsTest extends SocketTest {
    private static final String LOOP = "miaou-loop";

    // --- 1 and 2 --------------------------------------------------------------------------------------------------

    @Test
    void law1And2_aConnectionLivesOnOneLoopThreadForLife() throws Exception {
        Map<WebSocket, Set<Thread>> threads = new ConcurrentHashMap<>();
        Recorder ends = new Recorder();
        WebSocketServer server = serveInline(
                new WebSocketHandler() {
                    private void here(WebSocket socket) {
                        threads.computeIfAbsent(socket, any -> ConcurrentHashMap.newKeySet())
                                .add(Thread.currentThread());
                    }

                    @Override
                    public void onOpen(WebSocket socket) {
                        here(socket);
                    }

                    @Override
                    public void onText(WebSocket socket, String text) {
                        here(socket);
                        socket.send(text);
                    }

                    @Override
                    public void onPong(WebSocket socket, byte[] data) {
                        here(socket);
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        here(socket);
                        ends.heard("close", socket);
                    }
                },
                builder -> builder.eventLoops(3));
        List<WebSocketTestClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(client(server));
        }
        for (int round = 0; round < 50; round++) {
            for (WebSocketTestClient client : clients) {
                client.send("hello");
                client.send(Opcode.PONG, new byte[1]);
                assertThat(client.nextText()).isEqualTo("hello");
            }
            advance(Duration.ofMillis(500)); // so that pongs stay below the rate
        }
        for (WebSocketTestClient client : clients) {
            client.sendClose(1000, "");
            assertThat(ends.next()).isEqualTo("close");
        }
        assertThat(threads)
                .hasSize(6)
                .allSatisfy((socket, of) -> assertThat(of)
                        .singleElement()
                        .extracting(Thread::getName)
                        .asString()
                        .startsWith(LOOP));
    }

    // --- 3 --------------------------------------------------------------------------------------------------------

    /** Each thread plays with groups of its own, adding, removing, broadcasting and sending; its model says what must arrive. */
    @Test
    void law3_whatOneThreadSendsAddsAndBroadcastsArrivesInThatOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("law 3, seed " + seed);
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(
                recorder,
                builder -> builder.eventLoops(2)
                        .limits(l -> l.maxSendQueue(64 << 20).maxSendQueueMessages(1 << 20)));
        List<WebSocketTestClient> clients = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(client(server));
            sockets.add(recorder.nextOpen());
        }
        int threads = 4;
        List<List<List<String>>> expected = new ArrayList<>(); // by thread, by connection
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<List<String>> mine = new ArrayList<>();
            sockets.forEach(socket -> mine.add(new ArrayList<>()));
            expected.add(mine);
            String name = t + ":";
            Random random = new Random(seed + t);
            running.add(Thread.ofVirtual().start(() -> play(name, random, server, sockets, mine)));
        }
        for (Thread thread : running) {
            thread.join();
        }
        sockets.forEach(socket -> socket.send("end"));
        for (int c = 0; c < clients.size(); c++) {
            List<String> heard = new ArrayList<>();
            for (String text = clients.get(c).nextText();
                    !text.equals("end");
                    text = clients.get(c).nextText()) {
                heard.add(text);
            }
            for (int t = 0; t < threads; t++) {
                String name = t + ":";
                assertThat(heard.stream().filter(text -> text.startsWith(name)))
                        .as("what thread %d sent to connection %d", t, c)
                        .containsExactlyElementsOf(expected.get(t).get(c));
            }
        }
    }

    private static void play(
            String name, Random random, WebSocketServer server, List<WebSocket> sockets, List<List<String>> expected) {
        WebSocketGroup group = server.newGroup();
        boolean[] member = new boolean[sockets.size()];
        for (int i = 0; i < 600; i++) {
            int at = random.nextInt(sockets.size());
            WebSocket socket = sockets.get(at);
            String text = name + i;
            switch (random.nextInt(6)) {
                case 0 -> {
                    group.add(socket);
                    member[at] = true;
                }
                case 1 -> {
                    group.remove(socket);
                    member[at] = false;
                }
                case 2 -> {
                    socket.send(text);
                    expected.get(at).add(text);
                }
                case 3 -> { // a new group: nothing of it exists before the add
                    group = server.newGroup();
                    member = new boolean[sockets.size()];
                    group.add(socket);
                    member[at] = true;
                    group.send(text);
                    expected.get(at).add(text);
                }
                default -> {
                    group.send(text);
                    for (int m = 0; m < member.length; m++) {
                        if (member[m]) {
                            expected.get(m).add(text);
                        }
                    }
                }
            }
        }
    }

    /** Also an inline handler's calls stand in the queue, behind those that other threads had made before it. */
    @Test
    void law3_whatWasSentBeforeAnInlineHandlerWasToldLeavesBeforeWhatItSends() throws Exception {
        Recorder recorder = new Recorder();
        CountDownLatch loopWaits = new CountDownLatch(1);
        CountDownLatch firstWasSent = new CountDownLatch(1);
        List<WebSocket> sockets = new ArrayList<>();
        WebSocketServer server = serveInline(
                new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        recorder.heard("open", socket);
                    }

                    @Override
                    public void onText(WebSocket socket, String text) throws Exception {
                        loopWaits.countDown();
                        assertThat(firstWasSent.await(10, TimeUnit.SECONDS)).isTrue();
                        sockets.getFirst().send("second");
                    }
                },
                builder -> builder.eventLoops(1));
        WebSocketTestClient hearer = client(server);
        sockets.add(recorder.nextOpen());
        WebSocketTestClient speaker = client(server);
        speaker.send("go");
        assertThat(loopWaits.await(10, TimeUnit.SECONDS)).isTrue();
        sockets.getFirst().send("first");
        firstWasSent.countDown();
        assertThat(hearer.nextText()).isEqualTo("first");
        assertThat(hearer.nextText()).isEqualTo("second");
    }

    // --- 4 --------------------------------------------------------------------------------------------------------

    @Test
    void law4_eventsReachAHandlerOneAtATimeAndInOrderHoweverItBlocks() throws Exception {
        long seed = System.nanoTime();
        System.out.println("law 4, seed " + seed);
        int connections = 8;
        int messages = 300;
        CountDownLatch closed = new CountDownLatch(connections);
        List<String> faults = new CopyOnWriteArrayList<>();
        record Progress(AtomicInteger inside, AtomicInteger next, Random random) {}
        WebSocketServer server = serve(
                new WebSocketHandler() {
                    private void step(WebSocket socket, int number) {
                        Progress progress = (Progress) socket.attachment();
                        if (progress == null) {
                            faults.add("an event before onOpen had returned");
                            return;
                        }
                        if (progress.inside.incrementAndGet() != 1) {
                            faults.add("two at a time");
                        }
                        if (progress.next.getAndIncrement() != number) {
                            faults.add("event " + number + " out of order");
                        }
                        switch (progress.random.nextInt(4)) {
                            case 0 -> LockSupport.parkNanos(progress.random.nextInt(300_000));
                            case 1 -> LockSupport.parkNanos(1);
                            default -> {}
                        }
                        progress.inside.decrementAndGet();
                    }

                    @Override
                    public void onOpen(WebSocket socket) {
                        LockSupport.parkNanos(1_000_000);
                        socket.attach(
                                new Progress(new AtomicInteger(), new AtomicInteger(), new Random(seed + socket.id())));
                    }

                    @Override
                    public void onText(WebSocket socket, String text) {
                        step(socket, Integer.parseInt(text));
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        step(socket, messages);
                        closed.countDown();
                    }
                },
                builder -> builder.eventLoops(2).limits(l -> l.inboundQueue(16)));
        List<WebSocketTestClient> clients = new ArrayList<>();
        for (int c = 0; c < connections; c++) {
            clients.add(client(server));
        }
        for (int i = 0; i < messages; i++) {
            for (WebSocketTestClient client : clients) {
                client.send(Integer.toString(i));
            }
        }
        for (WebSocketTestClient client : clients) {
            client.sendClose(1000, "");
        }
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
    }

    // --- 5 --------------------------------------------------------------------------------------------------------

    @Test
    void law5_aHandlerThatWaitsForAFutureIsNotBehindItself() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                recorder.heard("waits", socket);
                socket.drained().get(10, TimeUnit.SECONDS);
                recorder.heard("goes on", socket);
            }

            @Override
            public void onOpen(WebSocket socket) {
                recorder.heard("open", socket);
            }
        });
        WebSocketTestClient client = client(server, 4096);
        WebSocket socket = recorder.nextOpen();
        int messages = fill(server, socket, 32 << 10, 600_000);
        for (int i = 0; i < 10; i++) {
            client.send("do wait"); // nine more stand behind the first
        }
        assertThat(recorder.next()).isEqualTo("waits");
        assertThat(recorder.isSilent()).isTrue();
        for (int i = 0; i < messages; i++) {
            assertThat(client.expect(Opcode.BINARY).payload()).hasSize(32 << 10);
        }
        assertThat(recorder.next()).isEqualTo("goes on");
    }
}
