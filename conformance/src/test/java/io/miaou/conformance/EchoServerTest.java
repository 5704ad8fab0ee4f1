package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The echo server, seen by the JDK's own WebSocket client. */
class EchoServerTest {
    private final HttpClient jdk = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private EchoServer server;

    @BeforeEach
    void start() throws IOException {
        server = EchoServer.start("127.0.0.1", 0, false);
    }

    @AfterEach
    void close() {
        server.close();
        jdk.close();
    }

    @Test
    void textComesBackAsText() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = connect(listener);
        socket.sendText("déjà ", false).join();
        socket.sendText("vu 🐈", true).join();
        assertThat(listener.next()).isEqualTo("déjà vu 🐈");
        socket.sendText("", true).join();
        assertThat(listener.next()).isEqualTo("");
        socket.abort();
    }

    @Test
    void aBinaryMessageOfSixteenMebibytesComesBackAsItWent() throws Exception {
        byte[] data = new byte[EchoServer.MAX_MESSAGE_SIZE];
        new Random(6455).nextBytes(data);
        Listener listener = new Listener();
        WebSocket socket = connect(listener);
        socket.sendBinary(ByteBuffer.wrap(data), true).join();
        assertThat(listener.next()).isEqualTo(data);
        socket.abort();
    }

    @Test
    void aMessageOfOneByteMoreIsClosedWith1009() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = connect(listener);
        var _ = socket.sendBinary(ByteBuffer.allocate(EchoServer.MAX_MESSAGE_SIZE + 1), true);
        assertThat(listener.next()).isEqualTo(1009);
        socket.abort();
    }

    @Test
    void aPageOfAnyOriginMayConnect() throws Exception {
        Listener listener = new Listener();
        WebSocket socket = jdk.newWebSocketBuilder()
                .header("Origin", "https://elsewhere.example")
                .buildAsync(address(), listener)
                .join();
        socket.sendText("hello", true).join();
        assertThat(listener.next()).isEqualTo("hello");
        socket.abort();
    }

    private WebSocket connect(Listener listener) {
        return jdk.newWebSocketBuilder().buildAsync(address(), listener).join();
    }

    private URI address() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/");
    }

    /** Puts messages together; called by one thread at a time. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        /** The next message, or the code of the close. */
        @Nullable
        Object next() throws InterruptedException {
            return heard.poll(Transcript.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            binary.writeBytes(part);
            if (last) {
                heard.add(binary.toByteArray());
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add(code);
            return null;
        }
    }
}
