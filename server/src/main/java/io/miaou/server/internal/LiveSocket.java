package io.miaou.server.internal;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.Packet;
import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.Payload;
import io.miaou.server.Args;
import io.miaou.server.ArgumentCodec;
import io.miaou.server.Broadcast;
import io.miaou.server.DisconnectReason;
import io.miaou.server.Event;
import io.miaou.server.Handshake;
import io.miaou.server.RemoteSocket;
import io.miaou.server.adapter.Audience;
import io.miaou.server.adapter.OutgoingEvent;
import io.miaou.server.internal.SocketListeners.Kind;
import io.miaou.websocket.internal.Mailbox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A client in a namespace. What it says passes through {@link SocketMail} to its listeners, what it is told through {@link
 * SocketEmitter} to its {@link Connection}. Any thread, but for what says otherwise.
 */
final class LiveSocket extends ListenedSocket {
    private static final byte ENTERING = 0; // its middlewares are being asked
    private static final byte CONNECTED = 1;
    private static final byte GONE = 2;

    private final LiveNamespace namespace;
    private final Connection connection;
    private final String id;
    private final @Nullable JsonSlice auth;
    private final long issued = System.currentTimeMillis();
    private final SocketMail mail = new SocketMail(this);
    private final @Nullable Mailbox<Letter> mailbox; // null on an inline server
    private volatile byte state; // written on the loop
    private volatile boolean muted; // the application has disconnected it: it hears no more events
    private boolean paused; // the loop's
    private volatile @Nullable PendingAcks acks; // from the first on
    private volatile @Nullable Map<String, Object> data; // from the first question on

    LiveSocket(LiveNamespace namespace, Connection connection, String id, @Nullable JsonSlice auth) {
        this.namespace = namespace;
        this.connection = connection;
        this.id = id;
        this.auth = auth;
        this.mailbox = core().runsInline() ? null : new Mailbox<>(core().mailboxCapacity(), mail);
    }

    // --- its life, on the loop ------------------------------------------------------------------------------------

    boolean isEntering() {
        return state == ENTERING;
    }

    /** It is in its namespace. */
    void entered(RoomShard home) {
        state = CONNECTED;
        moveIn(home);
        core().handlerBegins();
        connection.accepted(this);
        hear(new Letter.Connected());
    }

    /** The middlewares said no. */
    void refused(String message, byte @Nullable [] json) {
        if (state == ENTERING) {
            state = GONE;
            connection.refused(this, message, json);
        }
    }

    /** Leaves, and tells the client so. */
    void leaveNamespace() {
        if (state != GONE) {
            connection.transmit(Encoded.of(PacketEncoder.disconnect(namespace.name())), false);
            end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
        }
    }

    /** It is no longer in its namespace. */
    void end(DisconnectReason reason) {
        boolean wasIn = state == CONNECTED;
        if (state == GONE) {
            return;
        }
        state = GONE;
        connection.remove(this);
        if (wasIn) {
            namespace.remove(this);
            moveOut();
            hear(new Letter.Gone(reason));
        }
        PendingAcks waiting = acks;
        if (waiting != null) {
            for (PendingAck ack : waiting.end()) {
                connection.home().stop(ack);
                ack.disconnected();
            }
        }
    }

    /** An event came. */
    void onEvent(Packet.Event event, int weight) {
        if (mailbox != null && !core().inboundBudget().tryReserve(weight)) {
            core().peerFault("dropped", connection, "the budget for waiting events is spent", "inboundBudget");
            connection.disconnect();
            return;
        }
        hear(new Letter.Received(event, weight));
    }

    /** Its handlers are done with an event. On their thread. */
    void read(Letter.Received received) {
        if (mailbox != null) {
            core().inboundBudget().release(received.weight());
        }
    }

    /** An acknowledgement came; one that nobody waits for is ignored. */
    void onAck(Packet.Ack packet) {
        PendingAcks waiting = acks;
        PendingAck ack = waiting == null ? null : waiting.take(packet.id());
        if (ack != null) {
            connection.home().stop(ack);
            ack.answered(packet.arguments());
        }
    }

