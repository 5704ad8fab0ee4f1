package io.miaou.server;

import io.miaou.server.adapter.Adapter;
import io.miaou.server.adapter.InMemoryAdapter;
import io.miaou.server.internal.LiveServer;
import io.miaou.server.internal.json.JacksonCodec;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Socket.IO server: the official clients cannot tell it from the original.
 *
 * <pre>{@code
 * try (var io = SocketIoServer.builder().port(3000).build()) {
 *     io.onConnection(socket -> socket.on("message", String.class, text -> io.emit("message", text)));
 *     io.start().awaitTermination();
 * }
 * }</pre>
 *
 * What is called on the server itself concerns its main namespace, {@code /}. Every method may be called from any thread; {@link
 * #start}, {@link #awaitTermination} and {@link #close} block and belong on no event loop.
 */
public final class SocketIoServer implements Broadcast, AutoCloseable {
    private final LiveServer live;
    private final Namespace main;

    private SocketIoServer(LiveServer live) {
        this.live = live;
        this.main = live.namespace("/");
    }

    /** Begins a server; {@link Builder#build} ends it. */
    public static Builder builder() {
        return new Builder();
    }

    // --- its life -------------------------------------------------------------------------------------------------

    /**
     * Listens and serves.
     *
     * @throws IOException when it cannot listen; the message says why and where
     * @throws IllegalStateException when it was started before
     */
    public SocketIoServer start() throws IOException {
        live.web().start();
        return this;
    }

    /** The port it listens on. */
    public int port() {
        return live.web().port();
    }

    /** The server below it: WebSocket endpoints, plain HTTP, TLS. */
    public WebSocketServer web() {
        return live.web();
    }

    /** How many Engine.IO sessions there are: connections, whatever namespaces they are in. */
    public int clientsCount() {
        return live.clientsCount();
    }

    /** Waits until the server is closed. */
    public void awaitTermination() throws InterruptedException {
        live.web().awaitTermination();
    }

    /**
     * Ends the server: sockets are disconnected ({@link DisconnectReason#SERVER_SHUTTING_DOWN}), connections closed, handlers waited for
     * up to the close timeout. The clients see their transport close, and will try again. Blocks; harmless when called again.
     */
    @Override
    public void close() {
        live.close();
    }

    // --- namespaces -----------------------------------------------------------------------------------------------

    /** The namespace of that name, made if there is none; the slash in front may be left out. */
    public Namespace of(String name) {
        return live.namespace(name);
    }

    /** All namespaces. */
    public Collection<? extends Namespace> namespaces() {
        return live.namespaces();
    }

    /** {@link Namespace#use} of the main namespace. */
    public SocketIoServer use(Middleware middleware) {
        main.use(middleware);
        return this;
    }

    /** {@link Namespace#onConnection} of the main namespace. */
    public SocketIoServer onConnection(Namespace.ConnectionHandler handler) {
        main.onConnection(handler);
        return this;
    }

    /** {@link Namespace#sockets} of the main namespace. */
    public Collection<Socket> sockets() {
        return main.sockets();
    }

    /** {@link Namespace#socket} of the main namespace. */
    public Optional<Socket> socket(String id) {
        return main.socket(id);
    }

    @Override
    public Broadcast to(String... rooms) {
        return main.to(rooms);
    }

    @Override
    public Broadcast except(String... rooms) {
        return main.except(rooms);
    }

    @Override
    public Broadcast local() {
        return main.local();
    }

    @Override
    public Broadcast asVolatile() {
        return main.asVolatile();
    }

    @Override
    public Broadcast compress(boolean compress) {
        return main.compress(compress);
    }

    @Override
    public Broadcast timeout(Duration timeout) {
        return main.timeout(timeout);
    }

    @Override
    public void emit(String event, @Nullable Object... arguments) {
        main.emit(event, arguments);
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return main.fetchSockets();
    }

    @Override
    public void socketsJoin(String... rooms) {
        main.socketsJoin(rooms);
    }

    @Override
    public void socketsLeave(String... rooms) {
        main.socketsLeave(rooms);
    }

    @Override
    public void disconnectSockets(boolean close) {
        main.disconnectSockets(close);
    }

    /** Says how a server differs from the default. One thread at a time. */
    public static final class Builder {
        private ServerOptions.Builder web = WebSocketServer.builder().port(3000);
        private EngineOptions.Builder engine = EngineOptions.builder().path("/socket.io");
        private SocketLimits.Builder limits = new SocketLimits.Builder();
        private boolean inline;
        private boolean serveClient = true;
        private Adapter.Factory adapters = InMemoryAdapter::new;
        private @Nullable ArgumentCodec codec;
        private @Nullable JsonMapper mapper;

        Builder() {}

        /** The port; 0 for any that is free; 3000. */
        public Builder port(int number) {
            web.port(number);
            return this;
        }

        /** The name or address to listen on; all of this computer's by default. */
        public Builder host(String name) {
            web.host(name);
            return this;
        }

        /** The path; {@code /socket.io}. */
        public Builder path(String value) {
            engine.path(value);
            return this;
        }

        /** Which pages of other origins may come. */
        public Builder cors(UnaryOperator<CorsOptions.Builder> change) {
            engine.cors(change.apply(CorsOptions.builder()).build());
            return this;
        }

        /** What concerns connections: transports, heartbeat, sizes, cookies, checks of requests. */
        public Builder engine(UnaryOperator<EngineOptions.Builder> change) {
            engine = change.apply(engine);
            return this;
        }

        /** What clients and handlers may take. */
        public Builder limits(UnaryOperator<SocketLimits.Builder> change) {
            limits = change.apply(limits);
            return this;
        }

        /** What concerns the port: TLS, WebSocket endpoints and plain HTTP beside Socket.IO, event loops, proxies. */
        public Builder web(UnaryOperator<ServerOptions.Builder> change) {
            web = change.apply(web);
            return this;
        }

        /** Calls handlers on the event loops instead of virtual threads: faster, but they must never block. */
        public Builder inline() {
            this.inline = true;
            return this;
        }

        /** Whether the official client's bundles are served below the path, as {@code /socket.io/socket.io.js}; they are. */
        public Builder serveClient(boolean serve) {
            this.serveClient = serve;
            return this;
        }

        /** How namespaces reach other servers; by default there are none. */
        public Builder adapter(Adapter.Factory factory) {
            this.adapters = factory;
            return this;
        }

        /** Binds arguments with this mapper's settings. */
        public Builder json(JsonMapper settings) {
            this.mapper = settings;
            return this;
        }

        /** Binds arguments in another way than Jackson's. */
        public Builder codec(ArgumentCodec other) {
            this.codec = other;
            return this;
        }

        /**
         * The server, not started yet.
         *
         * @throws IllegalArgumentException when an option is out of range; the message names it
         */
        public SocketIoServer build() {
            SocketLimits allowed = limits.build();
            ArgumentCodec binding = codec == null ? new JacksonCodec(mapper, allowed.packets()) : codec;
            return new SocketIoServer(
                    new LiveServer(web, engine.build(), allowed, binding, inline, serveClient, adapters));
        }
    }
}
