package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server ends politely, in bounded time, and leaves nothing behind. */
class ShutdownTest extends SocketTest {
    private final Recorder recorder = new Recorder();

    private static Thread inThread(Runnable work) {
        return Thread.ofVirtual().start(work);
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO", "IO_URING"})
    void everybodyIsTold1001AfterWhatWasSentAndTheirHandlersHearIt(Transport transport) throws Exception {
        Set<Thread> before = loopThreads();
        WebSocketServer server =
                serve(recorder, builder -> builder.eventLoops(3).transport(transport));
        List<WebSocketTestClient> clients = new ArrayList<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(client(server));
            sockets.add(recorder.nextOpen());
        }
        Set<Thread> loops = loopThreads();
        loops.removeAll(before);
        assertThat(loops).isNotEmpty();
        for (WebSocket socket : sockets) {
            for (int m = 0; m < 50; m++) {
                assertThat(socket.send("message " + m)).isTrue();
            }
        }
        WebSocketGroup group = server.newGroup();
        sockets.forEach(group::add);
        Thread closing = inThread(server::close);
        for (WebSocketTestClient client : clients) {
            for (int m = 0; m < 50; m++) {
                assertThat(client.nextText()).isEqualTo("message " + m);
            }
            assertThat(client.nextClose()).isEqualTo(new CloseStatus(1001, ""));
            client.sendClose(1001, "");
            client.expectEnd();
            client.close();
        }
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        for (int i = 0; i < 12; i++) {
            assertThat(recorder.next()).isEqualTo("close 1001");
        }
        for (Thread loop : loops) {
            loop.join(Duration.ofSeconds(10));
            assertThat(loop.isAlive()).as(loop.getName()).isFalse();
        }
        assertThat(clock.pendingAlarms()).isZero();
        assertThat(group.size()).isZero();
        group.send("too late");
        assertThat(sockets).allSatisfy(socket -> {
            group.add(socket);
            group.remove(socket);
            socket.close();
            socket.terminate();
            assertThat(socket.send("too late")).isFalse();
            assertThat(socket.drained()).isDone();
            assertThat(socket.bufferedBytes()).isZero();
        });
    }

