package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How it ends: SS-REASON, SS-CONN. */
class DisconnectTest extends ServerTest {
    private SocketIoServer server() throws Exception {
        return serve(io -> io.onConnection(this::noteEnd));
    }

    private void noteEnd(Socket socket) {
        answerSettle(socket);
        socket.join("r");
        socket.onDisconnecting(reason -> heard.add("leaving " + socket.rooms().size() + " rooms"));
        socket.onDisconnect(
                reason -> heard.add(reason + ", then in " + socket.rooms().size() + " rooms"));
        heard.add(socket);
    }

    private void expectEnd(DisconnectReason reason) throws InterruptedException {
        assertThat(next()).isEqualTo("leaving 2 rooms");
        assertThat(next()).isEqualTo(reason.wire() + ", then in 0 rooms");
    }

    @Test
    void theClientLeavesTheNamespaceAndTheConnectionStays() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        client.send("41");
        expectEnd(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
        assertThat(server.sockets()).isEmpty();
        client.enter("/");
    }

    @Test
    void theServerDisconnectsOneNamespace() throws Exception {
        SocketIoServer server = server();
        server.of("/other").onConnection(ServerTest::answerSettle);
        SocketIoClient client = connected(server);
        Socket socket = nextSocket();
        client.enter("/other");
        socket.disconnect();
        client.expect("41");
        expectEnd(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        assertThat(socket.isConnected()).isFalse();
        client.send("42/other,1[\"settle\"]");
        client.expect("43/other,1[]");
    }

    @Test
    void withCloseAllNamespacesAreToldAndTheConnectionEnds() throws Exception {
        SocketIoServer server = server();
        server.of("/other").onConnection(socket -> socket.onDisconnect(heard::add));
        SocketIoClient client = connected(server);
        Socket socket = nextSocket();
        client.enter("/other");
        socket.disconnect(true);
        assertThat(List.of(client.next(), client.next())).containsExactlyInAnyOrder("41", "41/other,");
        client.expect("close 1005");
        assertThat(List.of(next(), next(), next()))
                .contains(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "leaving 2 rooms");
    }

    @Test
    void aLostConnectionIsATransportClose() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        client.cut();
        expectEnd(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Test
    void aClientThatClosesPolitelyIsATransportCloseToo() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        client.close();
        expectEnd(DisconnectReason.TRANSPORT_CLOSE);
    }

    @Test
    void aBadEnginePacketIsAParseError() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        client.send("abc");
        expectEnd(DisconnectReason.PARSE_ERROR);
        client.expectClose();
    }

    @Test
    void aBadPacketIsAForcedClose() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        client.send("42{");
        expectEnd(DisconnectReason.FORCED_CLOSE);
        client.expect("close 1005");
    }

    @Test
    void theServerGoesDownWithoutADisconnectPacket() throws Exception {
        SocketIoServer server = server();
        SocketIoClient client = connected(server);
        nextSocket();
        server.close();
        expectEnd(DisconnectReason.SERVER_SHUTTING_DOWN);
        assertThat(client.next()).startsWith("close");
    }

    @Test
    void closeWaitsForHandlersThatAreAtWork() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("work", () -> {
                heard.add("begun");
                go.await();
                heard.add("done");
            });
            socket.onDisconnect(reason -> heard.add("told"));
        }));
        SocketIoClient client = connected(server);
        client.send("42[\"work\"]");
        assertThat(next()).isEqualTo("begun");
        Thread closer = Thread.ofVirtual().start(server::close);
        assertThat(client.next()).startsWith("close");
        go.countDown();
        closer.join(Duration.ofSeconds(10));
        assertThat(List.of(next(), next())).containsExactly("done", "told");
    }

    @Test
    void afterTheApplicationDisconnectsASocketItHearsNoMoreOfItsEvents() throws Exception {
        SocketIoServer server = serve(io -> {
            io.onConnection(socket -> socket.on("e", Integer.class, n -> {
                heard.add(n);
                socket.disconnect();
            }));
            io.of("/other").onConnection(ServerTest::answerSettle);
        });
        SocketIoClient client = connected(server);
        client.enter("/other");
        for (int i = 0; i < 3; i++) {
            client.send("42[\"e\"," + i + "]");
        }
        client.expect("41");
        assertThat(next()).isEqualTo(0);
        assertThat(heard).isEmpty();
    }

    @Test
    void nothingIsLeftOfAClientThatIsGone() throws Exception {
        SocketIoServer server = server();
        for (int i = 0; i < 20; i++) {
            SocketIoClient client = connected(server);
            nextSocket();
            if (i % 2 == 0) {
                client.cut();
            } else {
                client.close();
            }
            expectEnd(DisconnectReason.TRANSPORT_CLOSE);
        }
        assertThat(server.sockets()).isEmpty();
        assertThat(server.clientsCount()).isZero();
        assertThat(server.fetchSockets().get()).isEmpty();
    }
}
