package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OnePortTest {
    @Test
    void pageScriptSocketIoAndWebSocketAreOnOnePortAndInOneConversation() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocketHandler ear = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                heard.add(text);
            }
        };
        try (ExampleProcess server = ExampleProcess.serve("one-port")) {
            int port = server.port();
            assertThat(get(port, "/").body()).contains("<title>One port</title>", "/socket.io/socket.io.js");
            assertThat(get(port, "/socket.io/socket.io.js").body()).contains("Socket.IO v4");
            try (StockClient page = StockClient.connected(port);
                    WebSocketClient bare = WebSocketClient.builder("ws://localhost:" + port + "/ws")
                            .handler(ear)
                            .build()) {
                bare.connect().get(10, TimeUnit.SECONDS);
                bare.send("from a WebSocket");
                assertThat(page.next()).isEqualTo("[\"event\",\"message\",\"from a WebSocket\"]");
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("from a WebSocket");
                page.emit("\"message\",\"from a page\"");
                assertThat(page.next()).isEqualTo("[\"event\",\"message\",\"from a page\"]");
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("from a page");
            }
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + port + path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }
}
