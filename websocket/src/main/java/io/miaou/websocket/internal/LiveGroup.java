package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A group, kept as one list of members for each loop, which only that loop touches: no lock stands on the way of a
 * broadcast. Any thread may call it.
 */
final class LiveGroup implements WebSocketGroup {
    private final ServerRuntime server;
    private final Map<Loop, Shard> shards = new ConcurrentHashMap<>();

    LiveGroup(ServerRuntime server) {
        this.server = server;
    }

    /** The members on one loop. The loop's thread only, but for what is volatile. */
    private static final class Shard {
        private final List<Membership> members = new ArrayList<>();
        private volatile int size;

        /** Members that take what was compressed for all, those on their way in among them. Any thread. */
        private final AtomicInteger takers = new AtomicInteger();

        void expect(WebSocketChannel channel) {
            count(channel, 1);
        }

        void forget(WebSocketChannel channel) {
            count(channel, -1);
        }

        private void count(WebSocketChannel channel, int change) {
            ConnectionDeflate deflate = channel.deflate();
            if (deflate != null && deflate.suitsAll()) {
                takers.addAndGet(change);
            }
        }

        void sized() {
            size = members.size();
        }
    }

    /** One connection's place in one group. The loop's thread only. */
    static final class Membership {
        private final LiveGroup group;
        private final Shard shard;
        private final WebSocketChannel channel;
        private int index;

        private Membership(LiveGroup group, Shard shard, WebSocketChannel channel) {
            this.group = group;
            this.shard = shard;
            this.channel = channel;
        }

        LiveGroup group() {
            return group;
        }

        /** Takes the connection out of the group; the last member moves into its place. */
        void leave() {
            Membership last = shard.members.removeLast();
            if (last != this) {
                shard.members.set(index, last);
                last.index = index;
            }
            shard.sized();
            shard.forget(channel);
        }
    }

    @Override
    public void add(WebSocket socket) {
        WebSocketChannel channel = channelOf(socket);
        // Made and counted here: a broadcast that the same thread sends next must find both.
        Shard shard = shards.computeIfAbsent(channel.loop, loop -> new Shard());
        shard.expect(channel);
        channel.loop.enqueue(channel, () -> enter(shard, channel));
    }

    private void enter(Shard shard, WebSocketChannel channel) {
        Membership membership = new Membership(this, shard, channel);
        if (channel.memberships().in(this) != null || !channel.memberships().add(membership)) {
            shard.forget(channel);
            return;
        }
        membership.index = shard.members.size();
        shard.members.add(membership);
        shard.sized();
    }

    @Override
    public void remove(WebSocket socket) {
        WebSocketChannel channel = channelOf(socket);
        channel.loop.enqueue(channel, () -> {
            Membership membership = channel.memberships().in(this);
            if (membership != null) {
                channel.memberships().remove(membership);
                membership.leave();
            }
        });
    }

    @Override
    public void send(String text, Predicate<? super WebSocket> filter) {
        broadcast(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8), filter);
    }

    @Override
    public void send(byte[] data, Predicate<? super WebSocket> filter) {
        broadcast(Opcode.BINARY, data, filter);
    }

    /** Frames once, on the caller's thread; each loop that has members gets one task and one reference. */
    private void broadcast(Opcode opcode, byte[] payload, Predicate<? super WebSocket> filter) {
        byte[] compressed = isCompressionWanted() ? server.deflation().compressForAll(payload) : null;
        SharedFrame frame = SharedFrame.of(opcode, payload, compressed);
        shards.forEach((loop, shard) -> {
            frame.retain();
            if (!loop.enqueue(() -> deliver(shard, frame, filter))) {
                frame.release();
            }
        });
        frame.release();
    }

    private boolean isCompressionWanted() {
        for (Shard shard : shards.values()) {
            if (shard.takers.get() > 0) {
                return true;
            }
        }
        return false;
    }

    private static void deliver(Shard shard, SharedFrame frame, Predicate<? super WebSocket> filter) {
        try {
            // A slow member that is given up leaves the list while we walk it: from the end, nobody is missed or
            // met twice.
            for (int i = shard.members.size() - 1; i >= 0; i--) {
                WebSocketChannel channel = shard.members.get(i).channel;
                if (passes(filter, channel.socket())) {
                    Sending.writeShared(channel, frame);
                }
            }
        } finally {
            frame.release();
        }
    }

    /** A filter is our user's: what it throws is reported, and leaves out the member it was asked about. */
    private static boolean passes(Predicate<? super WebSocket> filter, LiveWebSocket socket) {
        try {
            return filter.test(socket);
        } catch (Throwable error) {
            RateLimitedLog.LOG.error("the filter of a broadcast failed at connection " + socket.id(), error);
            return false;
        }
    }

    @Override
    public int size() {
        int size = 0;
        for (Shard shard : shards.values()) {
            size += shard.size;
        }
        return size;
    }

    private WebSocketChannel channelOf(WebSocket socket) {
        if (socket instanceof LiveWebSocket live && live.channel().owner() == server) {
            return live.channel();
        }
        throw new IllegalArgumentException(
                "a group takes connections of the server that made it, not " + socket + ": make one group per server");
    }
}
