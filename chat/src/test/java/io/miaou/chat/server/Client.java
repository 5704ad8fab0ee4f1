package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.fake.Frame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, as one that remembers what it heard. */
final class Client implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private Client(String url, @Nullable String subprotocol) throws Exception {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        if (subprotocol != null) {
            builder.subprotocols(subprotocol);
        }
        socket = builder.buildAsync(URI.create(url), this).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A connection that has had its welcome. */
    static Client open(ChatServer server) throws Exception {
        return open(server, "/", null);
    }

    static Client open(ChatServer server, String path, @Nullable String subprotocol) throws Exception {
        Client client = new Client("ws://127.0.0.1:" + server.webSocketPort() + path, subprotocol);
        assertThat(client.next().content()).isEqualTo("Welcome! Please identify yourself.");
        return client;
    }

    /** The same, and it has joined. */
    static Client join(ChatServer server, String name) throws Exception {
        Client client = open(server);
        client.send("{'type':'join','username':'" + name + "','content':'','timestamp':1763630000123}");
        client.hearsUntil("System: " + name + " has joined the chat");
        return client;
    }

    /** Sends JSON written with single quotes. */
    void send(String json) throws Exception {
        sendText(json.replace('\'', '"'));
    }

    void sendText(String text) throws Exception {
        socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void sendBinary(byte[] data) throws Exception {
        socket.sendBinary(java.nio.ByteBuffer.wrap(data), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void says(String content) throws Exception {
        send("{'type':'message','content':'" + content + "'}");
    }

    Frame next() throws InterruptedException {
        Frame frame = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("heard nothing more");
        }
        return frame;
    }

    /** The lines up to and including that one. */
    List<String> hearsUntil(String line) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(next().line());
        } while (!lines.getLast().equals(line));
        return lines;
    }

    /** What has been heard and not yet looked at. */
    List<Frame> rest() {
        List<Frame> frames = new ArrayList<>();
        heard.drainTo(frames);
        return frames;
    }

    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the connection as it should be ended. */
    void leave() throws Exception {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        closeCode();
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.add(new Frame(partial.toString()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
