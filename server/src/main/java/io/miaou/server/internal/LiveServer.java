package io.miaou.server.internal;

import io.miaou.server.ArgumentCodec;
import io.miaou.server.EngineOptions;
import io.miaou.server.Namespace;
import io.miaou.server.SocketLimits;
import io.miaou.server.adapter.Adapter;
import io.miaou.server.internal.engine.EngineAcceptor;
import io.miaou.server.internal.engine.EngineLink;
import io.miaou.server.internal.engine.EngineListener;
import io.miaou.server.internal.engine.EngineMount;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import io.miaou.websocket.internal.MountHost;
import io.miaou.websocket.internal.Mounts;
import java.util.Collection;

/** A Socket.IO server put together: the core, the Engine.IO below it, the WebSocket server below that. Any thread. */
public final class LiveServer {
    private final ServerCore core;
    private final EngineMount engine;
    private final WebSocketServer web;

    /** Puts it together; nothing listens yet. */
    public LiveServer(
            ServerOptions.Builder webOptions,
            EngineOptions engineOptions,
            SocketLimits limits,
            ArgumentCodec codec,
            boolean inline,
            boolean serveClient,
            Adapter.Factory adapters) {
        this.core = new ServerCore(limits, codec, inline, adapters);
        this.engine = new EngineMount(engineOptions, new Entrance(core));
        if (serveClient) {
            Mounts.add(
                    webOptions, new ClientBundles(engineOptions.prefix())); // asked before the engine, which claims all
        }
        Mounts.add(webOptions, engine);
        this.web = webOptions.build();
    }

    private record Entrance(ServerCore core) implements EngineAcceptor {
        @Override
        public void begin(MountHost host) {
            core.begin(host);
        }

        @Override
        public EngineListener onOpen(EngineLink link) {
            return new Connection(core, link);
        }
    }

    /** The server below. */
    public WebSocketServer web() {
        return web;
    }

    /** How many sessions there are. */
    public int clientsCount() {
        return engine.clientsCount();
    }

    /** The namespace of that name, made if there is none. */
    public Namespace namespace(String name) {
        return core.namespace(name);
    }

    /** All namespaces. */
    public Collection<? extends Namespace> namespaces() {
        return core.namespaces();
    }

    /** Ends it; blocks. */
    public void close() {
        core.shutDown();
        web.close();
    }
}
