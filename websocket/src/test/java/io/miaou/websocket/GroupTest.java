package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Groups: who is in, who hears what, and that nobody stays behind. */
class GroupTest extends SocketTest {
    private final Recorder recorder = new Recorder();

    @Test
    void aMemberHearsBroadcastsAndNobodyElseDoes() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient in = client(server);
        WebSocketGroup group = server.newGroup();
        group.add(recorder.nextOpen());
        WebSocketTestClient out = client(server);
        recorder.nextOpen();
        group.send("text");
        group.send(new byte[] {1, 2, 3});
        assertThat(in.nextText()).isEqualTo("text");
        assertThat(in.expect(Opcode.BINARY).payload()).containsExactly(1, 2, 3);
        assertThat(group.size()).isOne();
        out.settle(); // there was nothing for it
    }

    @Test
    void addingTwiceIsAddingOnceAndRemovingTwiceIsRemovingOnce() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        WebSocketGroup group = server.newGroup();
        group.add(socket);
        group.add(socket);
        group.send("once");
        group.remove(socket);
        group.send("never");
        group.remove(socket);
        group.add(socket);
        group.send("again");
        assertThat(client.nextText()).isEqualTo("once");
        assertThat(client.nextText()).isEqualTo("again");
        assertThat(group.size()).isOne();
        client.settle();
    }

    @Test
    void membershipsEndWithTheConnection() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        List<WebSocketGroup> groups = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            groups.add(server.newGroup());
            groups.getLast().add(socket);
        }
        client.sendClose(1000, "");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        assertThat(recorder.next()).isEqualTo("close 1000");
        groups.forEach(group -> group.add(socket)); // harmless
        Inside.turn(server.runtime);
        assertThat(groups).allSatisfy(group -> {
            assertThat(group.size()).isZero();
            group.remove(socket);
            group.send("nobody");
        });
    }

    @Test
    void aGroupRefusesConnectionsOfOthers() throws Exception {
        WebSocketServer one = serve(recorder);
        WebSocketServer other = serve(recorder);
        client(one);
        WebSocket socket = recorder.nextOpen();
        WebSocketGroup group = other.newGroup();
        String message = "a group takes connections of the server that made it, not " + socket;
        assertThatThrownBy(() -> group.add(socket))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> group.remove(socket))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
        WebSocket foreign = (WebSocket) Proxy.newProxyInstance(
                WebSocket.class.getClassLoader(),
                new Class<?>[] {WebSocket.class},
                (proxy, method, arguments) -> method.getName().equals("toString") ? "a stranger" : null);
        assertThatThrownBy(() -> group.add(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a stranger");
    }

    // --- filters --------------------------------------------------------------------------------------------------

    @Test
    void aFilterChoosesWhoHears() throws Exception {
        WebSocketServer server = serve(recorder, builder -> builder.eventLoops(2));
        WebSocketGroup group = server.newGroup();
        List<WebSocketTestClient> clients = members(server, group, 6);
        group.send("odd", member -> member.id() % 2 == 1);
        group.send("all");
        int odd = 0;
        for (WebSocketTestClient client : clients) {
            String first = client.nextText();
            if (first.equals("odd")) {
                odd++;
                first = client.nextText();
            }
            assertThat(first).isEqualTo("all");
        }
        assertThat(odd).isEqualTo(3);
    }

    private List<WebSocketTestClient> members(WebSocketServer server, WebSocketGroup group, int count)
            throws Exception {
        List<WebSocketTestClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(client(server));
            group.add(recorder.nextOpen());
        }
        return clients;
    }

    @Test
    void aFilterThatThrowsIsReportedAndLeavesOutOneMember() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(recorder, builder -> builder.eventLoops(1));
        WebSocketGroup group = server.newGroup();
        List<WebSocketTestClient> clients = members(server, group, 3);
        long[] last = new long[1];
        group.send("x", member -> {
            last[0] = Math.max(last[0], member.id());
            if (member.id() == last[0]) {
                throw new UnsupportedOperationException("the latest"); // met first
            }
            return true;
        });
        group.send("all");
        assertThat(clients.get(0).nextText()).isEqualTo("x");
        assertThat(clients.get(1).nextText()).isEqualTo("x");
        assertThat(clients.get(2).nextText()).isEqualTo("all");
        assertThat(logs.atLeast(Level.WARN))
                .singleElement()
                .asString()
                .contains("the filter of a broadcast failed at connection " + last[0]);
    }

    /** What a filter does to the group happens after the broadcast it was asked for. */
    @Test
    void aFilterMayChangeTheGroup() throws Exception {
        WebSocketServer server = serve(recorder, builder -> builder.eventLoops(1));
        WebSocketGroup group = server.newGroup();
        List<WebSocketTestClient> clients = members(server, group, 5);
        List<WebSocket> met = new ArrayList<>();
        group.send("x", member -> {
            met.add(member);
            met.forEach(group::remove);
            group.send("inside");
            return true;
        });
        group.send("behind");
        for (WebSocketTestClient client : clients) {
            assertThat(client.nextText()).isEqualTo("x");
        }
        Inside.turn(server.runtime);
        assertThat(group.size()).isZero();
    }

    // --- slow members ---------------------------------------------------------------------------------------------

    /** The most natural thing to do in onClose, on the loop, in the middle of the broadcast that ended the slow ones. */
    @Test
    void slowMembersThatABroadcastEndsMayBeToldOfByAnInlineOnClose() throws Exception {
        WebSocketGroup[] group = new WebSocketGroup[1];
        WebSocketServer server = serveInline(
                new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        group[0].add(socket);
                        recorder.heard("open", socket);
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        group[0].send("somebody left");
                        recorder.heard("close " + status.code(), socket);
                    }
                },
                builder -> builder.eventLoops(1));
        group[0] = server.newGroup();
        List<WebSocketTestClient> healthy = new ArrayList<>();
        List<WebSocket> slow = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            client(server, 4096);
            slow.add(recorder.nextOpen());
            healthy.add(client(server));
            recorder.nextOpen();
        }
        for (WebSocket socket : slow) {
            fill(server, socket, 32 << 10, 600_000);
        }
        group[0].send("x".repeat(500_000));
        for (WebSocketTestClient client : healthy) {
            assertThat(client.nextText()).hasSize(500_000);
            for (int i = 0; i < 3; i++) {
                assertThat(client.nextText()).isEqualTo("somebody left");
            }
            client.settle();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(recorder.next()).isEqualTo("close 1006");
        }
        assertThat(group[0].size()).isEqualTo(3);
    }

    // --- memory ---------------------------------------------------------------------------------------------------

    @Test
    void aBroadcastIsOneBufferForAllMembers() throws Exception {
        WebSocketServer server = serve(recorder, builder -> builder.eventLoops(2));
        WebSocketGroup group = server.newGroup();
        List<WebSocketTestClient> clients = new ArrayList<>();
        int[] waiting = new int[8];
        for (int i = 0; i < waiting.length; i++) {
            clients.add(client(server, 4096));
            WebSocket socket = recorder.nextOpen();
            waiting[i] = fill(server, socket, 16 << 10, 100_000);
            group.add(socket);
        }
        Inside.turn(server.runtime);
        var unpooled = UnpooledByteBufAllocator.DEFAULT.metric();
        var pooled = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        long before = unpooled.usedDirectMemory();
        long pooledBefore = pooled.usedDirectMemory();
        group.send(new byte[400_000]);
        Inside.turn(server.runtime);
        Inside.turn(server.runtime);
        assertThat(unpooled.usedDirectMemory() - before).isEqualTo(10 + 400_000);
        assertThat(pooled.usedDirectMemory() - pooledBefore).isLessThan(400_000);
        for (int i = 0; i < waiting.length; i++) {
            for (int m = 0; m < waiting[i]; m++) {
                assertThat(clients.get(i).expect(Opcode.BINARY).payload()).hasSize(16 << 10);
            }
            assertThat(clients.get(i).expect(Opcode.BINARY).payload()).hasSize(400_000);
        }
        await("the buffer is free", () -> unpooled.usedDirectMemory() == before);
    }

    /** The course's pitfall of the forgotten close: whoever goes, however it goes, leaves every group. */
    @Test
    void r72_nobodyStaysBehindInAGroupWhateverHappensAtOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("groups, seed " + seed);
        WebSocketServer server = serve(
                new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        recorder.heard("open", socket);
                    }
                },
                builder -> builder.eventLoops(2));
        List<WebSocketGroup> groups = List.of(server.newGroup(), server.newGroup(), server.newGroup());
        Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(seed + t);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int round = 0; round < 25; round++) {
                        comeAndGo(server, groups, random);
                    }
                } catch (Throwable fault) {
                    faults.add(fault);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(faults).isEmpty();
        expectEmpty(server);
        assertThat(groups).allSatisfy(group -> assertThat(group.size()).isZero());
    }

    private void comeAndGo(WebSocketServer server, List<WebSocketGroup> groups, Random random) throws Exception {
        List<WebSocketTestClient> clients = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(WebSocketTestClient.open(server.port()));
            sockets.add(recorder.nextOpen()); // another thread's, perhaps: so much the better
        }
        for (int step = 0; step < 30; step++) {
            WebSocket socket = sockets.get(random.nextInt(sockets.size()));
            WebSocketGroup group = groups.get(random.nextInt(groups.size()));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> group.add(socket);
                case 3 -> group.remove(socket);
                case 4, 5 -> group.send("miaou");
                case 6 -> end(clients.get(random.nextInt(clients.size())), random);
                default -> endFromHere(socket, random);
            }
        }
        for (WebSocketTestClient client : clients) {
            client.close();
        }
    }

    private static void end(WebSocketTestClient client, Random random) throws IOException {
        try {
            switch (random.nextInt(4)) {
                case 0 -> client.reset();
                case 1 -> client.close();
                case 2 -> client.sendClose(1000, "");
                default -> client.send("still here");
            }
        } catch (IOException gone) {
            // It was ended before.
        }
    }

    private static void endFromHere(WebSocket socket, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> socket.close();
            case 1 -> socket.terminate();
            default -> socket.send("hello");
        }
    }
}
