package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.websocket.internal.ClientRuntime;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A WebSocket client: one connection at a time to one server, which it rebuilds by itself if asked to.
 *
 * <pre>{@code
 * WebSocketClient client = WebSocketClient.builder("ws://localhost:8080").handler(handler).reconnect().build();
 * client.connect();
 * }</pre>
 *
 * A client connects once and closes once. Every method may be called from any thread, also from handlers; only {@link #close()}
 * may wait. Its threads, which all clients share ({@link ClientLoops}), keep the program alive until it is closed, by {@code
 * close()} or because it gave up.
 */
public final class WebSocketClient implements AutoCloseable {
    private final ClientOptions options;
    final ClientRuntime runtime;

    WebSocketClient(ClientOptions options) {
        this.options = options;
        this.runtime = new ClientRuntime(options, options.loops().group);
    }

    /**
     * Begins a client; {@link ClientOptions.Builder#build} ends it.
     *
     * @param uri {@code ws://host[:port][/path][?query]}, or {@code wss:} for TLS
     * @throws IllegalArgumentException when it is no such URI
     */
    public static ClientOptions.Builder builder(String uri) {
        return new ClientOptions.Builder(URI.create(uri));
    }

    /** Begins a client; {@link ClientOptions.Builder#build} ends it. */
    public static ClientOptions.Builder builder(URI uri) {
        return new ClientOptions.Builder(uri);
    }

    /** What the client was told. */
    public ClientOptions options() {
        return options;
    }

    /**
     * Connects.
     *
     * @return completes with the first connection when it is open, perhaps before the handler has heard {@code onOpen}. Fails
     *     with a {@link ConnectionFailure}: without reconnection when the attempt failed, with it when the client has given
     *     up, and when it was closed before
     * @throws IllegalStateException when it was called before, or the client is closed
     */
    public CompletableFuture<WebSocket> connect() {
        return runtime.connect();
    }

    /** Where the client stands; already true when listeners have yet to hear of it. */
    public ClientState state() {
        return runtime.state();
    }

    /** The connection, while there is one. */
    public Optional<WebSocket> socket() {
        return runtime.socket();
    }

    /**
     * Sends a text message over the connection, or keeps it for the next one ({@link WhileAway}).
     *
     * @return false when it was neither sent nor kept: there is no connection, or no room
     */
    public boolean send(String text) {
        return runtime.send(text);
    }

    /** Sends a binary message, of which a copy is taken; the result as of {@link #send(String)}. */
    public boolean send(byte[] data) {
        return runtime.send(data);
    }

    /** Messages that wait for a connection ({@link WhileAway}). */
    public int waiting() {
        return runtime.waiting();
    }

    /**
     * Sends a ping; {@link WebSocketHandler#onPong} hears the answer. Never kept.
     *
     * @return false when there is no connection, or no room
     * @throws IllegalArgumentException when the data is longer than 125 bytes (RFC 6455 §5.5)
     */
    public boolean ping(byte[] data) {
        return runtime.ping(data);
    }

    /** How long the last heartbeat of the connection took there and back; empty until one was answered. */
    public Optional<Duration> latency() {
        return socket().flatMap(WebSocket::latency);
    }

    /** Completes when the client is closed and its listeners have heard it; never fails. */
    public CompletableFuture<ClientState.Closed> closed() {
        return runtime.closed();
    }

    /**
     * Closes the client: the closing handshake with code 1000, and no further attempt.
     *
     * <p>Waits until all of it is gone, for the close timeout at most and then breaks off. On an event loop, and in a handler or
     * listener, it returns at once instead, because the end would wait for its caller; {@link #closed()} tells. Harmless when
     * called again.
     */
    @Override
    public void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Closes the client with another code or a reason.
     *
     * @throws IllegalArgumentException when a close frame may not carry the code (RFC 6455 §7.4), or the reason is longer than
     *     123 bytes in UTF-8
     */
    public void close(int code, String reason) {
        runtime.close(code, reason);
    }

    @Override
    public String toString() {
        return "WebSocketClient to " + options.uri() + " (" + state() + ")";
    }
}
