package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.CloseReason;
import io.miaou.protocol.engine.OutgoingPacket;
import io.miaou.protocol.engine.ServerSession;
import io.miaou.protocol.engine.SessionSink;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.FrameHandler;
import io.miaou.websocket.internal.FrameSocket;
import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.SharedFrame;
import io.miaou.websocket.internal.Timed;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A session on its loop: leads requests and frames to the machine, and its answers to the network. It is also the handler of a
 * WebSocket that began the session, and what the loop wakes at its deadlines: an idle session is this object, the machine and its
 * id. The loop's thread only, but for {@link #run} and what {@link EngineLink} says otherwise.
 */
final class EngineConnection implements EngineLink, SessionSink, FrameHandler, Timed {
    private final EngineMount mount;
    private final Loop loop;
    private final HttpRequest request;
    private final String sid;
    private final ServerSession session;
    private EngineListener listener = Unheard.INSTANCE;
    private @Nullable FrameSocket socket; // what carries the session, or probes
    private @Nullable PollingRequests polling; // null when it began on WebSocket
    private @Nullable CloseReason endedEarly; // before there was a listener
    private volatile boolean onWebSocket;
    private boolean paused;
    private boolean slow; // the client takes nothing: no close frame would reach it
    private int heapIndex = -1;
    private long due;

    EngineConnection(EngineMount mount, Visit visit, String sid) {
        this.mount = mount;
        this.loop = visit.loop;
        this.request = visit.kept();
        this.sid = sid;
        this.onWebSocket = visit.isUpgrade();
        this.session = onWebSocket
                ? ServerSession.onWebSocket(mount.times(), this, loop.now())
                : ServerSession.onPolling(mount.times(), this, loop.now());
    }