    /** A broadcast reaches it. */
    void deliver(Encoded packet, OutgoingEvent event, boolean isVolatile) {
        if (mail.has(Kind.ANY_OUTGOING)) {
            hear(new Letter.Sent(outgoing(event.name(), event.payload())));
        }
        connection.transmit(packet, isVolatile);
    }

    // --- what its listeners hear ----------------------------------------------------------------------------------

    /** Lets the listeners hear it in its turn. On the loop, or on any thread but then only what holds nothing back. */
    void hear(Letter letter) {
        if (mailbox == null) {
            if (connection.loop().isCurrent()) {
                mail.read(letter);
            } else {
                connection.onLoop(() -> mail.read(letter));
            }
        } else if (mailbox.offer(letter) && letter instanceof Letter.Received) {
            pauseOnce();
        }
    }

    private void pauseOnce() {
        if (!paused) {
            paused = true;
            connection.pause();
        }
    }

    /** The mailbox has been worked down to half. On the loop. */
    void caughtUp() {
        if (paused) {
            paused = false;
            connection.resume();
        }
    }

    /** Tells those who hear what is sent to it, on the sender's thread. */
    void tellOutgoing(String name, Payload payload) {
        if (mail.has(Kind.ANY_OUTGOING)) {
            mail.tellSent(outgoing(name, payload));
        }
    }

    private Event outgoing(String name, Payload payload) {
        return new Event(name, new Args(core().asReceived(payload), codec()), LiveAck.None.INSTANCE);
    }

    boolean isMuted() {
        return muted;
    }

    static String loggable(String name) {
        return HttpSyntax.quote(name);
    }

    // --- what it is -----------------------------------------------------------------------------------------------

    ServerCore core() {
        return connection.core();
    }

    ArgumentCodec codec() {
        return core().codec();
    }

    @Override
    LiveSocket self() {
        return this;
    }

    @Override
    SocketMail mail() {
        return mail;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public LiveNamespace namespace() {
        return namespace;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Handshake handshake() {
        return Handshakes.of(connection.request(), auth, issued, codec());
    }

    @Override
    public Map<String, Object> data() {
        Map<String, Object> now = data;
        if (now == null) {
            synchronized (this) {
                now = data;
                if (now == null) {
                    now = new ConcurrentHashMap<>(2);
                    data = now;
                }
            }
        }
        return now;
    }

    @Override
    public boolean isConnected() {
        return state == CONNECTED;
    }

    @Override
    boolean isGone() {
        return state == GONE;
    }

    @Override
    int maxRooms() {
        return core().limits().maxRoomsPerSocket();
    }

    @Override
    int maxRoomName() {
        return core().limits().maxRoomName();
    }

    @Override
    void onLoop(Runnable task) {
        connection.onLoop(task);
    }

    /** What there is to know of it now. */
    RemoteSocket snapshot() {
        Map<String, Object> known = data;
        return new Snapshot(this, rooms(), known == null ? Map.of() : Map.copyOf(known));
    }

    PendingAcks acks() {
        PendingAcks now = acks;
        if (now == null) {
            synchronized (this) {
                now = acks;
                if (now == null) {
                    now = new PendingAcks(core().limits().maxPendingAcks());
                    acks = now;
                    if (state == GONE) {
                        now.end();
                    }
                }
            }
        }
        return now;
    }

    @Override
    public void disconnect(boolean close) {
        muted = true;
        connection.onLoop(() -> disconnectNow(close));
    }

    /** The same on the loop. */
    void disconnectNow(boolean close) {
        muted = true;
        if (close) {
            connection.disconnect();
        } else {
            leaveNamespace();
        }
    }

    @Override
    public Broadcast broadcast() {
        return new LiveBroadcast(namespace, new Audience(List.of(), List.of(id), false, false, true, null));
    }

    @Override
    public String toString() {
        return "socket " + id + " of " + namespace.name();
    }
}
