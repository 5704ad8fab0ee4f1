package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How clients enter namespaces: SS-CONN, SS-NSP, rows S11, S15, S19. */
class NamespaceTest extends ServerTest {
    @Test
    void ssConn_aClientEntersTheMainNamespaceAndGetsAnIdOfItsOwn() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(heard::add));
        SocketIoClient client = client(server);
        String id = client.enter("/");
        Socket socket = nextSocket();
        assertThat(socket.id()).isEqualTo(id).matches("[A-Za-z0-9_-]{20}");
        assertThat(socket.connection().id()).isNotEqualTo(id).matches("[A-Za-z0-9_-]{20}");
        assertThat(socket.isConnected()).isTrue();
        assertThat(server.sockets()).containsExactly(socket);
        assertThat(server.socket(id)).contains(socket);
        assertThat(server.clientsCount()).isOne();
    }

    @Test
    void ssConn_theAnswerGoesOutBeforeAnythingThatTheConnectionHandlerSends() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.emit("welcome", 1)));
        SocketIoClient client = connected(server);
        client.expect("42[\"welcome\",1]");
    }

    @Test
    void ssConn_anUnknownNamespaceIsRefusedAndTheConnectionStays() throws Exception {
        SocketIoServer server = serve(io -> {});
        SocketIoClient client = client(server);
        client.send("40/nope,");
        client.expect("44/nope,{\"message\":\"Invalid namespace\"}");
        client.enter("/");
    }

    @Test
    void ssConn_theQueryOfANamespaceIsPartOfItsName() throws Exception {
        SocketIoServer server = serve(io -> io.of("/admin"));
        SocketIoClient client = client(server);
        client.send("40/admin?token=1,");
        client.expect("44/admin?token=1,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    void ssConn_aCustomNamespaceIsEnteredWithAndWithoutTheComma() throws Exception {
        SocketIoServer server = serve(io -> io.of("custom").onConnection(heard::add));
        client(server).enter("/custom");
        assertThat(nextSocket().namespace().name()).isEqualTo("/custom");
        SocketIoClient other = client(server);
        other.send("40/custom");
        assertThat(other.next()).startsWith("40/custom,{\"sid\":\"");
    }

    @Test
    void ssConn_entering_twice_endsTheConnection() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.onDisconnect(heard::add)));
        SocketIoClient client = connected(server);
        client.send("40");
        client.expectClose();
        assertThat(next()).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }

    @Test
    void ssConn_anEventBeforeEnteringEndsTheConnection() throws Exception {
        SocketIoServer server = serve(io -> io.of("/other"));
        for (String packet : new String[] {
            "42[\"a\"]", "43[1]", "42/other,[\"a\"]", "44{}", "451-[\"a\",{\"_placeholder\":true,\"num\":0}]"
        }) {
            SocketIoClient client = client(server);
            client.send(packet);
            client.expectClose();
        }
    }

    @Test
    void s19_packetsThatOnlyServersSendAndUnknownTypesEndTheConnection() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.onDisconnect(heard::add)));
        for (String packet : new String[] {"44\"no\"", "47", "48[]", "49", "40/a,[]", "4abc", "42{}", "42abc[\"a\"]"}) {
            SocketIoClient client = connected(server);
            client.send(packet);
            client.expectClose();
            assertThat(next()).as(packet).isEqualTo(DisconnectReason.FORCED_CLOSE);
        }
    }

    @Test
    void ssConn_whoIsInNoNamespaceForTheConnectTimeoutIsClosed() throws Exception {
        SocketIoServer server =
                serve(builder -> builder.limits(l -> l.connectTimeout(Duration.ofMillis(100))), io -> {});
        client(server).expectClose();
    }

    @Test
    void ssConn_whoHasLeftItsLastNamespaceKeepsItsConnection() throws Exception {
        SocketIoServer server = serve(
                builder -> builder.limits(l -> l.connectTimeout(Duration.ofMillis(100))),
                io -> io.onConnection(socket -> socket.onDisconnect(heard::add)));
        SocketIoClient client = connected(server);
        client.send("41");
        assertThat(next()).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
        SocketIoClient other = client(server); // which lives for the timeout, and is set behind ours
        other.expectClose();
        client.enter("/");
    }

    @Test
    void theHandshakeIsWhatTheOfficialServerGives() throws Exception {
        SocketIoServer server = serve(io -> io.of("/x").onConnection(heard::add));
        SocketIoClient client = SocketIoClient.open(server, "&a=b%26c&a=d");
        try (client) {
            client.send("40/x,{\"token\":\"123\"}");
            client.next();
            Handshake handshake = nextSocket().handshake();
            assertThat(handshake.auth().get("token").asString()).isEqualTo("123");
            assertThat(handshake.query()).containsEntry("EIO", "4").containsEntry("a", "d");
            assertThat(handshake.url()).startsWith("/socket.io/?EIO=4");
            assertThat(handshake.headers()).containsKey("host").containsEntry("upgrade", "websocket");
            assertThat(handshake.address()).isEqualTo("127.0.0.1");
            assertThat(handshake.secure()).isFalse();
            assertThat(handshake.xdomain()).isFalse();
            assertThat(handshake.issued())
                    .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        }
    }

    @Test
    void authIsAnEmptyObjectWhereNoneWasSent() throws Exception {
        SocketIoServer server = serve(io ->
                io.onConnection(socket -> socket.emit("auth", socket.handshake().auth())));
        SocketIoClient client = connected(server);
        client.expect("42[\"auth\",{}]");
    }

    // --- middlewares ----------------------------------------------------------------------------------------------

    @Test
    void middlewaresAreAskedInTheirOrderAndMayPutTheSocketIntoRooms() throws Exception {
        SocketIoServer server = serve(io -> io.use((socket, next) -> {
                    socket.join("vip");
                    socket.data().put("user", "ann");
                    heard.add("first");
                    next.accept();
                })
                .use((socket, next) -> {
                    heard.add("second");
                    Thread.ofVirtual().start(next::accept);
                })
                .onConnection(heard::add));
        SocketIoClient client = connected(server);
        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("second");
        Socket socket = nextSocket();
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "vip");
        assertThat(socket.data()).containsEntry("user", "ann");
        server.to("vip").emit("hello");
        client.expect("42[\"hello\"]");
    }

    @Test
    void aRefusalCarriesMessageAndData() throws Exception {
        SocketIoServer server = serve(io -> io.of("/no")
                .use((socket, next) -> next.refuse("auth failed", Map.of("a", "b")))
                .use((socket, next) -> heard.add("not asked")));
        SocketIoClient client = client(server);
        client.send("40/no,");
        client.expect("44/no,{\"message\":\"auth failed\",\"data\":{\"a\":\"b\"}}");
        client.enter("/");
        assertThat(server.of("/no").sockets()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void s15_whatAMiddlewareThrowsIsARefusalWithItsMessage() throws Exception {
        SocketIoServer server = serve(io -> io.use((socket, next) -> {
            throw new IllegalStateException("no database");
        }));
        SocketIoClient client = client(server);
        client.send("40");
        client.expect("44{\"message\":\"no database\"}");
    }

    @Test
    void s15_aMiddlewareThatNeverDecidesIsARefusal() throws Exception {
        SocketIoServer server = serve(
                builder -> builder.limits(l -> l.middlewareTimeout(Duration.ofMillis(50))),
                io -> io.use((socket, next) -> heard.add(next)).onConnection(heard::add));
        SocketIoClient client = client(server);
        client.send("40");
        assertThat(client.next()).startsWith("44{\"message\":");
        ((Next) next()).accept(); // too late
        client.send("40");
        assertThat(client.next()).startsWith("44{\"message\":");
        assertThat(server.sockets()).isEmpty();
    }

    @Test
    void s15_tooMuchAuthIsARefusal() throws Exception {
        SocketIoServer server = serve(io -> {});
        SocketIoClient client = client(server);
        client.send("40{\"a\":\"" + "x".repeat(20_000) + "\"}");
        assertThat(client.next()).startsWith("44{\"message\":\"auth data is larger than 16384 bytes\"");
        client.enter("/");
    }

    @Test
    void b4_aThousandEntriesWhileAMiddlewareRunsGiveNoSecondSocket() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SocketIoServer server = serve(io -> io.use((socket, next) -> {
                    heard.add("asked");
                    go.await();
                    next.accept();
                })
                .onConnection(heard::add));
        SocketIoClient client = client(server);
        client.send("40");
        assertThat(next()).isEqualTo("asked");
        client.send("40"); // the second one ends the connection
        client.expectClose();
        go.countDown();
        assertThat(server.sockets()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void s11_moreNamespacesThanTheLimitAreRefused() throws Exception {
        SocketIoServer server = serve(builder -> builder.limits(l -> l.maxNamespacesPerConnection(2)), io -> {
            io.of("/a");
            io.of("/b");
        });
        SocketIoClient client = client(server);
        client.enter("/a");
        client.enter("/b");
        client.send("40");
        client.expect("44{\"message\":\"too many namespaces\"}");
        client.send("41/a,");
        client.enter("/");
    }

    @Test
    void s11_whoIsRefusedTooOftenIsClosed() throws Exception {
        SocketIoServer server = serve(builder -> builder.limits(l -> l.maxRefusals(3)), io -> {});
        SocketIoClient client = client(server);
        for (int i = 0; i < 4; i++) {
            client.send("40/n" + i + ",");
        }
        for (int i = 0; i < 3; i++) {
            assertThat(client.next()).startsWith("44/n" + i);
        }
        client.expectClose();
    }

    @Test
    void aNamespaceThatNoClientCouldNameIsAMistake() {
        try (SocketIoServer server = SocketIoServer.builder().port(0).build()) {
            assertThatThrownBy(() -> server.of("/a,b")).hasMessageContaining("comma");
            assertThat(server.of("a")).isSameAs(server.of("/a"));
        }
    }

    @Test
    void theAuthOfANamespaceMayBeReadAsJson() throws Exception {
        SocketIoServer server = serve(io -> io.use((socket, next) -> {
            JsonNode auth = socket.handshake().auth();
            if (auth.path("token").asString("").equals("secret")) {
                next.accept();
            } else {
                next.refuse("unauthorized");
            }
        }));
        SocketIoClient client = client(server);
        client.send("40{\"token\":\"wrong\"}");
        client.expect("44{\"message\":\"unauthorized\"}");
        client.send("40{\"token\":\"secret\"}");
        assertThat(client.next()).startsWith("40{\"sid\"");
    }
}
