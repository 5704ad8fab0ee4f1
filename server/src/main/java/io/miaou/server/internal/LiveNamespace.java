package io.miaou.server.internal;

import io.miaou.protocol.socket.Packet;
import io.miaou.server.ArgumentCodec;
import io.miaou.server.Broadcast;
import io.miaou.server.DisconnectReason;
import io.miaou.server.Middleware;
import io.miaou.server.Namespace;
import io.miaou.server.RemoteSocket;
import io.miaou.server.Socket;
import io.miaou.server.adapter.Adapter;
import io.miaou.server.adapter.Audience;
import io.miaou.server.adapter.LocalSockets;
import io.miaou.server.adapter.OutgoingEvent;
import io.miaou.websocket.internal.Callbacks;
import io.miaou.websocket.internal.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A namespace. Its sockets are kept by event loop ({@link RoomShard}): what concerns many of them travels as one task to each loop,
 * through the same queue as what concerns one, so that what one thread asks for in an order happens in that order. Any thread, but
 * for {@link #admit} and {@link #accept}.
 */
public final class LiveNamespace implements Namespace, LocalSockets {
    private static final Middleware[] NO_MIDDLEWARES = {};

    private final ServerCore core;
    private final String name;
    private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<ConnectionHandler> connectionHandlers = new CopyOnWriteArrayList<>();
    private final Map<String, LiveSocket> sockets = new ConcurrentHashMap<>();
    private final Map<Loop, RoomShard> shards = new ConcurrentHashMap<>();
    private final AtomicLong ackIds = new AtomicLong();
    private final LiveBroadcast everyone = new LiveBroadcast(this, Audience.ALL);
    private volatile @Nullable Adapter adapter;

    LiveNamespace(ServerCore core, String name) {
        this.core = core;
        this.name = name;
    }

    /** It has its adapter. Once. */
    void begin(Adapter made) {
        adapter = made;
        made.init();
    }

    Adapter adapter() {
        Adapter now = adapter;
        if (now == null) {
            throw new IllegalStateException(
                    "an adapter that was made by Adapter.Factory.create used its sockets before it returned");
        }
        return now;
    }

    ArgumentCodec codec() {
        return core.codec();
    }

    /** The next number of an acknowledgement: one sequence for all sockets, as the official server has it. */
    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    // --- entry, on the socket's loop ------------------------------------------------------------------------------

    /** A client wants in. */
    void admit(LiveSocket socket) {
        Middleware[] chain = middlewares.toArray(NO_MIDDLEWARES);
        if (chain.length == 0) {
            accept(socket);
        } else {
            new Admission(socket, chain).begin();
        }
    }

    /** It is let in, if it is still there. */
    void accept(LiveSocket socket) {
        if (!socket.isEntering()) {
            return;
        }
        sockets.put(socket.id(), socket);
        RoomShard shard = shards.computeIfAbsent(socket.connection().loop(), loop -> new RoomShard());
        socket.entered(shard);
    }

    /** A socket has left. */
    void remove(LiveSocket socket) {
        sockets.remove(socket.id(), socket);
    }

    /** Tells the application of a socket, in the socket's turn. */
    void tellConnection(Socket socket) {
        for (ConnectionHandler handler : connectionHandlers) {
            try {
                handler.handle(socket);
            } catch (Throwable error) {
                ServerCore.LOG.error("a connection handler of namespace " + name + " failed", error);
            }
        }
    }

    void shutDown() {
        for (LiveSocket socket : sockets.values()) {
            socket.connection().onLoop(() -> socket.end(DisconnectReason.SERVER_SHUTTING_DOWN));
        }
        adapter().close();
    }

    // --- the sockets here -----------------------------------------------------------------------------------------

    @Override
    public String namespace() {
        return name;
    }

    @Override
    public void deliver(OutgoingEvent event, Audience audience) {
        Encoded packet = Encoded.event(name, Packet.Event.NO_ID, event.payload(), audience.compress());
        packet.share();
        Releaser releaser = new Releaser(packet);
        try {
            int bytes = packet.bytes();
            shards.forEach((loop, shard) -> {
                core.reserve(bytes);
                releaser.retain();
                boolean queued = loop.enqueue(() -> {
                    core.release(bytes);
                    deliver(shard, packet, event, audience);
                    releaser.release();
                });
                if (!queued) {
                    core.release(bytes);
                    releaser.release();
                }
            });
        } finally {
            releaser.release();
        }
    }

    /** Lets go of a shared packet when the last loop is done with it. */
    private static final class Releaser extends AtomicInteger {
        private static final long serialVersionUID = 1L;
        private final transient Encoded packet;

        Releaser(Encoded packet) {
            super(1);
            this.packet = packet;
        }

        void retain() {
            incrementAndGet();
        }

        void release() {
            if (decrementAndGet() == 0) {
                packet.release();
            }
        }
    }

    private void deliver(RoomShard shard, Encoded packet, OutgoingEvent event, Audience audience) {
        try {
            shard.forEach(audience, sockets::get, socket -> socket.deliver(packet, event, audience.isVolatile()));
        } catch (RuntimeException | Error bug) {
            ServerCore.LOG.error("a bug of ours, or a lack of memory, ended a broadcast", bug);
        }
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetch(Audience audience) {
        List<RemoteSocket> found = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<RemoteSocket>> result = new CompletableFuture<>();
        onShards(
                (loop, shard) -> shard.forEach(audience, sockets::get, socket -> found.add(socket.snapshot())),
                () -> Callbacks.complete(result, List.copyOf(found)));
        return result;
    }

    @Override
    public CompletableFuture<Set<String>> rooms() {
        Set<String> found = Collections.synchronizedSet(new HashSet<>());
        CompletableFuture<Set<String>> result = new CompletableFuture<>();
        onShards((loop, shard) -> found.addAll(shard.names()), () -> Callbacks.complete(result, Set.copyOf(found)));
        return result;
    }

    @Override
    public void join(Audience audience, List<String> rooms) {
        String[] names = rooms.toArray(String[]::new);
        onMembers(audience, socket -> socket.joinNow(names));
    }

    @Override
    public void leave(Audience audience, List<String> rooms) {
        String[] names = rooms.toArray(String[]::new);
        onMembers(audience, socket -> socket.leaveNow(names));
    }

    @Override
    public void disconnect(Audience audience, boolean close) {
        onMembers(audience, socket -> socket.disconnectNow(close));
    }

    /** Does something to every socket of an audience; it may take sockets out. */
    private void onMembers(Audience audience, Consumer<LiveSocket> action) {
        onShards(
                (loop, shard) -> {
                    List<LiveSocket> members = new ArrayList<>();
                    shard.forEach(audience, sockets::get, members::add);
                    members.forEach(action);
                },
                () -> {});
    }

    /** Visits all shards, each on its loop; then, on the last of them or here, {@code behind}. */
    private void onShards(BiConsumer<Loop, RoomShard> visit, Runnable behind) {
        AtomicInteger left = new AtomicInteger(1);
        Runnable done = () -> {
            if (left.decrementAndGet() == 0) {
                behind.run();
            }
        };
        shards.forEach((loop, shard) -> {
            left.incrementAndGet();
            boolean queued = loop.enqueue(() -> {
                try {
                    visit.accept(loop, shard);
                } catch (RuntimeException | Error bug) {
                    ServerCore.LOG.error("a bug of ours left something undone in namespace " + name, bug);
                }
                done.run();
            });
            if (!queued) {
                done.run();
            }
        });
        done.run();
    }

    // --- the application ------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public Namespace use(Middleware middleware) {
        middlewares.add(middleware);
        return this;
    }

    @Override
    public Namespace onConnection(ConnectionHandler handler) {
        connectionHandlers.add(handler);
        return this;
    }

    @Override
    public Collection<Socket> sockets() {
        return List.copyOf(sockets.values());
    }

    @Override
    public Optional<Socket> socket(String id) {
        return Optional.ofNullable(sockets.get(id));
    }

    @Override
    public Broadcast to(String... rooms) {
        return everyone.to(rooms);
    }

    @Override
    public Broadcast except(String... rooms) {
        return everyone.except(rooms);
    }

    @Override
    public Broadcast local() {
        return everyone.local();
    }

    @Override
    public Broadcast asVolatile() {
        return everyone.asVolatile();
    }

    @Override
    public Broadcast compress(boolean compress) {
        return everyone.compress(compress);
    }

    @Override
    public Broadcast timeout(Duration timeout) {
        return everyone.timeout(timeout);
    }

    @Override
    public void emit(String event, @Nullable Object... arguments) {
        everyone.emit(event, arguments);
    }

    @Override
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return everyone.fetchSockets();
    }

    @Override
    public void socketsJoin(String... rooms) {
        everyone.socketsJoin(rooms);
    }

    @Override
    public void socketsLeave(String... rooms) {
        everyone.socketsLeave(rooms);
    }

    @Override
    public void disconnectSockets(boolean close) {
        everyone.disconnectSockets(close);
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }
}
