package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end, and what their handler hears of it: onOpen first, onClose once and last. */
class EndsTest extends SocketTest {
    private static final byte[] NONE = new byte[0];

    interface Act {
        void end(WebSocketServer server, WebSocketTestClient client, WebSocket socket) throws Exception;
    }

    /** A way to end, and what onClose and closed() hear. */
    record End(String name, String heard, Act act) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<End> ends() {
        return Stream.of(
                new End("the peer closes", "close 1000 bye", (server, client, socket) -> client.sendClose(1000, "bye")),
                new End(
                        "the peer closes without code",
                        "close 1005",
                        (server, client, socket) -> client.sendRaw(Frames.close())),
                new End("the peer closes and is gone", "close 1001", (server, client, socket) -> {
                    client.sendClose(1001, "");
                    client.close();
                }),
                new End("we close", "close 1000", (server, client, socket) -> {
                    socket.close();
                    client.sendClose(client.nextClose().code(), "");
                }),
                new End("both close at once", "close 4001 mine", (server, client, socket) -> {
                    socket.close(4000, "ours");
                    client.sendClose(4001, "mine"); // before it has read ours, or after: the peer's code counts
                }),
                new End(
                        "a rule is broken",
                        "close 1002",
                        (server, client, socket) -> client.sendRaw(Frames.frame(0x83, NONE))),
                new End("a reset", "close 1006 the connection", (server, client, socket) -> client.reset()),
                new End(
                        "an end without close frame",
                        "close 1006 the connection ended without a close frame",
                        (server, client, socket) -> client.close()),
                new End(
                        "half an end without close frame",
                        "close 1006 the connection ended without a close frame",
                        (server, client, socket) -> client.raw().endOutput()),
                new End(
                        "we terminate",
                        "close 1006 terminated by the application",
                        (server, client, socket) -> socket.terminate()),
                new End(
                        "three beats without a sign of life",
                        "close 1006 no sign of life after 2 heartbeats",
                        (server, client, socket) -> {
                            for (int beat = 0; beat < 3; beat++) {
                                // io_uring tells later than the client what became of a write
                                await("all is written", () -> socket.bufferedBytes() == 0);
                                advance(server, 30);
                            }
                        }),
                new End(
                        "no answer to our close frame",
                        "close 1006 the peer did not answer close code 1000",
                        (server, client, socket) -> {
                            socket.close();
                            client.nextClose();
                            advance(server, 5);
                        }),
                new End("a reset instead of an answer", "close 1006 the", (server, client, socket) -> {
                    socket.close();
                    client.nextClose();
                    client.reset();
                }),
                new End("the server closes", "close 1001", (server, client, socket) -> {
                    Thread closing = Thread.ofVirtual().start(server::close);
                    client.sendClose(client.nextClose().code(), "");
                    client.expectEnd();
                    client.close();
                    closing.join();
                }));
    }

