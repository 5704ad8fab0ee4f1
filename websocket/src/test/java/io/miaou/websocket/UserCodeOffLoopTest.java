package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Law 6 of the architecture: the event loops run our code alone. */
class UserCodeOffLoopTest extends SocketTest {
    private static final String LOOP = "miaou-loop";

    @Test
    void law6_userCodeNeverRunsOnAnEventLoopUnlessItAskedTo() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(
                new Recorder() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        recorder.heard("open", socket);
                        socket.closed().thenRun(() -> recorder.heard("closed()", socket));
                    }

                    @Override
                    public void onText(WebSocket socket, String text) {
                        recorder.heard("text", socket);
                        throw new IllegalStateException("for onError");
                    }

                    @Override
                    public void onBinary(WebSocket socket, byte[] data) {
                        recorder.heard("binary", socket);
                    }

                    @Override
                    public void onPong(WebSocket socket, byte[] data) {
                        recorder.heard("pong", socket);
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        recorder.heard("error", socket);
                    }

                    @Override
                    public void onClose(WebSocket socket, CloseStatus status) {
                        recorder.heard("close", socket);
                    }
                },
                builder -> builder.gate(request -> {
                            recorder.heard("gate", null);
                            return Optional.empty();
                        })
                        .http(request -> {
                            recorder.heard("http", null);
                            return HttpResponse.text(200, "");
                        }));
        try (RawClient plain = connect(server)) {
            plain.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(plain.readAnswer().status()).isEqualTo(200);
        }
        expectOffLoop(recorder, "gate", "http");
        WebSocketTestClient client = client(server, 4096);
        expectOffLoop(recorder, "gate");
        WebSocket socket = recorder.nextOpen();
        client.send("x");
        client.send(new byte[1]);
        client.send(Opcode.PONG, new byte[1]);
        expectOffLoop(recorder, "text", "error", "binary", "pong");

        int messages = fill(server, socket, 32 << 10, 600_000);
        socket.drained().thenRun(() -> recorder.heard("drained()", socket));
        for (int i = 0; i < messages; i++) {
            client.expect(Opcode.BINARY);
        }
        expectOffLoop(recorder, "drained()");
        client.sendClose(1000, "");
        expectOffLoop(recorder, "close", "closed()");
    }

    private static void expectOffLoop(Recorder recorder, String... events) throws InterruptedException {
        for (String what : events) {
            Recorder.Event event = recorder.nextEvent();
            assertThat(event.what()).isEqualTo(what);
            assertThat(event.thread().isVirtual()).as(what).isTrue();
            assertThat(event.thread().getName()).as(what).doesNotStartWith(LOOP);
        }
    }

    @Test
    void law6_aGroupsFilterIsTheOneThingThatAsksToRunOnTheLoop() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        WebSocketGroup group = server.newGroup();
        group.add(socket);
        group.send("x", member -> {
            recorder.heard("filter", member);
            return true;
        });
        assertThat(client.nextText()).isEqualTo("x");
        Recorder.Event event = recorder.nextEvent();
        assertThat(event.what()).isEqualTo("filter");
        assertThat(event.thread().getName()).startsWith(LOOP);
    }
}
