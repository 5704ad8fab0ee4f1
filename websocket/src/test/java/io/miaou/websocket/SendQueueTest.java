package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What waits for a peer that reads too slowly is bounded, and nobody else waits for it. */
class SendQueueTest extends SocketTest {
    private static final int LIMIT = 1 << 20;
    private static final int SIZE = 32 << 10;

    private final Recorder recorder = new Recorder();

    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // slowPeer() comes first
    private WebSocketTestClient client;

    @SuppressWarnings("NullAway.Init")
    private WebSocketServer server;

    private interface Work {
        void run() throws Exception;
    }

    /** Runs beside the test; what it throws is a fault. */
    private Thread inThread(Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Throwable fault) {
                faults.add(fault);
            }
        });
    }

    /** A connection whose client has next to no receive buffer and does not read. */
    private WebSocket slowPeer(UnaryOperator<ServerOptions.Builder> more) throws Exception {
        server = serve(recorder, more);
        client = client(server, 4096);
        return recorder.nextOpen();
    }

    @Test
    void aPeerThatDoesNotReadIsEndedWhenItsQueueIsFull() throws Exception {
        WebSocket socket = slowPeer(builder -> builder.slowConsumers(SlowConsumerPolicy.CLOSE));
        byte[] message = new byte[SIZE];
        long most = 0;
        while (socket.send(message)) {
            most = Math.max(most, socket.bufferedBytes());
        }
        assertThat(most).isBetween((long) LIMIT - 2 * SIZE, (long) LIMIT + SIZE);
        assertThat(recorder.next()).isEqualTo("close 1006 the peer reads too slowly: its send queue was full");
        assertThat(socket.isOpen()).isFalse();
        assertThat(socket.send("more")).isFalse();
        await("nothing waits any more", () -> socket.bufferedBytes() == 0);
    }

    /** What send() says is true: what it took arrives, in each thread's order, and nothing else does. */
    @Test
    void withDropWhatDoesNotFitIsLeftOutAndTheConnectionLives() throws Exception {
        WebSocket socket = slowPeer(builder -> builder.slowConsumers(SlowConsumerPolicy.DROP));
        List<List<Integer>> taken = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<List<Integer>> arrived = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        sendFromEach(taken, socket, 0);
        assertThat(taken.stream().mapToInt(List::size).sum()).isLessThan(3 * 300);
        Thread reader = inThread(() -> {
            for (WebSocketTestClient.Frame frame = client.next();
                    frame.opcode() == Opcode.BINARY;
                    frame = client.next()) {
                ByteBuffer data = ByteBuffer.wrap(frame.payload());
                arrived.get(data.getInt()).add(data.getInt());
            }
        });
        sendFromEach(taken, socket, 300);
        while (!socket.send("end")) {
            socket.drained().get(10, TimeUnit.SECONDS);
        }
        reader.join();
        assertThat(arrived).isEqualTo(taken);
        assertThat(faults).isEmpty();
        assertThat(recorder.isSilent()).isTrue();
    }

    private void sendFromEach(List<List<Integer>> taken, WebSocket socket, int from) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int t = 0; t < taken.size(); t++) {
            int number = t;
            Random random = new Random(t);
            senders.add(inThread(() -> {
                for (int i = from; i < from + 300; i++) {
                    byte[] message = new byte[8 + random.nextInt(SIZE)];
                    ByteBuffer.wrap(message).putInt(number).putInt(i);
                    if (socket.send(message)) {
                        taken.get(number).add(i);
                    }
                    assertThat(socket.bufferedBytes()).isLessThan(LIMIT + SIZE + 200);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void aMessageLargerThanTheLimitIsTakenWhenNothingElseWaits() throws Exception {
        WebSocket socket = slowPeer(builder -> builder.slowConsumers(SlowConsumerPolicy.DROP));
        byte[] large = new byte[5 * LIMIT];
        await("an empty queue", () -> socket.bufferedBytes() == 0);
        assertThat(socket.send(large)).isTrue();
        Inside.turn(server.runtime);
        assertThat(socket.send(new byte[1])).isFalse();
        assertThat(socket.send(large)).isFalse();
        assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(large);
        await("an empty queue", () -> socket.bufferedBytes() == 0);
        assertThat(socket.send(large)).isTrue();
        assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(large);
    }

    @Test
    void aQueueIsAlsoBoundedInMessages() throws Exception {
        WebSocket socket = slowPeer(builder -> builder.slowConsumers(SlowConsumerPolicy.DROP)
                .limits(l -> l.maxSendQueue(64 << 20).maxSendQueueMessages(50)));
        fill(server, socket, 1 << 20, 2 << 20); // so that the kernel takes no more
        int taken = 0;
        while (socket.send("small")) {
            taken++;
            Inside.turn(server.runtime);
            Inside.turn(server.runtime);
        }
        assertThat(taken).isBetween(40, 50);
    }

    /** The network does not tell when it takes something: the queue must see by itself that it has become empty. */
    @Test
    void roomThatTheNetworkMadeIsSeenByTheNextMessage() throws Exception {
        WebSocket socket = slowPeer(builder -> builder);
        int messages = fill(server, socket, SIZE, 300_000); // below the mark at which the channel would tell
        for (int i = 0; i < messages; i++) {
            client.expect(Opcode.BINARY);
        }
        await("an empty queue", () -> socket.bufferedBytes() == 0);
        assertThat(socket.send(new byte[LIMIT - 200])).isTrue();
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(LIMIT - 200);
        assertThat(recorder.isSilent()).isTrue();
    }

    @Test
    void drainedCompletesAtOnceOrWhenTheQueueIsBelowHalf() throws Exception {
        WebSocket socket = slowPeer(builder -> builder);
        assertThat(socket.drained()).isDone();
        int messages = fill(server, socket, SIZE, LIMIT / 2);
        var drained = socket.drained();
        assertThat(drained).isNotDone();
        for (int i = 0; i < messages; i++) {
            client.expect(Opcode.BINARY);
        }
        drained.get(10, TimeUnit.SECONDS);
        assertThat(socket.bufferedBytes()).isLessThanOrEqualTo(LIMIT / 2);
    }

    @Test
    void drainedCountsMessagesTooSoThatSmallOnesPacedByItAreNeverRefused() throws Exception {
        WebSocket socket =
                slowPeer(builder -> builder.limits(l -> l.maxSendQueue(64 << 20).maxSendQueueMessages(64)));
        fill(server, socket, 1 << 20, 2 << 20); // so that the kernel takes no more
        client.expect(Opcode.BINARY);
        Thread reader = inThread(() -> {
            while (!"last".equals(client.next().text())) {
                // small ones
            }
        });
        for (int i = 0; i < 1_000; i++) {
            socket.drained().get(10, TimeUnit.SECONDS);
            assertThat(socket.send("small")).as("message %s", i).isTrue();
        }
        socket.drained().get(10, TimeUnit.SECONDS);
        assertThat(socket.send("last")).isTrue();
        reader.join();
        assertThat(recorder.isSilent()).isTrue();
    }

    @Test
    void drainedCompletesWhenTheConnectionEnds() throws Exception {
        WebSocket socket = slowPeer(builder -> builder);
        fill(server, socket, SIZE, LIMIT / 2);
        var drained = socket.drained();
        socket.terminate();
        drained.get(10, TimeUnit.SECONDS);
        socket.drained().get(10, TimeUnit.SECONDS);
    }

    // --- the write timeout ----------------------------------------------------------------------------------------

    @Test
    void aPeerThatTakesNothingForTheWriteTimeoutIsEnded() throws Exception {
        WebSocket socket = slowPeer(builder -> builder);
        fill(server, socket, SIZE, 200_000);
        advance(Duration.ofMillis(9_999));
        assertThat(socket.isOpen()).isTrue();
        advance(Duration.ofMillis(1));
        assertThat(recorder.next()).isEqualTo("close 1006 the peer took nothing for the write timeout");
    }

    @Test
    void aPeerThatReadsSlowlyButSteadilyIsNotEndedByTheWriteTimeout() throws Exception {
        WebSocket socket = slowPeer(builder -> builder.heartbeat(Duration.ZERO, 1));
        fill(server, socket, SIZE, 200_000);
        for (int seconds = 0; seconds < 60; seconds += 2) {
            long before = socket.bufferedBytes(); // so much that at no time nothing waits
            while (socket.bufferedBytes() >= before) {
                client.expect(Opcode.BINARY);
                Inside.turn(server.runtime); // what the network took is counted
            }
            fill(server, socket, SIZE, 200_000);
            advance(Duration.ofSeconds(2));
            assertThat(socket.isOpen()).as("after %d s", seconds).isTrue();
        }
        assertThat(recorder.isSilent()).isTrue();
    }

    // --- many -----------------------------------------------------------------------------------------------------

    @Test
    void aBroadcastReachesEverybodyElseWhenOneMemberDoesNotRead() throws Exception {
        WebSocket slow = slowPeer(builder -> builder.eventLoops(2));
        WebSocketGroup group = server.newGroup();
        group.add(slow);
        List<WebSocket> others = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        int messages = 300; // 9.6 MB: more than the kernel keeps for one that does not read
        for (int m = 0; m < 10; m++) {
            WebSocketTestClient other = client(server);
            others.add(recorder.nextOpen());
            group.add(others.getLast());
            readers.add(inThread(() -> {
                for (int i = 0; i < messages; i++) {
                    byte[] data = other.expect(Opcode.BINARY).payload();
                    assertThat(ByteBuffer.wrap(data).getInt()).isEqualTo(i);
                }
            }));
        }
        byte[] message = new byte[SIZE];
        for (int i = 0; i < messages; i++) {
            ByteBuffer.wrap(message).putInt(i);
            group.send(message);
            if (i % 10 == 0) { // the loops and the readers need their time
                Inside.turn(server.runtime);
                await("room at the others", () -> others.stream().allMatch(other -> other.bufferedBytes() == 0));
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(faults).isEmpty();
        assertThat(recorder.next()).isEqualTo("close 1006 the peer reads too slowly: its send queue was full");
        await("the slow one has left", () -> group.size() == 10);
    }

    /** An echo on the loop itself: what it queues in one turn must not be held against a peer that reads. */
    @Test
    void aPeerThatReadsIsNeverTooSlowForAnInlineHandler() throws Exception {
        WebSocketServer echo = serveInline(
                new Recorder() {
                    @Override
                    public void onBinary(WebSocket socket, byte[] data) {
                        socket.send(data);
                    }

                    @Override
                    public void onOpen(WebSocket socket) {}
                },
                builder -> builder.eventLoops(1));
        WebSocketTestClient fast = client(echo);
        int count = 30_000;
        byte[] batch = Frames.times(count, Frames.frame(0x82, new byte[] {'m'}));
        Thread sender = inThread(() -> fast.sendRaw(batch));
        for (int i = 0; i < count; i++) {
            fast.expect(Opcode.BINARY);
        }
        sender.join();
        fast.settle();
        assertThat(faults).isEmpty();
    }

    /** What all connections have on its way to their loops is bounded too: a message beyond it is refused. */
    @Test
    void whatIsInFlightOnAllConnectionsTogetherIsBoundedByTheOutboundBudget() throws Exception {
        WebSocket socket = slowPeer(
                builder -> builder.slowConsumers(SlowConsumerPolicy.DROP).limits(l -> l.outboundBudget(100_000)));
        assertThat(socket.send(new byte[100_001])).isFalse();
        assertThat(socket.send(new byte[90_000])).isTrue();
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(90_000);
        assertThat(socket.send(new byte[90_000])).as("given back").isTrue();
    }

    /** Whose fault it is not is not called slow. */
    @Test
    void whoEndsForWantOfOutboundBudgetIsNotCalledASlowConsumer() throws Exception {
        WebSocket socket = slowPeer(
                builder -> builder.slowConsumers(SlowConsumerPolicy.CLOSE).limits(l -> l.outboundBudget(100_000)));
        assertThat(socket.send(new byte[100_001])).isFalse();
        assertThat(recorder.next()).startsWith("close 1006");
        assertThat(logs.ofPeers())
                .singleElement()
                .asString()
                .contains("outbound budget")
                .doesNotContain("slow");
    }
}
