package io.miaou.conformance.snippets;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.*;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.Lost;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;

@SuppressWarnings("FutureReturnValueIgnored") // what becomes of it, states tell
class Clients {
    private Clients() {}

    static void first() throws Exception {
        WebSocketHandler handler = new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                socket.send("{\"type\":\"join\",\"username\":\"Ann\"}");
            }

            @Override
            public void onText(WebSocket socket, String text) {
                System.out.println(text);
            }
        };
        WebSocketClient client =
                WebSocketClient.builder("ws://localhost:8080").handler(handler).build();
        client.connect().get();
        client.send("{\"type\":\"message\",\"content\":\"miaou\"}");
        client.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the listener of states hears how it went
    static WebSocketClient reconnecting(WebSocketHandler handler, Supplier<String> token, Logger log) {
        WebSocketClient client = WebSocketClient.builder("wss://chat.example/rooms")
                .handler(handler)
                .header("Authorization", () -> "Bearer " + token.get())
                .reconnect(r -> r.maxAttempts(5).fullJitter())
                .whileAway(q -> q.maxMessages(100))
                .onState(state -> log.info("now {}", describe(state)))
                .build();
        client.connect();
        return client;
    }

    static String describe(ClientState state) {
        return switch (state) {
            case ClientState.Idle idle -> "not begun";
            case ClientState.Connecting connecting -> "connecting, attempt " + connecting.attempt();
            case ClientState.Open open -> "open";
            case ClientState.Closing closing -> "closing";
            case ClientState.Reconnecting waiting ->
                "waiting " + waiting.delay().toSeconds() + " s: "
                        + waiting.cause().getMessage();
            case ClientState.Closed closed -> "closed with " + closed.status().code();
        };
    }

    static ClientOptions.Builder policy(ClientOptions.Builder builder) {
        return builder.reconnect(r -> r.retryIf(failure -> switch (failure) {
            case Lost lost -> lost.status().code() != 4001; // "logged in elsewhere"
            case HandshakeRefused refused -> refused.status() == 404 || Reconnection.isWorthRetrying(refused);
            default -> Reconnection.isWorthRetrying(failure);
        }));
    }

    static ClientOptions.Builder more(ClientOptions.Builder builder) throws IOException {
        return builder.tls(ClientTlsOptions.trusting(Path.of("our-authority.pem")))
                .proxy(URI.create("http://user:password@proxy.example:3128"))
                .compression(c -> c)
                .connectTimeout(Duration.ofSeconds(3))
                .heartbeat(Duration.ofSeconds(20), 2)
                .limits(l -> l.maxMessageSize(16 << 20));
    }

    static CloseStatus end(WebSocketClient client) {
        return client.closed().join().status();
    }
}
