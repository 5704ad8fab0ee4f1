package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.FrameSocket;
import io.miaou.websocket.internal.Inside;
import io.miaou.websocket.internal.SharedFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Mounted WebSockets: frames on the loop, nothing queued. */
class MountFramesTest extends ServerTest {
    private final TestMount mount = new TestMount();
    private final FrameRecorder frames = new FrameRecorder();

    private WebSocketServer server() throws Exception {
        return server(UnaryOperator.identity());
    }

    private WebSocketServer server(UnaryOperator<ServerOptions.Builder> more) throws Exception {
        mount.onHandshake = handshake -> handshake.accept(handshake.loop(), Headers.empty(), frames);
        WebSocketServer server = start(mount.in(more)::apply);
        closing(() -> SocketTest.expectEmpty(server));
        return server;
    }

    private WebSocketTestClient client(WebSocketServer server) throws Exception {
        return client(server, 0);
    }

    private WebSocketTestClient client(WebSocketServer server, int receiveBuffer) throws Exception {
        WebSocketTestClient client = closing(WebSocketTestClient.open(server.port(), "/m", receiveBuffer));
        assertThat(frames.next()).isEqualTo("open");
        return client;
    }

    private void echo() {
        frames.onText = (socket, utf8) -> {
            if (!socket.write(Opcode.TEXT, utf8)) {
                frames.heard.add("full");
            }
        };
    }

    // --- in -------------------------------------------------------------------------------------------------------

    @Test
    void messagesOfAllShapesAreHeardAndPingsAnswered() throws Exception {
        echo();
        WebSocketTestClient client = client(server());
        client.send("whole");
        assertThat(client.nextText()).isEqualTo("whole");
        client.sendRaw(
                Frames.frame(1, TestMount.bytes("mi")),
                Frames.frame(0x89, TestMount.bytes("?")),
                Frames.frame(0x80, TestMount.bytes("aou")));
        assertThat(client.expect(Opcode.PONG).text()).isEqualTo("?");
        assertThat(client.nextText()).isEqualTo("miaou");
        client.send(new byte[TestMount.MAX_MESSAGE]);
        assertThat(frames.next()).isEqualTo("binary " + TestMount.MAX_MESSAGE);
        client.send("");
        assertThat(client.nextText()).isEmpty();
    }

