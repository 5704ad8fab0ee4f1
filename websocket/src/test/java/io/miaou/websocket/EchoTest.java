package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The JDK's own client talks to the server. */
class EchoTest {
    @Test
    void aTextMessageComesBack() throws Exception {
        WebSocketHandler echo = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send(text);
            }
        };
        try (var server = WebSocketServer.builder()
                .host("127.0.0.1")
                .port(0)
                .endpoint("/", echo)
                .build()) {
            server.start();
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            var listener = new java.net.http.WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
                    heard.add(data.toString());
                    socket.request(1);
                    return java.util.concurrent.CompletableFuture.completedFuture(null);
                }
            };
            try (var http = HttpClient.newHttpClient()) {
                var client = http.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), listener)
                        .get(10, TimeUnit.SECONDS);
                client.sendText("miaou", true).get(10, TimeUnit.SECONDS);
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("miaou");
                client.sendClose(1000, "").get(10, TimeUnit.SECONDS);
            }
        }
    }
}
