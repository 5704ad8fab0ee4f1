package io.miaou.server.engine;

import io.miaou.server.EngineOptions;
import io.miaou.server.internal.engine.EngineMount;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import io.miaou.websocket.internal.Mounts;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A server of Engine.IO 4 without Socket.IO: sessions that begin on long polling or WebSocket and change over by themselves.
 *
 * <pre>{@code
 * try (var server = EngineServer.builder(new Echo()).port(3000).build()) {
 *     server.start().awaitTermination();
 * }
 * }</pre>
 *
 * Every method may be called from any thread; {@link #start}, {@link #awaitTermination} and {@link #close} block and belong on
 * no event loop.
 */
public final class EngineServer implements AutoCloseable {
    private final EngineOptions options;
    private final EngineHandler handler;
    private final boolean inline;
    private final EngineMount mount;
    private final WebSocketServer server;

    private EngineServer(Builder builder) {
        this.options = builder.engine.build();
        this.handler = builder.handler;
        this.inline = builder.inline;
        this.mount = new EngineMount(options, link -> new LiveEngineSocket(this, link));
        Mounts.add(builder.server, mount);
        this.server = builder.server.build();
    }

    /** Begins a server whose sessions that handler hears. */
    public static Builder builder(EngineHandler handler) {
        return new Builder(Objects.requireNonNull(handler, "handler"));
    }

    /** Collects what a server is told. One thread at a time. */
    public static final class Builder {
        private final EngineHandler handler;
        private final EngineOptions.Builder engine = EngineOptions.builder();
        private final ServerOptions.Builder server = WebSocketServer.builder();
        private boolean inline;

        private Builder(EngineHandler handler) {
            this.handler = handler;
        }

        /** The port to listen on; 0 for any free one. */
        public Builder port(int port) {
            server.port(port);
            return this;
        }

        /** Changes the engine's options. */
        public Builder engine(Consumer<EngineOptions.Builder> change) {
            change.accept(engine);
            return this;
        }

        /** Changes what lies below: address, TLS, limits, other paths of the port. */
        public Builder server(Consumer<ServerOptions.Builder> change) {
            change.accept(server);
            return this;
        }

        /** Has the handler run on the event loops, where it must not block. */
        public Builder inline() {
            inline = true;
            return this;
        }

        /** The server, not started. @throws IllegalArgumentException when an option is out of range */
        public EngineServer build() {
            return new EngineServer(this);
        }
    }

    /**
     * Listens and serves.
     *
     * @throws IOException when it cannot listen; the message says why and where
     * @throws IllegalStateException when it was started before
     */
    public EngineServer start() throws IOException {
        server.start();
        return this;
    }

    /** The port it listens on. @throws IllegalStateException before {@link #start} */
    public int port() {
        return server.port();
    }

    /** How many sessions there are. */
    public int clientsCount() {
        return mount.clientsCount();
    }

    /** What the engine was told. */
    public EngineOptions options() {
        return options;
    }

    EngineHandler handler() {
        return handler;
    }

    boolean isInline() {
        return inline;
    }

    EngineMount mount() {
        return mount;
    }

    /** Closes every session; what waits for clients is discarded. */
    public void closeClients() {
        mount.closeAll();
    }

    /** Waits until the server is closed. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /** Ends the server: every session is closed, then every connection. Blocks until done; harmless when called again. */
    @Override
    public void close() {
        server.close();
    }
}