    private static Set<Thread> loopThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("miaou-"));
        return threads;
    }

    @Test
    void aPeerThatDoesNotAnswerIsBrokenOffAfterTheCloseTimeout() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient silent = client(server);
        recorder.nextOpen();
        Thread closing = inThread(server::close);
        assertThat(silent.nextClose().code()).isEqualTo(1001);
        advance(Duration.ofSeconds(5));
        silent.expectEnd();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(recorder.next()).isEqualTo("close 1006 the peer did not answer close code 1001");
    }

    /** In real time, for a clock that stands still must not keep a server from ending. */
    @Test
    void theShutdownEndsByItselfWhenNothingElseDoes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Recorder stubborn = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                heard("blocked", socket);
                never.await();
            }
        };
        WebSocketServer server = serve(stubborn, builder -> builder.timeouts(t -> t.close(Duration.ofMillis(50))));
        WebSocketTestClient client = client(server);
        stubborn.nextOpen();
        client.send("block");
        assertThat(stubborn.next()).isEqualTo("blocked");
        server.close();
        assertThat(client.nextClose().code()).isEqualTo(1001);
        client.expectEnd();
        never.countDown(); // the handler's thread is its own: it ends when the application lets it
        assertThat(stubborn.next()).startsWith("close 1006");
    }

    @Test
    void closeReturnsWhenTheHandlersHaveHeardTheEnd() throws Exception {
        CountDownLatch inOnClose = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        WebSocketServer server = serve(new Recorder() {
            @Override
            public void onClose(WebSocket socket, CloseStatus status) throws Exception {
                inOnClose.countDown();
                go.await();
                ended.incrementAndGet();
            }
        });
        WebSocketTestClient client = client(server);
        Thread closing = inThread(server::close);
        client.sendClose(client.nextClose().code(), "");
        client.expectEnd();
        client.close();
        assertThat(inOnClose.await(10, TimeUnit.SECONDS)).isTrue();
        await("the end of the connection", () -> server.connections() == 0);
        assertThat(closing.join(Duration.ofMillis(200)))
                .as("it does not return meanwhile")
                .isFalse();
        go.countDown();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(ended).hasValue(1);
    }

    @Test
    void aPausedConnectionIsClosedPolitelyToo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                go.await();
            }
        };
        WebSocketServer server = serve(slow, builder -> builder.limits(l -> l.inboundQueue(4)));
        WebSocketTestClient client = client(server);
        WebSocket socket = slow.nextOpen();
        client.sendRaw(Frames.times(100, Frames.text("x")));
        await("a full mailbox", () -> Inside.isPaused(socket));
        Thread closing = inThread(server::close);
        client.sendClose(client.nextClose().code(), "");
        client.expectEnd();
        client.close();
        go.countDown();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(slow.next()).isEqualTo("close 1001");
    }

    @Test
    void newcomersAreRefusedWhileTheServerCloses() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        int port = server.port();
        Thread closing = inThread(server::close);
        client.nextClose(); // the listener went first
        assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(ConnectException.class);
        client.sendClose(1001, "");
        client.expectEnd();
        client.close();
        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void closingTwiceIsClosingOnceAndEverybodyWaitsForTheEnd() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        List<Thread> closing = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            closing.add(inThread(() -> {
                server.close();
                done.incrementAndGet();
            }));
        }
        Thread waiting = inThread(() -> {
            try {
                server.awaitTermination();
                done.incrementAndGet();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(client.nextClose().code()).isEqualTo(1001);
        assertThat(done).hasValue(0);
        client.sendClose(1001, "");
        client.expectEnd(); // one close frame, not four
        client.close();
        for (Thread thread : closing) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(done).hasValue(5);
        server.close();
    }

    @Test
    void closeOnALoopIsRefusedAndOnAHandlersThreadAllowed() throws Exception {
        WebSocketServer[] servers = new WebSocketServer[1];
        WebSocketServer inline = serveInline(
                new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        assertThatThrownBy(servers[0]::close)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("close() waits for the event loop it was called on: call it from another"
                                        + " thread");
                        socket.send("refused");
                    }
                },
                builder -> builder);
        servers[0] = inline;
        WebSocketTestClient client = client(inline);
        client.send("close");
        assertThat(client.nextText()).isEqualTo("refused");

        Recorder handler = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                servers[0].close();
                heard("closed the server", socket);
            }
        };
        WebSocketServer server = serve(handler);
        servers[0] = server;
        WebSocketTestClient other = client(server);
        handler.nextOpen();
        other.send("close");
        other.sendClose(other.nextClose().code(), "");
        other.expectEnd();
        other.close();
        assertThat(handler.next()).isEqualTo("closed the server");
        assertThat(handler.next()).isEqualTo("close 1001");
    }

    @Test
    void aServerStartsOnceAndNotAfterItsEnd() throws Exception {
        WebSocketServer server = serve(recorder);
        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a server starts once: build another");
        WebSocketServer never =
                WebSocketServer.builder().host("127.0.0.1").port(0).build();
        assertThatThrownBy(never::port).isInstanceOf(IllegalStateException.class);
        never.close();
        assertThatThrownBy(never::start).isInstanceOf(IllegalStateException.class);
        never.awaitTermination();
    }

    @Test
    void aPortThatIsTakenIsAClearErrorAndLeavesNoThread() throws Exception {
        WebSocketServer server = serve(recorder);
        Set<Thread> before = loopThreads();
        WebSocketServer second =
                WebSocketServer.builder().host("127.0.0.1").port(server.port()).build();
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on port " + server.port());
        Set<Thread> after = loopThreads();
        after.removeAll(before);
        for (Thread loop : after) {
            assertThat(loop.join(Duration.ofSeconds(10))).isTrue();
        }
        second.close();
        WebSocketTestClient client = client(server);
        client.send(Opcode.PING, new byte[1]);
        client.expect(Opcode.PONG);
    }
}