    private static void advance(WebSocketServer server, int seconds) {
        ((SettlingTime) server.options().timeSource()).advance(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void onVirtualThreadsOnOpenIsFirstAndOnCloseOnceAndLast(End end) throws Exception {
        Recorder recorder = new Recorder();
        expectEnd(end, recorder, serve(recorder));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void inlineOnOpenIsFirstAndOnCloseOnceAndLast(End end) throws Exception {
        Recorder recorder = new Recorder();
        expectEnd(end, recorder, serveInline(recorder, builder -> builder));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void onNioToo(End end) throws Exception {
        Recorder recorder = new Recorder();
        expectEnd(end, recorder, serve(recorder, builder -> builder.transport(Transport.NIO)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void onIoUringToo(End end) throws Exception {
        Recorder recorder = new Recorder();
        expectEnd(end, recorder, serve(recorder, builder -> builder.transport(Transport.IO_URING)));
    }

    private void expectEnd(End end, Recorder recorder, WebSocketServer server) throws Exception {
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        client.send("hello");
        assertThat(recorder.next()).isEqualTo("text hello");
        end.act.end(server, client, socket);
        assertThat(recorder.next()).startsWith(end.heard);
        CloseStatus status = socket.closed().get(10, TimeUnit.SECONDS);
        assertThat(("close " + status.code() + " " + status.reason()).strip()).startsWith(end.heard);
        assertThat(socket.isOpen()).isFalse();
        assertThat(socket.send("too late")).isFalse();
        assertThat(socket.ping(NONE)).isFalse();
        socket.close(); // harmless
        socket.terminate();
        client.close();
        expectEmpty(server);
        assertThat(recorder.isSilent()).isTrue();
    }

    // --- the handler is busy --------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHandlerThatBlocksHearsTheEndWhenItIsDone(boolean byReset) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Recorder recorder = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                busy.countDown();
                done.await();
                super.onText(socket, text);
            }
        };
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        client.send("work");
        client.send("more");
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        if (byReset) {
            ServerSide.awaitRead(server);
            client.reset();
        } else {
            client.sendClose(1000, "");
            client.close();
        }
        await("the end of the connection", () -> byReset ? !socket.isOpen() : server.connections() <= 1);
        assertThat(recorder.isSilent()).isTrue();
        assertThat(socket.closed()).isNotDone();
        done.countDown();
        assertThat(recorder.next()).isEqualTo("text work");
        assertThat(recorder.next()).isEqualTo("text more");
        assertThat(recorder.next()).startsWith(byReset ? "close 1006" : "close 1000");
    }

    @Test
    void theReplyToACloseFrameWaitsForTheAnswersToWhatCameBefore() throws Exception {
        CountDownLatch closeWasRead = new CountDownLatch(1);
        WebSocketServer server = serve(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                closeWasRead.await();
                assertThat(socket.send("answer to " + text)).isTrue();
            }

            @Override
            public void onClose(WebSocket socket, CloseStatus status) {
                assertThat(socket.send("and goodbye")).isTrue();
            }
        });
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.text("1"), Frames.text("2"), Frames.text("3"), Frames.close(1000, ""));
        client.raw().endOutput(); // its own half may be closed already
        ServerSide.awaitRead(server);
        closeWasRead.countDown();
        assertThat(client.nextText()).isEqualTo("answer to 1");
        assertThat(client.nextText()).isEqualTo("answer to 2");
        assertThat(client.nextText()).isEqualTo("answer to 3");
        assertThat(client.nextText()).isEqualTo("and goodbye");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
    }

    @Test
    void anInlineHandlersAnswersComeBeforeTheReplyToo() throws Exception {
        WebSocketServer server = serveInline(
                new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        assertThat(socket.send("answer to " + text)).isTrue();
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        assertThat(socket.send("and goodbye")).isTrue();
                    }
                },
                builder -> builder);
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.text("1"), Frames.text("2"), Frames.close(1000, ""));
        assertThat(client.nextText()).isEqualTo("answer to 1");
        assertThat(client.nextText()).isEqualTo("answer to 2");
        assertThat(client.nextText()).isEqualTo("and goodbye");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
    }

    @Test
    void theReplyToACloseFrameWaitsNoLongerThanTheCloseTimeout() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Recorder recorder = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) throws Exception {
                heard("busy", socket);
                done.await();
            }
        };
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        recorder.nextOpen();
        client.sendRaw(Frames.text("work"), Frames.close(1000, ""));
        assertThat(recorder.next()).isEqualTo("busy");
        ServerSide.awaitRead(server);
        advance(Duration.ofMillis(4_999));
        assertThat(server.connections()).isOne();
        advance(Duration.ofMillis(1));
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        done.countDown();
        assertThat(recorder.next()).isEqualTo("close 1000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSentBeforeCloseLeavesBeforeTheCloseFrameAndNothingAfter(boolean inline) throws Exception {
        Recorder handler = new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                for (int i = 0; i < 100; i++) {
                    assertThat(socket.send("answer " + i)).isTrue();
                }
                socket.close(4000, "that was all");
                assertThat(socket.isOpen()).isFalse();
                assertThat(socket.send("one more")).isFalse();
                socket.close(4001, "no, wait");
            }
        };
        WebSocketServer server = inline ? serveInline(handler, builder -> builder) : serve(handler);
        WebSocketTestClient client = client(server);
        client.send("go");
        for (int i = 0; i < 100; i++) {
            assertThat(client.nextText()).isEqualTo("answer " + i);
        }
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(4000, "that was all"));
        client.sendClose(4000, "");
        client.expectEnd();
    }

    // --- mistakes of the application ------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAHandlerThrowsReachesOnErrorAndTheConnectionStays(boolean inline) throws Exception {
        Recorder recorder = new Recorder() {
            @Override
            public void onOpen(WebSocket socket) throws Exception {
                throw new Exception("in onOpen");
            }

            @Override
            public void onText(WebSocket socket, String text) {
                throw new IllegalStateException("in onText");
            }

            @Override
            public void onBinary(WebSocket socket, byte[] data) {
                throw new StackOverflowError("in onBinary");
            }

            @Override
            public void onPong(WebSocket socket, byte[] data) {
                throw new AssertionError("in onPong");
            }

            @Override
            public void onClose(WebSocket socket, CloseStatus status) throws Exception {
                throw new Exception("in onClose");
            }
        };
        WebSocketServer server = inline ? serveInline(recorder, builder -> builder) : serve(recorder);
        WebSocketTestClient client = client(server);
        client.send("x");
        client.send(NONE);
        client.send(Opcode.PONG, NONE);
        client.settle();
        client.sendClose(1000, "");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
        for (String where : new String[] {"onOpen", "onText", "onBinary", "onPong", "onClose"}) {
            assertThat(recorder.next()).isEqualTo("error in " + where);
        }
    }

    @Test
    void whatOnErrorThrowsIsLoggedAndTheConnectionStays() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                throw new IllegalStateException("first");
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                throw new ArrayStoreException("second");
            }
        });
        WebSocketTestClient client = client(server);
        client.send("x");
        client.settle();
        await("a line in the log", () -> !logs.atLeast(Level.ERROR).isEmpty());
        assertThat(logs.atLeast(Level.ERROR)).singleElement().asString().contains("onError of connection");
    }

    @Test
    void withoutOnErrorTheLogNamesTheConnection() throws Exception {
        expectWarnings();
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                throw new NegativeArraySizeException("oops");
            }
        });
        WebSocketTestClient client = client(server);
        client.send("x");
        client.settle();
        await("a line in the log", () -> !logs.atLeast(Level.ERROR).isEmpty());
        assertThat(logs.atLeast(Level.ERROR))
                .singleElement()
                .asString()
                .matches(".*handler of connection \\d+ failed.*");
    }

    @Test
    void aCloseFrameThatMayNotBeSentIsRefusedAtTheCall() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        for (int code : new int[] {0, 999, 1004, 1006, 1015, 2999, 5000}) {
            assertThatThrownBy(() -> socket.close(code, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("close code " + code
                            + " may not be sent (RFC 6455 §7.4): use 1000-1003, 1007-1014 or 3000-4999");
        }
        assertThatThrownBy(() -> socket.close(1005, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("close code 1005");
        assertThatThrownBy(() -> socket.close(1000, "é".repeat(62)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("close reason is 124 bytes of UTF-8, limit 123: shorten it");
        assertThatThrownBy(() -> socket.ping(new byte[126]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ping data is 126 bytes, limit 125 (RFC 6455 §5.5): shorten it");
        assertThat(socket.isOpen()).isTrue();
        client.settle();
        socket.close(4999, "é".repeat(61));
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(4999, "é".repeat(61)));
    }
}
