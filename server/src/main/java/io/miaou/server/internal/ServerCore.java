package io.miaou.server.internal;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.KnownNames;
import io.miaou.protocol.socket.Packet;
import io.miaou.protocol.socket.PacketDecoder;
import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.Payload;
import io.miaou.server.ArgumentCodec;
import io.miaou.server.Namespace;
import io.miaou.server.SocketLimits;
import io.miaou.server.adapter.Adapter;
import io.miaou.websocket.internal.Budget;
import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.Mailbox;
import io.miaou.websocket.internal.MountHost;
import io.miaou.websocket.internal.RateLimitedLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a Socket.IO server share: its namespaces, its limits, its loops. Any thread, from {@link #begin} on; before
 * it, namespaces can be made.
 */
public final class ServerCore {
    static final RateLimitedLog LOG = new RateLimitedLog("io.miaou.server");

    private static final long PAUSE = 100_000; // nanoseconds between two looks at a budget that is spent

    private final SocketLimits limits;
    private final ArgumentCodec codec;
    private final boolean inline;
    private final Adapter.Factory adapters;
    private final Mailbox.Capacity capacity;
    private final PacketDecoder.Names names;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, LiveNamespace> namespaces = new ConcurrentHashMap<>();
    private volatile Map<Loop, LoopHome> homes = Map.of();
    private volatile @Nullable MountHost host;

    /** A core without loops, so far. */
    public ServerCore(SocketLimits limits, ArgumentCodec codec, boolean inline, Adapter.Factory adapters) {
        this.limits = limits;
        this.codec = codec;
        this.inline = inline;
        this.adapters = adapters;
        this.capacity = new Mailbox.Capacity(limits.inboundQueue(), limits.inboundQueueBytes());
        this.names = new PacketDecoder.Names(limits.packets(), new KnownNames(), new KnownNames());
        namespace("/");
    }

    /** The server has its loops now. */
    public void begin(MountHost newHost) {
        Map<Loop, LoopHome> fresh = new HashMap<>();
        newHost.loops().forEach(loop -> fresh.put(loop, new LoopHome(loop)));
        host = newHost;
        homes = fresh;
    }

    private MountHost host() {
        MountHost now = host;
        if (now == null) {
            throw new IllegalStateException("the server has not started: call start() first");
        }
        return now;
    }

    // --- namespaces -----------------------------------------------------------------------------------------------

    /** The namespace of that name, made if there is none; the slash in front may be left out. */
    public LiveNamespace namespace(String name) {
        String full = name.startsWith("/") ? name : "/" + name;
        return namespaces.computeIfAbsent(full, this::create);
    }

    private LiveNamespace create(String name) {
        int limit = limits.packets().maxNamespaceName();
        if (name.length() > limit || name.contains(",") || name.contains("?")) {
            throw new IllegalArgumentException("namespace \"" + name + "\": give at most " + limit
                    + " characters, no comma and no question mark, which no client could send");
        }
        LiveNamespace made = new LiveNamespace(this, name);
        made.begin(adapters.create(made));
        names.namespaces().add(name);
        return made;
    }

    @Nullable
    LiveNamespace find(String name) {
        return namespaces.get(name);
    }

    /** All namespaces. */
    public Collection<? extends Namespace> namespaces() {
        return namespaces.values();
    }

    /** Ends all sockets, as the server goes down, and the adapters. */
    public void shutDown() {
        namespaces.values().forEach(LiveNamespace::shutDown);
    }

    // --- what connections ask -------------------------------------------------------------------------------------

    SocketLimits limits() {
        return limits;
    }

    ArgumentCodec codec() {
        return codec;
    }

    boolean runsInline() {
        return inline;
    }

    Mailbox.Capacity mailboxCapacity() {
        return capacity;
    }

    /** What is sent, as its receiver will read it. */
    Arguments asReceived(Payload payload) {
        PacketDecoder decoder = new PacketDecoder(limits.packets());
        byte[] packet = PacketEncoder.event("/", Packet.Event.NO_ID, payload);
        Packet found = decoder.text(packet, 1, packet.length);
        for (byte[] attachment : payload.attachments()) {
            found = decoder.binary(attachment);
        }
        return found instanceof Packet.Event event ? event.arguments() : Arguments.NONE;
    }

    /** A name that somebody listens to will come again. */
    void learn(String event) {
        names.events().add(event);
    }

    PacketDecoder.Names names() {
        return names;
    }

    Budget inboundBudget() {
        return host().inboundBudget();
    }

    Collection<LoopHome> homes() {
        return homes.values();
    }

    LoopHome home(Loop loop) {
        LoopHome home = homes.get(loop);
        if (home == null) {
            throw new IllegalStateException("a session on a foreign loop");
        }
        return home;
    }

    boolean isOnLoop() {
        for (LoopHome home : homes.values()) {
            if (home.loop().isCurrent()) {
                return true;
            }
        }
        return false;
    }

    void handlerBegins() {
        host().handlerBegins();
    }

    void handlerEnded() {
        host().handlerEnded();
    }

    /** A client did something wrong, or too much of something. */
    void peerFault(String kind, Connection peer, String detail, String limit) {
        if (!limit.isEmpty()) {
            host().metrics().limitHit(limit);
        }
        host().peerFault(kind, peer, detail);
    }

    /** A socket's id: 20 characters of base64url, 15 random bytes. */
    String newId() {
        byte[] bytes = new byte[15];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // --- what is on its way to the loops --------------------------------------------------------------------------

    /**
     * Counts bytes that go to a loop. While all that is on its way is too much, a thread that may wait waits: the loops work it
     * down.
     *
     * @throws IllegalStateException when it has waited in vain, or is a loop and must not wait
     */
    void reserve(int bytes) {
        Budget budget = host().outboundBudget();
        if (budget.tryReserve(bytes)) {
            return;
        }
        host().metrics().limitHit("outboundBudget");
        if (!isOnLoop() && awaitRoom(budget, bytes, limits.outboundTimeout())) {
            return;
        }
        throw new IllegalStateException("too much is on its way to the clients: " + budget.taken()
                + " bytes (outboundBudget), and " + bytes + " more did not find room; send less at once, or raise it");
    }

    private static boolean awaitRoom(Budget budget, int bytes, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE);
            if (budget.tryReserve(bytes)) {
                return true;
            }
        }
        return false;
    }

    void release(int bytes) {
        host().outboundBudget().release(bytes);
    }
}