    @Test
    void aMessageAboveTheMountsLimitEndsWith1009() throws Exception {
        WebSocketTestClient client = client(server());
        client.sendRaw(Frames.header64(0x82, TestMount.MAX_MESSAGE + 1L));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1009);
        assertThat(frames.next()).startsWith("close 1009");
    }

    @Test
    void noPingIsEverSentAndAnIdleOneWaitsForNoDeadline() throws Exception {
        WebSocketServer server = server(b -> b.heartbeat(Duration.ofSeconds(1), 1));
        WebSocketTestClient client = client(server);
        client.settle();
        assertThat(Inside.deadlines(server.runtime)).isZero();
        advance(Duration.ofHours(1));
        client.settle();
    }

    @Test
    void aCloseFrameOfThePeerIsHeardAndAnswered() throws Exception {
        WebSocketTestClient client = client(server());
        client.sendClose(4000, "enough");
        assertThat(client.closeCodeThenEnd()).isEqualTo(4000);
        assertThat(frames.next()).isEqualTo("close 4000 enough");
    }

    @Test
    void aPeerThatIsGoneIsHeardAs1006() throws Exception {
        WebSocketTestClient client = client(server());
        client.reset();
        assertThat(frames.next()).startsWith("close 1006");
    }

    @Test
    void aHandlerThatThrowsLosesItsConnection() throws Exception {
        expectWarnings();
        frames.onText = (socket, utf8) -> {
            throw new IllegalStateException("a bug");
        };
        WebSocketTestClient client = client(server());
        client.send("x");
        client.expectEnd();
        assertThat(frames.next()).isEqualTo("close 1006 internal error");
        assertThat(logs.atLeast(Level.ERROR)).hasSize(1);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Test
    void aCloseWithoutStatusIsSeenAs1005() throws Exception {
        frames.onText = (socket, utf8) -> socket.close(1005, "");
        WebSocketTestClient client = client(server());
        client.sendRaw(Frames.text("close"), Frames.text("not heard"));
        assertThat(client.nextClose()).isEqualTo(CloseStatus.NO_STATUS);
        client.sendRaw(Frames.close());
        client.expectEnd();
        assertThat(frames.next()).startsWith("close 1005");
        assertThat(frames.heard).isEmpty();
    }

    @Test
    void aPeerThatDoesNotAnswerTheCloseFrameIsGivenUpAfterTheCloseTimeout() throws Exception {
        frames.onText = (socket, utf8) -> socket.close(1000, "bye");
        WebSocketServer server = server(b -> b.timeouts(t -> t.close(Duration.ofSeconds(5))));
        WebSocketTestClient client = client(server);
        client.send("close");
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(1000, "bye"));
        advance(Duration.ofSeconds(5));
        assertThat(frames.next()).startsWith("close 1006");
    }

    @Test
    void aCodeThatMayNotBeSentIsRefusedToTheCaller() throws Exception {
        client(server());
        FrameSocket socket = frames.socket();
        TestMount.on(
                socket.loop(),
                () -> assertThatThrownBy(() -> socket.close(1006, "")).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void terminateEndsItInTheMiddleOfAMessageAndNothingIsHeardBehindIt() throws Exception {
        frames.onText = (socket, utf8) -> {
            socket.terminate("enough");
            frames.heard.add("open: " + socket.isOpen() + " " + socket.write(Opcode.TEXT, utf8));
        };
        WebSocketTestClient client = client(server());
        client.sendRaw(Frames.text("a"), Frames.text("b"));
        client.raw().readToEnd();
        assertThat(frames.next()).isEqualTo("close 1006 enough");
        assertThat(frames.next()).isEqualTo("open: false false");
        assertThat(frames.heard).isEmpty();
    }

    @Test
    void whenTheServerEndsTheMountClosesItsWayFirstAndTheRestIsTold1001() throws Exception {
        WebSocketServer server = server();
        WebSocketTestClient mine = client(server);
        FrameSocket first = frames.socket();
        WebSocketTestClient rest = client(server);
        mount.onShutDown = () -> first.loop().enqueue(() -> first.close(1005, ""));
        Thread closing = Thread.ofVirtual().start(server::close);
        assertThat(mine.nextClose()).isEqualTo(CloseStatus.NO_STATUS);
        mine.sendRaw(Frames.close());
        assertThat(rest.nextClose().code()).isEqualTo(1001);
        rest.sendRaw(Frames.close(1001, ""));
        mine.expectEnd();
        rest.expectEnd();
        mine.close();
        rest.close();
        closing.join();
    }

    // --- out ------------------------------------------------------------------------------------------------------

    @Test
    void aFullSendQueueTakesNothingAndSaysSoAndTheRestArrivesInOrder() throws Exception {
        WebSocketServer server = server(b -> b.limits(l -> l.maxSendQueue(200_000)));
        WebSocketTestClient client = client(server, 4_096);
        FrameSocket socket = frames.socket();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        frames.onWritten = same -> written.incrementAndGet();
        TestMount.on(socket.loop(), () -> {
            while (socket.write(Opcode.BINARY, new byte[] {(byte) taken.get(), 1, 2, 3})) {
                taken.incrementAndGet();
                if (taken.get() % 64 == 0) {
                    socket.write(Opcode.BINARY, new byte[50_000]);
                }
            }
            assertThat(socket.isOpen()).isTrue();
            assertThat(socket.isDrained()).isFalse();
            assertThat(socket.pendingBytes()).isBetween(100_000L, 200_000L);
            assertThat(socket.pendingMessages()).isPositive();
        });
        assertThat(written).hasValue(0);
        int small = 0;
        while (small < taken.get()) {
            byte[] payload = client.expect(Opcode.BINARY).payload();
            if (payload.length == 4) {
                assertThat(payload[0]).isEqualTo((byte) small++);
            }
        }
        await("all is written, and the handler heard it", () -> written.get() == 1);
        TestMount.on(socket.loop(), () -> {
            assertThat(socket.isDrained()).isTrue();
            assertThat(socket.pendingBytes()).isZero();
            assertThat(socket.write(Opcode.TEXT, TestMount.bytes("again"))).isTrue();
            assertThat(socket.isDrained()).isFalse();
        });
        await("that too", () -> written.get() == 2);
    }

    @Test
    void theNumberOfMessagesIsBoundedToo() throws Exception {
        WebSocketServer server = server(b -> b.limits(l -> l.maxSendQueueMessages(50)));
        client(server, 4_096);
        FrameSocket socket = frames.socket();
        AtomicInteger taken = new AtomicInteger();
        TestMount.on(socket.loop(), () -> {
            while (socket.write(Opcode.BINARY, new byte[2_000]) && taken.get() < 1_000_000) {
                taken.incrementAndGet();
            }
            assertThat(socket.pendingMessages()).isBetween(49, 51);
        });
    }

    @Test
    void oneMessageLargerThanTheQueueIsTakenWhenNothingWaits() throws Exception {
        WebSocketTestClient client = client(server(b -> b.limits(l -> l.maxSendQueue(2_000))));
        FrameSocket socket = frames.socket();
        TestMount.on(
                socket.loop(),
                () -> assertThat(socket.write(Opcode.BINARY, new byte[500_000])).isTrue());
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(500_000);
    }

    @Test
    void theWritesOfATurnAreToldOnceWhenTheNetworkHasThem() throws Exception {
        WebSocketTestClient client = client(server());
        FrameSocket socket = frames.socket();
        frames.onWritten = same -> frames.heard.add("written");
        TestMount.on(socket.loop(), () -> {
            for (int i = 0; i < 10; i++) {
                assertThat(socket.write(Opcode.TEXT, TestMount.bytes("m" + i))).isTrue();
            }
            frames.heard.add("end of the turn");
        });
        assertThat(frames.next()).isEqualTo("end of the turn");
        assertThat(frames.next()).isEqualTo("written");
        for (int i = 0; i < 10; i++) {
            assertThat(client.nextText()).isEqualTo("m" + i);
        }
        client.settle();
        assertThat(frames.heard).isEmpty();
    }

    @Test
    void aSharedFrameGoesToManyAndIsFreedByTheLast() throws Exception {
        WebSocketServer server = server();
        WebSocketTestClient one = client(server);
        FrameSocket first = frames.socket();
        FrameRecorder others = new FrameRecorder();
        mount.onHandshake = handshake -> handshake.accept(handshake.loop(), Headers.empty(), others);
        WebSocketTestClient two = closing(WebSocketTestClient.open(server.port(), "/m", 0));
        SharedFrame frame = SharedFrame.of(Opcode.TEXT, TestMount.bytes("to all"));
        for (FrameSocket socket : List.of(first, others.socket())) {
            TestMount.on(socket.loop(), () -> {
                assertThat(socket.write(frame)).isTrue();
                assertThat(socket.write(frame)).isTrue();
            });
        }
        frame.release();
        for (WebSocketTestClient client : List.of(one, one, two, two)) {
            assertThat(client.nextText()).isEqualTo("to all");
        }
    }

    @Test
    void aPeerThatTakesNothingForTheWriteTimeoutIsEnded() throws Exception {
        WebSocketServer server = server(b -> b.timeouts(t -> t.write(Duration.ofSeconds(10))));
        client(server, 4_096);
        FrameSocket socket = frames.socket();
        TestMount.on(socket.loop(), () -> {
            while (socket.write(Opcode.BINARY, new byte[50_000])) {
                // until it is full
            }
        });
        settle(server);
        advance(Duration.ofSeconds(20)); // the kernel may take a little after the first look
        advance(Duration.ofSeconds(10));
        assertThat(frames.next()).startsWith("close 1006 the peer took nothing");
    }

    // --- not reading ----------------------------------------------------------------------------------------------

    @Test
    void whoIsNotReadIsHeldBackByItsKernelAndNothingIsLost() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        frames.onText = (socket, utf8) -> {
            if (heard.incrementAndGet() == 1) {
                socket.pauseReading(true);
            }
        };
        WebSocketServer server = server();
        WebSocketTestClient client = client(server);
        FrameSocket socket = frames.socket();
        int messages = 20_000;
        byte[] message = Frames.text("x".repeat(1_000));
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < messages; i++) {
                    client.sendRaw(message);
                }
            } catch (java.io.IOException gone) {
                throw new AssertionError(gone);
            }
        });
        await("the kernel holds what is not read", () -> ServerSide.holdsUnread(server));
        Inside.turn(server.runtime);
        assertThat(heard).hasValue(1);
        TestMount.on(socket.loop(), () -> socket.pauseReading(false));
        await("all of it", () -> heard.get() == messages);
        sender.join();
    }

    @Test
    void aPauseThatIsTakenBackInTheSameBreathHoldsNothingUp() throws Exception {
        frames.onText = (socket, utf8) -> {
            socket.pauseReading(true);
            frames.heard.add("text");
            socket.pauseReading(false);
        };
        WebSocketTestClient client = client(server());
        client.sendRaw(Frames.times(10, Frames.text("x")));
        for (int i = 0; i < 10; i++) {
            assertThat(frames.next()).isEqualTo("text");
        }
        client.settle();
    }

    @Test
    void whoIsNotReadCanBeClosedAllTheSame() throws Exception {
        frames.onText = (socket, utf8) -> socket.pauseReading(true);
        WebSocketServer server = server();
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.text("pause"), Frames.text("not heard"));
        settle(server);
        FrameSocket socket = frames.socket();
        TestMount.on(socket.loop(), () -> socket.close(1000, ""));
        assertThat(client.nextClose().code()).isEqualTo(1000);
        client.sendRaw(Frames.close(1000, ""));
        client.expectEnd();
        assertThat(frames.next()).startsWith("close 1000");
    }

    @Test
    void whoIsAheadOfItsRateIsNotReadUntilTheTimeHasCaughtUp() throws Exception {
        frames.onText = (socket, utf8) -> frames.heard.add("text");
        WebSocketServer server = server(b -> b.limits(l -> l.bytesPerSecond(1_000)));
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.text("x".repeat(2_000)), Frames.text("later"));
        assertThat(frames.next()).isEqualTo("text");
        settle(server);
        assertThat(frames.heard).isEmpty();
        advance(Duration.ofSeconds(1));
        assertThat(frames.next()).isEqualTo("text");
    }
}
