package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile clients send, to a server that echoes: rows B1, B7, S03 to S10, S16, S18, R03. Others are served as before. */
class AttackTest extends ServerTest {
    private SocketIoServer echo() throws Exception {
        return serve(io -> io.onConnection(socket -> {
            socket.on("echo", (Handlers.OnEvent)
                    event -> event.ack().send(event.args().raw()));
            answerSettle(socket);
            socket.onDisconnect(heard::add);
        }));
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 5_000, 100_000})
    void b1_s08_jsonNestedTooDeepEndsTheConnectionAndNothingElse(int depth) throws Exception {
        SocketIoServer server = echo();
        SocketIoClient probe = connected(server);
        SocketIoClient attacker = connected(server);
        attacker.send("421[\"echo\"," + nested(depth) + "]");
        attacker.expectClose();
        assertThat(next()).isEqualTo(DisconnectReason.FORCED_CLOSE);
        probe.send("422[\"echo\"," + nested(100) + "]");
        probe.expect("432[" + nested(100) + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "45-[\"a\"]",
                "450-[\"a\"]",
                "4511-[\"a\"]",
                "45999999-[\"a\"]",
                "4551.5-[\"a\"]",
                "455 1-[\"a\"]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":1}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":-1}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":1.5}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":null}]"
            })
    void b7_s03_s04_attachmentsThatCannotBeEndTheConnection(String packet) throws Exception {
        SocketIoServer server = echo();
        SocketIoClient attacker = connected(server);
        attacker.send(packet);
        attacker.sendPerhaps(new byte[] {1});
        attacker.expectClose();
        assertThat(next()).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }

    @Test
    void s03_textWhileBinaryDataIsAwaitedAndBinaryDataUnaskedEndTheConnection() throws Exception {
        SocketIoServer server = echo();
        SocketIoClient one = connected(server);
        one.send("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        one.send("42[\"b\"]");
        one.expectClose();
        SocketIoClient other = connected(server);
        other.send(new byte[] {1});
        other.expectClose();
    }

    @Test
    void s03_binaryDataThatNeverComesEndsTheConnection() throws Exception {
        SocketIoServer server = serve(
                builder -> builder.limits(l -> l.attachmentTimeout(Duration.ofMillis(50))),
                io -> io.onConnection(socket -> socket.onDisconnect(heard::add)));
        SocketIoClient client = connected(server);
        client.send("452-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        client.send(new byte[] {1});
        client.expectClose();
        assertThat(next()).isEqualTo(DisconnectReason.FORCED_CLOSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42[null]",
                "42[{}]",
                "42[[]]",
                "42[true]",
                "42{}",
                "42\"a\"",
                "42null",
                "42[]",
                "42[\"a\"",
                "42[\"a\"]x",
                "42[\"a\",1e]",
                "42[\"a\",01]",
                "42[\"a\",NaN]",
                "42[\"a\",'x']",
                "42[\"a\",]",
                "42[\"\\x\"]",
                "42[\"a\",\u0001]"
            })
    void s05_whatIsNoEventEndsTheConnection(String packet) throws Exception {
        SocketIoServer server = echo();
        SocketIoClient attacker = connected(server);
        attacker.send(packet);
        attacker.expectClose();
    }

    @Test
    void s09_numbersComeBackAsTheyWereAndEndlessOnesEndTheConnection() throws Exception {
        SocketIoServer server = echo();
        SocketIoClient client = connected(server);
        for (String number : new String[] {"1e999", "-0", "1e-400", "9007199254740993", "9".repeat(1_000)}) {
            client.send("421[\"echo\"," + number + "]");
            client.expect("431[" + number + "]");
        }
        client.send("421[\"echo\"," + "9".repeat(1_001) + "]");
        client.expectClose();
    }

    @Test
    void s10_whateverStandsInStringsComesBackAsItWas() throws Exception {
        SocketIoServer server = echo();
        SocketIoClient client = connected(server);
        for (String text : new String[] {
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\u2028\u2029\"",
            "\"" + "\\n".repeat(100_000) + "\"",
            "{\"a\":1,\"a\":2}",
            "\"🐈\""
        }) {
            client.send("421[\"echo\"," + text + "]");
            client.expect("431[" + text + "]");
        }
    }

    @Test
    void s16_aHandlerThatNeverEndsHoldsUpItsOwnSocketAlone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.on("hang", () -> go.await());
            answerSettle(socket);
        }));
        SocketIoClient hung = connected(server);
        SocketIoClient probe = connected(server);
        hung.send("42[\"hang\"]");
        hung.send("421[\"settle\"]");
        for (int i = 0; i < 100; i++) {
            probe.expectNothing();
        }
        go.countDown();
        hung.expect("431[]");
    }

    @Test
    void s18_enteringAndLeavingTenThousandTimesLeavesNothingBehind() throws Exception {
        SocketIoServer server = echo();
        SocketIoClient client = client(server);
        for (int i = 0; i < 10_000; i++) {
            client.send("40");
            assertThat(client.next()).startsWith("40{");
            client.send("41");
            assertThat(next()).isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
        }
        client.enter("/");
        assertThat(server.sockets()).hasSize(1);
    }

    @Test
    void r03_ofAFloodNoMoreIsReadThanTheQueueHolds() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        SocketIoServer server = serve(
                builder -> builder.limits(l -> l.inboundQueue(8, 1 << 20)),
                io -> io.onConnection(socket -> {
                    socket.on("first", () -> go.await());
                    socket.on("n", Integer.class, heard::add);
                }));
        SocketIoClient client = connected(server);
        client.send("42[\"first\"]");
        int count = 20_000;
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < count; i++) {
                client.sendWaiting("42[\"n\"," + i + "]");
            }
        });
        SocketIoClient probe = connected(server);
        probe.send("42[\"n\",-1]");
        assertThat(next()).as("another client").isEqualTo(-1);
        go.countDown();
        for (int i = 0; i < count; i++) {
            assertThat(next()).isEqualTo(i);
        }
        sender.join();
    }
}
