package io.miaou.websocket;

import io.miaou.websocket.internal.Mount;
import io.miaou.websocket.internal.Mounts;
import io.miaou.websocket.internal.ServerRuntime;
import java.io.IOException;
import java.util.List;

/**
 * A WebSocket server for applications, with plain HTTP on the same port.
 *
 * <pre>{@code
 * try (var server = WebSocketServer.builder().port(8080).endpoint("/chat", new ChatHandler()).build()) {
 *     server.start().awaitTermination();
 * }
 * }</pre>
 *
 * Every method may be called from any thread; {@link #start}, {@link #awaitTermination} and {@link #close} block and belong on
 * no event loop.
 */
public final class WebSocketServer implements AutoCloseable {
    static {
        Mounts.open(new Mounts.Access() {
            @Override
            public void add(ServerOptions.Builder builder, Mount mount) {
                builder.mounts.add(mount);
            }

            @Override
            public ServerRuntime runtime(WebSocketServer server) {
                return server.runtime;
            }
        });
    }

    private final ServerOptions options;
    final ServerRuntime runtime;

    WebSocketServer(ServerOptions options, List<Mount> mounts) {
        this.options = options;
        this.runtime = new ServerRuntime(options, mounts);
    }

    /** Begins a server; {@link ServerOptions.Builder#build} ends it. */
    public static ServerOptions.Builder builder() {
        return new ServerOptions.Builder();
    }

    /**
     * Listens and serves.
     *
     * @throws IOException when it cannot listen: the port is taken, the address is not this computer's, or the process may
     *     not; or a file of the TLS certificates cannot be used; the message says which and where
     * @throws IllegalStateException when it was started before
     */
    public WebSocketServer start() throws IOException {
        runtime.start();
        return this;
    }

    /** What the server was told. */
    public ServerOptions options() {
        return options;
    }

    /**
     * The port it listens on.
     *
     * @throws IllegalStateException before {@link #start}
     */
    public int port() {
        return runtime.port();
    }

    /**
     * Reads the files of the TLS certificates again: new connections get the new ones, those that are there keep theirs. To be
     * called when the files were renewed; blocks.
     *
     * @throws IOException when a file is missing or broken; the message says which and how, and the old certificates stay in
     *     force
     * @throws IllegalStateException when the server speaks no TLS, was not started, or was given an {@code SSLContext}
     */
    public void reloadTls() throws IOException {
        runtime.reloadTls();
    }

    /** How many connections there are, HTTP and WebSocket. */
    public int connections() {
        return runtime.connections();
    }

    /** A new set of connections to send to together. */
    public WebSocketGroup newGroup() {
        return runtime.newGroup();
    }

    /** Waits until the server is closed. */
    public void awaitTermination() throws InterruptedException {
        runtime.awaitTermination();
    }

    /**
     * Ends the server: it stops accepting, tells every WebSocket 1001, lets requests and handlers finish, and breaks off
     * what is left after the close timeout. Blocks until done; harmless when called again.
     *
     * @throws IllegalStateException when called on an event loop, as from an inline handler
     */
    @Override
    public void close() {
        runtime.close();
    }
}
