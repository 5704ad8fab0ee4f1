package io.miaou.examples;

import io.miaou.examples.Pair.ChatMessage;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client of the {@link Pair}: {@code ./miaou example pair client [NAME] [ws://HOST:PORT]}.
 *
 * <p>It joins whenever a connection opens, so that it is known again after each loss; it comes back by itself, after 2, 4, 8, 16
 * and 30 seconds, and gives up then. Pings are answered below it. Ctrl+C closes the connection as the protocol asks: its own
 * close frame, then the server's.
 */
final class PairClient implements WebSocketHandler {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final String username;

    private PairClient(String username) {
        this.username = username;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the listener of states hears how it goes
    static void main(String[] words) throws Exception {
        String username = words.length > 0
                ? words[0]
                : "User" + ThreadLocalRandom.current().nextInt(1000);
        PairClient chat = new PairClient(username);
        WebSocketClient client = WebSocketClient.builder(words.length > 1 ? words[1] : "ws://localhost:8080")
                .handler(chat)
                .reconnect(r -> r.backoff(Duration.ofSeconds(1), Duration.ofSeconds(30))
                        .maxAttempts(5)
                        .retryIf(failure -> true))
                .onState(PairClient::tell)
                .build();
        System.out.println("You are logged in as: " + Serving.oneLine(username));
        System.out.println("Type a message and press Enter to send. Press Ctrl+C to exit.");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(client)));
        client.connect();
        client.closed().thenAccept(end -> System.exit(end.cause().isPresent() ? 1 : 0));
        chat.readLines(client);
    }

    private void readLines(WebSocketClient client) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = line.strip();
            if (!text.isEmpty() && !client.send(frame("message", text))) {
                System.err.println("Cannot send message: connection not open");
            }
        }
        client.close();
    }

    @Override
    public void onOpen(WebSocket socket) {
        System.out.println("Connected to chat server");
        socket.send(frame("join", ""));
    }

    @Override
    public void onText(WebSocket socket, String text) {
        try {
            JsonNode frame = JSON.readTree(text);
            Instant sent = Instant.ofEpochMilli(frame.path("timestamp").asLong(0));
            LocalTime time = LocalTime.ofInstant(sent, ZoneId.systemDefault());
            System.out.println(Serving.oneLine("[" + TIME.format(time) + "] "
                    + frame.path("username").asString("?") + ": "
                    + frame.path("content").asString("")));
        } catch (JacksonException notJson) {
            System.err.println("Invalid message from the server: it is no JSON");
        }
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        System.out.println("Disconnected from server");
    }

    private static void tell(ClientState state) {
        if (state instanceof ClientState.Reconnecting waiting) {
            System.out.println(
                    "Reconnecting in " + waiting.delay().toMillis() + "ms... (attempt " + waiting.attempt() + ")");
        } else if (state instanceof ClientState.Closed closed && closed.cause().isPresent()) {
            System.out.println("Max reconnection attempts reached. Giving up.");
        }
    }

    private static void shutDown(WebSocketClient client) {
        if (!client.closed().isDone()) {
            System.out.println("\nShutting down...");
            client.close(1000, "Normal closure");
            System.out.println("Connection closed cleanly");
            Runtime.getRuntime().halt(0); // Ctrl+C is the usual way to leave: no failure
        }
    }

    private String frame(String type, String content) {
        return JSON.writeValueAsString(new ChatMessage(type, username, content, System.currentTimeMillis()));
    }
}
