package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rooms and audiences: SS-BC; rows S17, R02. */
class BroadcastTest extends ServerTest {
    private record Peer(SocketIoClient client, Socket socket) {}

    private SocketIoServer server() throws Exception {
        return serve(
                builder -> builder.web(web -> web.eventLoops(2)),
                io -> io.onConnection(socket -> {
                    answerSettle(socket);
                    heard.add(socket);
                }));
    }

    private Peer peer(SocketIoServer server) throws Exception {
        SocketIoClient client = connected(server);
        return new Peer(client, nextSocket());
    }

    @Test
    void everybodyHearsOnceWhateverRoomsTheyAreIn() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        Peer b = peer(server);
        a.socket.join("one", "two");
        b.socket.join("two");
        server.emit("all", 1);
        server.to("one", "two").emit("union");
        server.to("one").to("two").to("one").emit("union again");
        for (Peer peer : List.of(a, b)) {
            peer.client.expect("42[\"all\",1]");
            peer.client.expect("42[\"union\"]");
            peer.client.expect("42[\"union again\"]");
            peer.client.expectNothing();
        }
    }

    @Test
    void roomsExceptionsAndTheSenderAreLeftOut() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        Peer b = peer(server);
        Peer c = peer(server);
        a.socket.join("r");
        b.socket.join("r", "muted");
        c.socket.join("other");
        server.to("r").except("muted").emit("x");
        a.socket.to("r").emit("from a");
        a.socket.broadcast().emit("others");
        c.socket.except("muted").emit("not muted");
        a.client.expect("42[\"x\"]");
        a.client.expect("42[\"not muted\"]");
        a.client.expectNothing();
        b.client.expect("42[\"from a\"]");
        b.client.expect("42[\"others\"]");
        b.client.expectNothing();
        c.client.expect("42[\"others\"]");
        c.client.expectNothing();
    }

    @Test
    void aSocketIsInTheRoomOfItsIdAndSoIsWhoeverJoinsThat() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        Peer b = peer(server);
        b.socket.join(a.socket.id());
        server.to(a.socket.id()).emit("x");
        a.client.expect("42[\"x\"]");
        b.client.expect("42[\"x\"]");
        a.socket.broadcast().emit("excludes the room of its id");
        a.client.expectNothing();
        b.client.expectNothing();
        a.socket.leave(a.socket.id());
        server.to(a.socket.id()).emit("y");
        a.client.expectNothing();
        b.client.expect("42[\"y\"]");
    }

    @Test
    void whoHasLeftHearsNothingMore() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        a.socket.join("r");
        server.to("r").emit("1");
        a.socket.leave("r");
        server.to("r").emit("2");
        a.client.expect("42[\"1\"]");
        a.client.expectNothing();
        assertThat(a.socket.rooms()).containsExactly(a.socket.id());
    }

    @Test
    void whatOneThreadDoesInAnOrderHappensInThatOrder() throws Exception {
        SocketIoServer server = server();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(peer(server));
        }
        for (int i = 0; i < 200; i++) {
            server.emit("all", i);
            for (Peer peer : peers) {
                peer.socket.emit("one", i);
                peer.socket.join("r" + i);
            }
            server.to("r" + i).emit("room", i);
        }
        for (Peer peer : peers) {
            for (int i = 0; i < 200; i++) {
                peer.client.expect("42[\"all\"," + i + "]");
                peer.client.expect("42[\"one\"," + i + "]");
                peer.client.expect("42[\"room\"," + i + "]");
            }
        }
    }

    @Test
    void binaryBroadcastsReachEveryoneWhole() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        Peer b = peer(server);
        server.emit("bin", new byte[] {1, 2}, "x", new byte[] {3});
        for (Peer peer : List.of(a, b)) {
            peer.client.expect(
                    "452-[\"bin\",{\"_placeholder\":true,\"num\":0},\"x\",{\"_placeholder\":true,\"num\":1}]");
            peer.client.expect("0x0102");
            peer.client.expect("0x03");
        }
    }

    @Test
    void namespacesDoNotHearEachOther() throws Exception {
        SocketIoServer server = server();
        server.of("/n").onConnection(socket -> socket.join("r"));
        Peer a = peer(server);
        a.client.enter("/n");
        a.socket.join("r");
        server.of("/n").emit("x");
        server.to("r").emit("y");
        server.of("/n").to("r").emit("z");
        a.client.expect("42/n,[\"x\"]");
        a.client.expect("42[\"y\"]");
        a.client.expect("42/n,[\"z\"]");
    }

    @Test
    void socketsAreFetchedMovedAndDisconnected() throws Exception {
        SocketIoServer server = server();
        Peer a = peer(server);
        Peer b = peer(server);
        a.socket.data().put("name", "ann");
        server.in(a.socket.id()).socketsJoin("vip", "x");
        List<RemoteSocket> vips = server.in("vip").fetchSockets().get(10, TimeUnit.SECONDS);
        assertThat(vips).hasSize(1);
        assertThat(vips.getFirst().id()).isEqualTo(a.socket.id());
        assertThat(vips.getFirst().rooms()).containsExactlyInAnyOrder(a.socket.id(), "vip", "x");
        assertThat(vips.getFirst().data()).containsEntry("name", "ann");
        assertThat(vips.getFirst().handshake().query()).containsEntry("EIO", "4");
        assertThat(server.fetchSockets().get(10, TimeUnit.SECONDS)).hasSize(2);
        server.in("vip").socketsLeave("x");
        server.in("x").emit("nobody");
        vips.getFirst().emit("hello");
        a.client.expect("42[\"hello\"]");
        server.in("vip").disconnectSockets(false);
        a.client.expect("41");
        server.disconnectSockets(true);
        b.client.expect("41");
        b.client.expectClose();
        assertThat(server.sockets()).isEmpty();
    }

    @Test
    void s17_moreAndLongerRoomsThanTheLimitsAreRefusedToTheApplication() throws Exception {
        SocketIoServer server = serve(
                builder -> builder.limits(l -> l.maxRoomsPerSocket(3).maxRoomName(5)),
                io -> io.onConnection(heard::add));
        connected(server);
        Socket socket = nextSocket();
        socket.join("a", "b");
        assertThatThrownBy(() -> socket.join("c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("maxRoomsPerSocket");
        assertThatThrownBy(() -> socket.join("longer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRoomName");
        socket.join("a");
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "a", "b");
    }

    @Test
    void whateverRoomsTheyJoinAndLeaveEveryoneHearsWhatTheirRoomsSay() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SocketIoServer server = server();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            peers.add(peer(server));
        }
        List<List<String>> expected = IntStream.range(0, 6)
                .mapToObj(i -> (List<String>) new ArrayList<String>())
                .toList();
        for (int n = 0; n < 400; n++) {
            Socket socket = peers.get(random.nextInt(6)).socket;
            String room = "r" + random.nextInt(4);
            if (random.nextBoolean()) {
                socket.join(room);
            } else {
                socket.leave(room);
            }
            Set<String> rooms =
                    random.ints(random.nextInt(3), 0, 4).mapToObj(i -> "r" + i).collect(Collectors.toSet());
            Set<String> except =
                    random.ints(random.nextInt(2), 0, 4).mapToObj(i -> "r" + i).collect(Collectors.toSet());
            server.to(rooms.toArray(String[]::new))
                    .except(except.toArray(String[]::new))
                    .emit("e", n);
            for (int i = 0; i < 6; i++) {
                Set<String> in = peers.get(i).socket.rooms();
                if ((rooms.isEmpty() || rooms.stream().anyMatch(in::contains))
                        && except.stream().noneMatch(in::contains)) {
                    expected.get(i).add("42[\"e\"," + n + "]");
                }
            }
        }
        for (int i = 0; i < 6; i++) {
            List<String> got = new ArrayList<>();
            for (int n = 0; n < expected.get(i).size(); n++) {
                got.add(peers.get(i).client.next());
            }
            assertThat(got).as("peer %d, seed %d", i, seed).isEqualTo(expected.get(i));
            peers.get(i).client.expectNothing();
        }
    }
}
