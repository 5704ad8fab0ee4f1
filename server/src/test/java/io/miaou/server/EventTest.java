package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Events both ways, and who listens: SS-EVT. */
class EventTest extends ServerTest {
    /** A typed argument. */
    record Point(int x, int y) {}

    @Test
    void anEventWithAnyArgumentsComesAndGoes() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.on("message", (Handlers.OnEvent)
                event -> socket.emit("message-back", event.args().raw()))));
        SocketIoClient client = connected(server);
        client.send("42[\"message\",1,\"2\",{\"3\":[true]}]");
        client.expect("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
    }

    @Test
    void binaryArgumentsComeAndGoInTheirOrder() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.on("message", (Handlers.OnEvent)
                event -> socket.emit("message-back", event.args().raw()))));
        SocketIoClient client = connected(server);
        client.send("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.send(new byte[] {1, 2, 3});
        client.send(new byte[] {4, 5, 6});
        client.expect("452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.expect("0x010203");
        client.expect("0x040506");
    }

    @Test
    void argumentsAreReadAsWhatTheHandlerAsksFor() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.on("text", String.class, heard::add)
                .on("number", int.class, heard::add)
                .on("point", Point.class, heard::add)
                .on("tree", JsonNode.class, tree -> heard.add(tree.get("a").asInt()))
                .on("bytes", byte[].class, bytes -> heard.add(bytes.length))
                .on("two", Point.class, boolean.class, (point, flag) -> heard.add(point + " " + flag))
                .on("none", () -> heard.add("none"))));
        SocketIoClient client = connected(server);
        client.send("42[\"text\",\"é\\n\"]");
        assertThat(next()).isEqualTo("é\n");
        client.send("42[\"number\",42]");
        assertThat(next()).isEqualTo(42);
        client.send("42[\"point\",{\"x\":1,\"y\":2,\"z\":3}]");
        assertThat(next()).isEqualTo(new Point(1, 2));
        client.send("42[\"tree\",{\"a\":7}]");
        assertThat(next()).isEqualTo(7);
        client.send("451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]");
        client.send(new byte[5]);
        assertThat(next()).isEqualTo(5);
        client.send("42[\"two\",{\"x\":1,\"y\":2},true]");
        assertThat(next()).isEqualTo("Point[x=1, y=2] true");
        client.send("42[\"none\",1,2]");
        assertThat(next()).isEqualTo("none");
    }

    @Test
    void argumentsGoOutAsJson() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.emit("all", 1, 1.5, true, null, "a\"b", new Point(1, 2), List.of(1, 2));
            socket.emit("bytes", new byte[] {7}, ByteBuffer.wrap(new byte[] {8, 9}));
            socket.send("hi");
        }));
        SocketIoClient client = connected(server);
        client.expect("42[\"all\",1,1.5,true,null,\"a\\\"b\",{\"x\":1,\"y\":2},[1,2]]");
        client.expect("452-[\"bytes\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.expect("0x07");
        client.expect("0x0809");
        client.expect("42[\"message\",\"hi\"]");
    }

    @Test
    void anArgumentOfTheWrongShapeIsAnErrorThatTheApplicationCanAnswer() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("point", Point.class, heard::add);
            socket.onError((error, event) -> {
                heard.add(error.getClass().getSimpleName());
                event.ack().send("bad");
            });
        }));
        SocketIoClient client = connected(server);
        client.send("421[\"point\",\"no point\"]");
        client.expect("431[\"bad\"]");
        assertThat(next()).isEqualTo("BadArgumentException");
        client.send("42[\"point\",{\"x\":3,\"y\":4}]");
        assertThat(next()).isEqualTo(new Point(3, 4));
    }

    @Test
    void whatAHandlerThrowsHarmsNobody() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("bad", () -> {
                throw new StackOverflowError();
            });
            socket.on("good", () -> heard.add("good"));
            socket.onError((error, event) -> heard.add(error.getClass().getSimpleName() + " " + event.name()));
        }));
        SocketIoClient client = connected(server);
        client.send("42[\"bad\"]");
        client.send("42[\"good\"]");
        assertThat(next()).isEqualTo("StackOverflowError bad");
        assertThat(next()).isEqualTo("good");
    }

    @Test
    void ssEvt_anEventWithoutPayloadOrWithoutListenerDoesNothing() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(ServerTest::answerSettle));
        SocketIoClient client = connected(server);
        client.send("42");
        client.send("42[1]");
        client.send("421[\"nobody listens\",1]");
        client.expectNothing();
    }

    @Test
    void s06_reservedNamesAreRefusedBothWays() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(heard::add));
        for (String name :
                List.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener")) {
            SocketIoClient client = connected(server);
            Socket socket = nextSocket();
            assertThatThrownBy(() -> socket.emit(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
            assertThatThrownBy(() -> server.emit(name)).isInstanceOf(IllegalArgumentException.class);
            client.send("42[\"" + name + "\"]");
            client.expectClose();
        }
    }

    @Test
    void s07_namesThatMeanSomethingElsewhereArePlainNames() throws Exception {
        SocketIoServer server =
                serve(io -> io.onConnection(socket -> List.of("error", "message", "__proto__", "constructor")
                        .forEach(name -> socket.on(name, () -> heard.add(name)))));
        SocketIoClient client = connected(server);
        for (String name : List.of("error", "message", "__proto__", "constructor")) {
            client.send("42[\"" + name + "\"]");
            assertThat(next()).isEqualTo(name);
        }
        client.send("42[\"" + "n".repeat(1_000) + "\"]");
        client.expectClose();
    }

    // --- who listens ----------------------------------------------------------------------------------------------

    @Test
    void ssEvt_catchAllListenersComeFirstThenMiddlewaresThenHandlers() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("e", () -> heard.add("handler"));
            socket.onAny(event -> heard.add("any " + event.name()));
            socket.prependAny(event -> heard.add("first"));
            socket.use((event, next) -> {
                heard.add("middleware");
                next.accept();
            });
        }));
        SocketIoClient client = connected(server);
        client.send("42[\"e\"]");
        assertThat(List.of(next(), next(), next(), next())).containsExactly("first", "any e", "middleware", "handler");
    }

    @Test
    void ssEvt_aRefusedEventReachesTheErrorListenerAndNobodyElse() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            answerSettle(socket);
            socket.use((event, next) -> {
                if (event.name().equals("bad")) {
                    next.refuse("not allowed");
                } else {
                    next.accept();
                }
            });
            socket.on("bad", () -> heard.add("handler"));
            socket.onError((error, event) -> heard.add(error.getMessage()));
        }));
        SocketIoClient client = connected(server);
        client.send("421[\"bad\"]");
        assertThat(next()).isEqualTo("not allowed");
        client.expectNothing();
        assertThat(heard).isEmpty();
    }

    @Test
    void theNextEventWaitsForTheVerdictOnThisOne() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.use((event, next) -> {
                if (event.name().equals("slow")) {
                    heard.add(next);
                } else {
                    next.accept();
                }
            });
            socket.onAny(event -> heard.add("any"));
            socket.on("slow", () -> heard.add("slow"));
            socket.on("fast", () -> heard.add("fast"));
        }));
        SocketIoClient client = connected(server);
        client.send("42[\"slow\"]");
        client.send("42[\"fast\"]");
        assertThat(next()).isEqualTo("any");
        ((Next) next()).accept();
        assertThat(List.of(next(), next(), next())).containsExactly("slow", "any", "fast");
    }

    @Test
    void onceAndOff() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            answerSettle(socket);
            Handlers.OnEvent handler = event -> heard.add("kept");
            Handlers.OnEvent gone = event -> heard.add("gone");
            socket.once("e", event -> heard.add("once"));
            socket.on("e", gone).on("e", handler).off("e", gone);
            socket.on("f", gone).off("f");
        }));
        SocketIoClient client = connected(server);
        client.send("42[\"e\"]");
        client.send("42[\"f\"]");
        client.send("42[\"e\"]");
        client.expectNothing();
        assertThat(heard).containsExactly("once", "kept", "kept");
    }

    @Test
    void whatIsSentIsHeardByThoseWhoAskForItBroadcastsToo() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.onAnyOutgoing(event -> heard.add(event.name() + event.args()));
            socket.emit("one", 1);
        }));
        SocketIoClient client = connected(server);
        assertThat(next()).isEqualTo("one[1]");
        client.expect("42[\"one\",1]"); // told before it was queued
        server.emit("all", new byte[] {1});
        assertThat(next()).isEqualTo("all[{\"_placeholder\":true,\"num\":0}]");
    }

    @Test
    void eventsOfOneSocketAreHeardOneAtATimeInTheirOrderThoughHandlersBlock() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.on("e", Integer.class, n -> {
            heard.add(n);
        })));
        SocketIoClient client = connected(server);
        for (int i = 0; i < 1_000; i++) {
            client.send("42[\"e\"," + i + "]");
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(next()).isEqualTo(i);
        }
    }

    @Test
    void anInlineServerCallsHandlersOnTheLoopWhereACallMustNotWait() throws Exception {
        SocketIoServer server = serve(
                SocketIoServer.Builder::inline,
                io -> io.onConnection(socket -> {
                    socket.onRequest(
                            "echo",
                            String.class,
                            text -> text + " " + Thread.currentThread().isVirtual());
                    socket.on("call", () -> socket.call("q", String.class));
                    socket.onError((error, event) -> heard.add(error));
                }));
        SocketIoClient client = connected(server);
        client.send("421[\"echo\",\"a\"]");
        client.expect("431[\"a false\"]");
        client.send("42[\"call\"]");
        assertThat((Throwable) next()).isInstanceOf(IllegalStateException.class).hasMessageContaining("event loop");
    }
}
