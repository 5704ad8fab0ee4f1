package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Acknowledgements both ways: SS-ACK. */
class AckTest extends ServerTest {
    /** A typed argument. */
    record Point(int x, int y) {}

    // --- acknowledgements of ours ---------------------------------------------------------------------------------

    @Test
    void ssAck_theApplicationAcknowledgesOnce() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            answerSettle(socket);
            socket.on("with-ack", (Handlers.OnEvent) event -> {
                event.ack().send(event.args().raw());
                event.ack().send("again");
            });
        }));
        SocketIoClient client = connected(server);
        client.send("42456[\"with-ack\",1,\"2\",{\"3\":[false]}]");
        client.expect("43456[1,\"2\",{\"3\":[false]}]");
        client.send("42007[\"with-ack\"]");
        client.expect("437[]");
        client.send("452-789[\"with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.send(new byte[] {1});
        client.send(new byte[] {2});
        client.expect("462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.expect("0x01");
        client.expect("0x02");
        client.expectNothing();
    }

    @Test
    void theResultOfARequestIsItsAcknowledgement() throws Exception {
        SocketIoServer server =
                serve(io -> io.onConnection(socket -> socket.onRequest("sum", Point.class, p -> p.x() + p.y())
                        .onRequest("nothing", String.class, text -> null)));
        SocketIoClient client = connected(server);
        client.send("421[\"sum\",{\"x\":2,\"y\":3}]");
        client.expect("431[5]");
        client.send("422[\"nothing\"]");
        client.expect("432[null]");
    }

    @Test
    void ssAck_anAcknowledgementGoesOutEvenAfterTheSocketHasLeft() throws Exception {
        SocketIoServer server = serve(io -> {
            io.onConnection(ServerTest::answerSettle);
            io.of("/a")
                    .onConnection(socket -> socket.on("later", (Handlers.OnEvent) event -> {
                        socket.onDisconnect(reason -> event.ack().send("late"));
                    }));
        });
        SocketIoClient client = connected(server);
        client.enter("/a");
        client.send("42/a,5[\"later\"]");
        client.send("41/a,");
        client.expect("43/a,5[\"late\"]");
    }

    // --- acknowledgements of the client's -------------------------------------------------------------------------

    @Test
    void aCallReturnsWhatTheClientAnswers() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket ->
                socket.on("go", () -> heard.add(String.valueOf(socket.call("where", Point.class, "now"))))));
        SocketIoClient client = connected(server);
        client.send("42[\"go\"]");
        client.expect("420[\"where\",\"now\"]");
        client.send("430[{\"x\":8,\"y\":9}]");
        assertThat(next()).isEqualTo("Point[x=8, y=9]");
    }

    @Test
    void theNumbersOfAcknowledgementsAreOneSequenceForAllSocketsOfANamespace() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> socket.emitWithAck("q", Args.class)));
        connected(server).expect("420[\"q\"]");
        connected(server).expect("421[\"q\"]");
    }

    @Test
    void aFutureFailsWhenTheClientDoesNotAnswerInTime() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(heard::add));
        SocketIoClient client = connected(server);
        CompletableFuture<?> answer =
                nextSocket().timeout(Duration.ofMillis(50)).emitWithAck("q", String.class);
        client.expect("420[\"q\"]");
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AckTimeoutException.class)
                .hasMessageContaining("\"q\" within 50 ms");
        client.send("430[\"too late\"]");
        client.send("43999[\"never asked\"]");
    }

    @Test
    void aFutureFailsWhenTheClientLeavesOrAnswersSomethingElse() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(heard::add));
        SocketIoClient client = connected(server);
        Socket socket = nextSocket();
        CompletableFuture<?> wrong = socket.emitWithAck("q", Point.class);
        client.expect("420[\"q\"]");
        client.send("430[\"no point\"]");
        assertThatThrownBy(() -> wrong.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(BadArgumentException.class);
        CompletableFuture<?> never = socket.emitWithAck("q", Point.class);
        client.expect("421[\"q\"]");
        client.send("41");
        assertThatThrownBy(() -> never.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(DisconnectedException.class);
        assertThatThrownBy(() -> socket.emitWithAck("q", Point.class).get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(DisconnectedException.class);
        assertThat(socket.emit("x")).isFalse();
    }

    @Test
    void aCallbackHearsTheAnswerInTheOrderOfTheSocketsEvents() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("event", String.class, heard::add);
            socket.emit("q", (error, args) -> heard.add("answer " + args.get(0, String.class)), 1);
        }));
        SocketIoClient client = connected(server);
        client.expect("420[\"q\",1]");
        client.send("42[\"event\",\"a\"]");
        client.send("430[\"b\"]");
        client.send("42[\"event\",\"c\"]");
        assertThat(List.of(next(), next(), next())).containsExactly("a", "answer b", "c");
    }

    @Test
    void s13_ofMoreAcknowledgementsThanTheLimitTheOldestFails() throws Exception {
        SocketIoServer server =
                serve(builder -> builder.limits(l -> l.maxPendingAcks(2)), io -> io.onConnection(heard::add));
        SocketIoClient client = connected(server);
        Socket socket = nextSocket();
        CompletableFuture<?> first = socket.emitWithAck("q", String.class);
        CompletableFuture<?> second = socket.emitWithAck("q", String.class);
        CompletableFuture<?> third = socket.emitWithAck("q", String.class);
        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).cause().isInstanceOf(AckTimeoutException.class);
        client.expect("420[\"q\"]");
        client.expect("421[\"q\"]");
        client.expect("422[\"q\"]");
        client.send("432[\"c\"]");
        client.send("431[\"b\"]");
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo("c");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("b");
    }
}
