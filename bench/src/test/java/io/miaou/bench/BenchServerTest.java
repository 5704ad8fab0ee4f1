package io.miaou.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What load generators rely on. */
class BenchServerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textWithAnEComesBackAndTextWithABGoesToAll(boolean inline) throws Exception {
        try (BenchServer server = BenchServer.start("127.0.0.1", 0, inline, 2, Transport.AUTO);
                HttpClient jdk = HttpClient.newHttpClient()) {
            Ear first = new Ear();
            Ear second = new Ear();
            WebSocket one = connect(jdk, server, first);
            WebSocket other = connect(jdk, server, second);
            one.sendText("e1", true).join();
            other.sendText("e2", true).join();
            assertThat(first.next()).isEqualTo("e1");
            assertThat(second.next()).isEqualTo("e2"); // both are members now
            one.sendText("?", true).join();
            one.sendText("B3", true).join();
            assertThat(first.next()).isEqualTo("B3");
            assertThat(second.next()).isEqualTo("B3");
            one.abort();
            other.abort();
        }
    }

    private static WebSocket connect(HttpClient jdk, BenchServer server, Ear ear) {
        return jdk.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), ear)
                .join();
    }

    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }

        @Nullable
        String next() throws InterruptedException {
            return heard.poll(10, TimeUnit.SECONDS);
        }
    }
}
