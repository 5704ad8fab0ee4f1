package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to talk to the operating system does the same. */
class TransportsTest extends SocketTest {
    private static final int LARGE = 8 << 20; // more than the kernel takes at once

    private final Recorder echo = new Recorder() {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) {
            socket.send(data);
        }
    };

    private WebSocketServer echo(Transport transport) throws Exception {
        return serve(
                echo,
                builder -> builder.transport(transport)
                        .limits(l -> l.maxMessageSize(LARGE).maxSendQueue(4 * LARGE)));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void messagesOfAllSizesComeBackInOrder(Transport transport) throws Exception {
        WebSocketServer server = echo(transport);
        WebSocketTestClient client = client(server);
        Random random = new Random(1);
        List<byte[]> sent = new ArrayList<>();
        for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 1_000_000, LARGE}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            sent.add(message);
        }
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (byte[] message : sent) {
                    client.send(message);
                    client.sendRaw(
                            Frames.frame(1, "mi".getBytes(StandardCharsets.UTF_8)),
                            Frames.frame(0x80, "aou".getBytes(StandardCharsets.UTF_8)));
                }
            } catch (Exception end) {
                throw new AssertionError(end);
            }
        });
        for (byte[] message : sent) {
            assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(message);
            assertThat(client.nextText()).isEqualTo("miaou");
        }
        sender.join();
        client.sendClose(1000, "");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
    }

    /** The answer does not fit into the kernel's buffers, and the end of the client's input was seen before. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void aPeerWhoseHalfIsClosedGetsALargeAnswerWhole(Transport transport) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WebSocketServer server = serve(
                new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) throws Exception {
                        go.await();
                        socket.send(new byte[LARGE]);
                    }
                },
                builder -> builder.transport(transport));
        WebSocketTestClient client = client(server, 8192);
        client.sendRaw(Frames.text("all"), Frames.close(1000, ""));
        client.raw().endOutput();
        ServerSide.awaitRead(server);
        go.countDown();
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(LARGE);
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anHttpClientWhoseHalfIsClosedGetsALargeAnswerWhole(Transport transport) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WebSocketServer server = start(builder -> builder.transport(transport).http(request -> {
            go.await();
            return HttpResponse.text(200, "x".repeat(LARGE));
        }));
        RawClient client = closing(RawClient.connect(server.port(), 8192));
        client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        client.endOutput();
        ServerSide.awaitRead(server);
        go.countDown();
        assertThat(client.readAnswer().body()).hasSize(LARGE);
        assertThat(client.read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aResetInTheMiddleOfALargeMessageEndsTheConnectionAndNothingElse(Transport transport) throws Exception {
        WebSocketServer server = echo(transport);
        WebSocketTestClient other = client(server);
        echo.nextOpen();
        for (boolean reading : new boolean[] {true, false}) {
            WebSocketTestClient client = client(server);
            WebSocket socket = echo.nextOpen();
            if (reading) {
                client.sendRaw(Frames.header64(0x82, LARGE), new byte[100_000]);
            } else {
                socket.send(new byte[LARGE]);
                client.raw().readExactly(1_000);
            }
            client.reset();
            assertThat(echo.next()).startsWith("close 1006 the connection");
            other.send("still there?");
            assertThat(other.nextText()).isEqualTo("still there?");
        }
    }
}