    /** Runs something of this session on its loop, behind what was handed over before; a bug ends the session alone. */
    void run(Runnable task) {
        loop.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error bug) {
                mount.log().error("a bug of ours ended " + this, bug);
                breakOff();
            }
            remind();
        });
    }

    // --- the beginning --------------------------------------------------------------------------------------------

    /** Begins on polling: the handshake's GET gets the open packet. */
    void begin(PlainVisit handshake) {
        polling = new PollingRequests(mount, this, session, handshake);
        begin();
    }

    /** Begins on the WebSocket. */
    @Override
    public void onOpen(FrameSocket opened) {
        socket = opened;
        if (!mount.add(this)) {
            opened.close(CloseCode.NO_STATUS, "");
            return;
        }
        begin();
    }

    private void begin() {
        session.open(mount.firstPackets(sid, onWebSocket));
        listener = mount.acceptor().onOpen(this);
        if (endedEarly != null) {
            listener.onClose(endedEarly, "");
        }
        remind();
    }

    // --- requests -------------------------------------------------------------------------------------------------

    /** Has a request heard on the session's loop. */
    void runPolling(Consumer<PollingRequests> action) {
        run(() -> {
            PollingRequests requests = polling;
            if (requests != null) {
                action.accept(requests);
            }
        });
    }

    ServerSession session() {
        return session;
    }

    boolean isPaused() {
        return paused;
    }

    // --- the WebSocket --------------------------------------------------------------------------------------------

    /** A WebSocket wants to take over. */
    boolean probe(FrameSocket opened) {
        if (!session.probe(loop.now())) {
            return false;
        }
        socket = opened;
        remind();
        return true;
    }

    /** Whether it is the one that speaks for the session. */
    @SuppressWarnings("ReferenceEquality") // this very one
    boolean isCarriedBy(FrameSocket other) {
        return socket == other;
    }

    @Override
    public void onText(byte[] utf8) {
        session.text(utf8, loop.now());
        remind();
    }

    @Override
    public void onBinary(byte[] data) {
        session.binary(data, loop.now());
        remind();
    }

    @Override
    public void onClose(CloseStatus status) {
        socket = null;
        switch (status.code()) {
            case CloseCode.MESSAGE_TOO_BIG ->
                session.webSocketEnded(CloseReason.TRANSPORT_ERROR, "Max payload size exceeded");
            case CloseCode.PROTOCOL_ERROR, CloseCode.INVALID_PAYLOAD, CloseCode.POLICY_VIOLATION ->
                session.webSocketEnded(CloseReason.TRANSPORT_ERROR, status.reason());
            default -> session.webSocketEnded(CloseReason.TRANSPORT_CLOSE, status.reason());
        }
    }

    @Override
    public void onWritten() {
        if (session.isOnWebSocket()) {
            listener.onDrain();
        }
    }

    // --- what the machine asks ------------------------------------------------------------------------------------

    @Override
    public void onMessage(byte[] packet, int from, int to, boolean binary) {
        if (binary) {
            listener.onBinary(packet);
        } else {
            listener.onMessage(packet, from, to);
        }
    }

    @Override
    public void answerPoll(byte[] body, boolean mayCompress) {
        PollingRequests requests = polling;
        if (requests != null) {
            requests.answerPoll(body, mayCompress);
        }
    }

    @Override
    public void transmit(OutgoingPacket packet) {
        FrameSocket carrier = socket;
        if (carrier == null) {
            return;
        }
        SharedFrame frame = packet instanceof Part part ? part.frame() : null;
        boolean written = frame != null
                ? carrier.write(frame)
                : carrier.write(packet.isBinary() ? Opcode.BINARY : Opcode.TEXT, packet.bytes());
        if (!written && carrier.isOpen()) {
            endSlow();
        }
    }

    private void endSlow() {
        slow = true;
        mount.noteSlow(this);
        session.fail("slow client");
    }

    @Override
    public void transmitControl(byte[] text) {
        FrameSocket carrier = socket;
        if (carrier != null) {
            carrier.write(Opcode.TEXT, text);
        }
    }

    @Override
    public boolean isWritable() {
        return !session.isOnWebSocket() ? session.isWritable() : socket != null && socket.isDrained();
    }

    @Override
    public void closeWebSocket(int code) {
        FrameSocket carrier = socket;
        if (carrier == null) {
            return;
        }
        if (slow) {
            carrier.terminate("slow client");
        } else {
            carrier.close(code, "");
        }
    }

    @Override
    public void closeProbe() {
        FrameSocket probing = socket;
        socket = null;
        if (probing != null) {
            probing.close(CloseCode.NO_STATUS, "");
        }
    }

    @Override
    public void upgraded() {
        onWebSocket = true;
        if (paused && socket != null) {
            socket.pauseReading(true);
        }
        listener.onUpgrade();
    }

    @Override
    public void drained() {
        listener.onDrain();
    }

    @Override
    public void closed(CloseReason reason, String description) {
        mount.remove(this);
        loop.forget(this);
        PollingRequests requests = polling;
        if (requests != null) {
            requests.hearBodyLater(); // whose POST waits for its answer, if there is one
        }
        if (listener == Unheard.INSTANCE) {
            endedEarly = reason;
        } else {
            listener.onClose(reason, description);
        }
    }

    // --- what the layer above asks --------------------------------------------------------------------------------

    @Override
    public String sid() {
        return sid;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public String transport() {
        return onWebSocket ? "websocket" : "polling";
    }

    @Override
    public int protocol() {
        return 4;
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void send(Part part, boolean isVolatile) {
        session.send(part.leaving(session.isOnWebSocket()), isVolatile);
        boundQueue();
    }

    @Override
    public void send(List<Part> parts, boolean isVolatile) {
        if (isVolatile && !isWritable()) {
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            session.send(parts.get(i).leaving(session.isOnWebSocket()), false);
        }
        boundQueue();
    }

    /** What waits for a poll is bounded as what waits for the network is. */
    private void boundQueue() {
        int packets = session.bufferedPackets();
        if (packets > mount.options().maxSendQueueMessages()
                || (packets > 1 && session.bufferedBytes() > mount.options().maxSendQueue())) {
            endSlow();
        }
    }

    @Override
    public void close(boolean discard) {
        session.close(discard, loop.now());
        remind();
    }

    @Override
    public void pauseReading(boolean pause) {
        paused = pause;
        if (session.isOnWebSocket() && socket != null) {
            socket.pauseReading(pause);
        }
        PollingRequests requests = polling;
        if (!pause && requests != null) {
            requests.hearBodyLater();
        }
    }

    @Override
    public long bufferedBytes() {
        return session.bufferedBytes() + (session.isOnWebSocket() && socket != null ? socket.pendingBytes() : 0);
    }

    @Override
    public int bufferedPackets() {
        return session.bufferedPackets() + (session.isOnWebSocket() && socket != null ? socket.pendingMessages() : 0);
    }

    @Override
    public @Nullable HttpRequest carrier() {
        PollingRequests requests = polling;
        return requests == null ? null : requests.carrier();
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private void remind() {
        loop.remind(this, session.deadline());
    }

    @Override
    public void onDeadline(long now) {
        session.onDeadline(now);
        remind();
    }

    @Override
    public void breakOff() {
        session.fail("internal error");
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void due(long nanos) {
        due = nanos;
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }

    @Override
    public String toString() {
        return "Engine.IO session on " + transport() + " of " + request.remoteAddress();
    }
}
