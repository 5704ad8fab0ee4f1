package io.miaou.examples;

import io.miaou.examples.Pair.ChatMessage;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server of the {@link Pair}: {@code ./miaou example pair server [--port N]}, port 8080.
 *
 * <p>What the protocol's pitfalls ask for: a client that vanished is found by pings and leaves like any other (heartbeat); leaving
 * is heard once, whatever its way (close); a slow handler delays its own client alone (threads); what is no message is
 * logged, and the connection stays (validation). The name is the one of the join frame; what a message frame says does
 * not count.
 */
final class PairServer implements WebSocketHandler {
    private static final String WELCOME = "Welcome! Please identify yourself.";
    private static final JsonMapper JSON = JsonMapper.shared();

    private @Nullable WebSocketGroup everybody; // set before the server starts

    private PairServer() {}

    static void main(String[] options) throws Exception {
        PairServer chat = new PairServer();
        WebSocketServer server = WebSocketServer.builder()
                .port(Serving.port(options, 8080))
                .allowedOrigins("*") // nothing here depends on who the visitor of a page is
                .heartbeat(Duration.ofSeconds(30), 2)
                .endpoint("/", chat)
                .build();
        chat.everybody = server.newGroup();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        server.start();
        System.out.println("WebSocket server running on ws://localhost:" + server.port());
        server.awaitTermination();
    }

    @Override
    public void onOpen(WebSocket socket) {
        System.out.println("New client connected");
        socket.send(system(WELCOME));
        group().add(socket);
    }

    @Override
    public void onText(WebSocket socket, String text) {
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (JacksonException notJson) {
            System.err.println("Invalid message: it is no JSON");
            return;
        }
        String type = frame.path("type").asString("");
        String username = frame.path("username").asString("");
        switch (type) {
            case "join" -> join(socket, username);
            case "message" -> say(socket, frame.path("content").asString(""));
            case "leave" -> leave(socket);
            default -> System.err.println("Invalid message: no type that is known");
        }
    }

    private void join(WebSocket socket, String username) {
        if (username.isBlank()) {
            System.err.println("Invalid message: a join without a username");
            return;
        }
        socket.attach(username);
        System.out.println(Serving.oneLine(username) + " joined");
        group().send(system(username + " has joined the chat"));
    }

    private void say(WebSocket socket, String content) {
        String username = socket.attachment() instanceof String name ? name : "Anonymous";
        System.out.println(Serving.oneLine(username + ": " + content));
        group().send(frame(username, content));
    }

    private void leave(WebSocket socket) {
        if (socket.attachment() instanceof String username) {
            socket.attach(null);
            System.out.println(Serving.oneLine(username) + " disconnected");
            group().send(system(username + " has left the chat"));
        }
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        leave(socket);
    }

    private WebSocketGroup group() {
        return Objects.requireNonNull(everybody);
    }

    private static String system(String content) {
        return frame("System", content);
    }

    private static String frame(String username, String content) {
        return JSON.writeValueAsString(new ChatMessage("message", username, content, System.currentTimeMillis()));
    }
}
