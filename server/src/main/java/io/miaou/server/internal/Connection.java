package io.miaou.server.internal;

import io.miaou.protocol.engine.CloseReason;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.Packet;
import io.miaou.protocol.socket.PacketDecoder;
import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.PacketViolation;
import io.miaou.server.ClientConnection;
import io.miaou.server.DisconnectReason;
import io.miaou.server.internal.engine.EngineLink;
import io.miaou.server.internal.engine.EngineListener;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's Engine.IO session and the sockets that share it, one in each namespace it has entered. The loop's thread only, but for
 * what {@link ClientConnection} offers, {@link #send} and {@link #onLoop}.
 */
final class Connection extends SocketTable implements EngineListener, ClientConnection {
    private final ServerCore core;
    private final EngineLink link;
    private final LoopHome home;
    private final PacketDecoder decoder;
    private @Nullable Deadline deadline; // until it is in a namespace, or while attachments are awaited
    private boolean entered; // a namespace, at some time
    private volatile boolean over; // written on the loop
    private short refusals;
    private short full; // mailboxes that are

    Connection(ServerCore core, EngineLink link) {
        this.core = core;
        this.link = link;
        this.home = core.home(link.loop());
        this.decoder = new PacketDecoder(core.names());
        set("connectTimeout", core.limits().connectTimeout().toNanos());
    }

    /** Closes the connection unless it is stopped before. */
    private static final class Deadline extends Wheel.Timer {
        private final Connection connection;
        private final String limit;

        Deadline(Connection connection, String limit) {
            this.connection = connection;
            this.limit = limit;
        }

        @Override
        void ring() {
            connection.tooLate(limit);
        }
    }

    private void set(String limit, long delay) {
        Deadline fresh = new Deadline(this, limit);
        deadline = fresh;
        home.set(fresh, delay);
    }

    private void stopDeadline() {
        if (deadline != null) {
            home.stop(deadline);
            deadline = null;
        }
    }

    private void tooLate(String limit) {
        core.peerFault("too late", this, limit + " is over", limit);
        close();
    }

    // --- input ----------------------------------------------------------------------------------------------------

    @Override
    public void onMessage(byte[] packet, int from, int to) {
        if (!over) {
            boolean waited = decoder.isWaiting();
            Packet found = decoder.text(packet, from, to);
            if (found != null) {
                onPacket(found, packet.length);
            } else {
                onNothing(waited);
            }
        }
    }

    @Override
    public void onBinary(byte[] data) {
        if (!over) {
            Packet found = decoder.binary(data);
            if (found != null) {
                stopDeadline();
                onPacket(found, weightOf(found, data.length));
            } else {
                onNothing(true);
            }
        }
    }

    private static int weightOf(Packet packet, int last) {
        List<byte[]> attachments =
                packet instanceof Packet.Event event ? event.arguments().attachments() : List.of();
        int weight = last;
        for (byte[] attachment : attachments) {
            weight += attachment.length;
        }
        return weight;
    }

    /** No packet is complete: attachments are to come, or the client broke a rule. */
    private void onNothing(boolean waited) {
        PacketViolation violation = decoder.violation();
        if (violation != null) {
            forceClose(violation.detail(), violation.limit());
        } else if (!entered) {
            forceClose("binary data before it has entered a namespace", "");
        } else if (!waited) {
            stopDeadline();
            set("attachmentTimeout", core.limits().attachmentTimeout().toNanos());
        }
    }

    private void onPacket(Packet packet, int weight) {
        switch (packet) {
            case Packet.Event event -> {
                LiveSocket socket = find(event.namespace());
                if (socket == null || !socket.isConnected()) {
                    forceClose("an event for a namespace that it has not entered", "");
                } else {
                    socket.onEvent(event, weight);
                }
            }
            case Packet.Ack ack -> {
                LiveSocket socket = find(ack.namespace());
                if (socket == null || !socket.isConnected()) {
                    forceClose("an acknowledgement for a namespace that it has not entered", "");
                } else {
                    socket.onAck(ack);
                }
            }
            case Packet.Connect connect -> enter(connect.namespace(), connect.data());
            case Packet.Disconnect disconnect -> {
                LiveSocket socket = find(disconnect.namespace());
                if (socket != null) {
                    socket.end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
                }
            }
            case Packet.ConnectError error -> forceClose("a packet that only servers send", "");
        }
    }

    // --- namespaces -----------------------------------------------------------------------------------------------

    private void enter(String name, @Nullable JsonSlice auth) {
        if (find(name) != null) {
            forceClose("it enters a namespace for the second time", "");
            return;
        }
        LiveNamespace namespace = core.find(name);
        if (namespace == null) {
            refuse(name, "Invalid namespace", null);
        } else if (auth != null && auth.to() - auth.from() > core.limits().maxAuthSize()) {
            core.peerFault("refused", this, "too much auth data", "maxAuthSize");
            refuse(name, "auth data is larger than " + core.limits().maxAuthSize() + " bytes", null);
        } else if (count() >= core.limits().maxNamespacesPerConnection()) {
            core.peerFault("refused", this, "too many namespaces", "maxNamespacesPerConnection");
            refuse(name, "too many namespaces", null);
        } else {
            LiveSocket socket = new LiveSocket(namespace, this, core.newId(), auth);
            put(socket);
            namespace.admit(socket);
        }
    }

    /** A socket is in its namespace: the client hears it before anything else. */
    void accepted(LiveSocket socket) {
        if (!entered) {
            entered = true;
            stopDeadline();
        }
        Encoded.of(PacketEncoder.connect(socket.namespace().name(), socket.id()))
                .sendTo(link, false);
    }

    /** The middlewares of a namespace said no. */
    void refused(LiveSocket socket, String message, byte @Nullable [] data) {
        remove(socket);
        refuse(socket.namespace().name(), message, data);
    }

    private void refuse(String namespace, String message, byte @Nullable [] data) {
        if (++refusals > core.limits().maxRefusals()) {
            forceClose("refused too often", "maxRefusals");
            return;
        }
        Encoded.of(PacketEncoder.connectError(namespace, message, data)).sendTo(link, false);
    }

    // --- output ---------------------------------------------------------------------------------------------------

    /** Sends a packet; then, in the same task, {@code behind}. False when the connection has ended. Any thread. */
    boolean send(Encoded packet, boolean isVolatile, @Nullable PendingAck behind) {
        int bytes = packet.bytes();
        core.reserve(bytes);
        boolean queued = home.loop().enqueue(() -> {
            core.release(bytes);
            transmit(packet, isVolatile);
            if (behind != null && behind.timeout != null) {
                home.set(behind, behind.timeout.toNanos());
            }
        });
        if (!queued) {
            core.release(bytes);
        }
        return queued;
    }

    /** Sends a packet now. */
    void transmit(Encoded packet, boolean isVolatile) {
        if (over) {
            return;
        }
        try {
            packet.sendTo(link, isVolatile);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    /** Runs a task on the loop, behind what was asked before; should it have a bug, this connection ends. Any thread. */
    boolean onLoop(Runnable task) {
        return home.loop().enqueue(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error bug) {
                failed(bug);
            }
        });
    }

    private void failed(Throwable bug) {
        ServerCore.LOG.error("a bug of ours, or a lack of memory, ended " + this, bug);
        link.close(true);
    }

    LoopHome home() {
        return home;
    }

    Loop loop() {
        return home.loop();
    }

    // --- back-pressure --------------------------------------------------------------------------------------------

    /** A mailbox is full: the client has to wait. */
    void pause() {
        if (full++ == 0) {
            link.pauseReading(true);
        }
    }

    /** It is no longer. */
    void resume() {
        if (--full == 0 && !over) {
            link.pauseReading(false);
        }
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /** The client broke a rule of Socket.IO. */
    private void forceClose(String detail, String limit) {
        core.peerFault("closed", this, detail, limit);
        link.close(false);
        end(DisconnectReason.FORCED_CLOSE);
    }

    /** All sockets leave, and the connection ends. */
    void disconnect() {
        for (LiveSocket socket : sockets()) {
            socket.leaveNamespace();
        }
        close();
    }

    private void close() {
        if (!over) {
            link.close(false);
            end(DisconnectReason.FORCED_SERVER_CLOSE); // unless it is over already
        }
    }

    @Override
    public void onClose(CloseReason reason, String description) {
        end(
                switch (reason) {
                    case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
                    case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
                    case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
                    case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
                    case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
                });
    }

    private void end(DisconnectReason reason) {
        if (over) {
            return;
        }
        over = true;
        stopDeadline();
        decoder.discard();
        for (LiveSocket socket : sockets()) {
            socket.end(reason);
        }
    }

    @Override
    public void onDrain() {}

    @Override
    public void onUpgrade() {}

    // --- any thread -----------------------------------------------------------------------------------------------

    ServerCore core() {
        return core;
    }

    @Override
    public String id() {
        return link.sid();
    }

    @Override
    public String transport() {
        return link.transport();
    }

    @Override
    public int protocol() {
        return link.protocol();
    }

    @Override
    public HttpRequest request() {
        return link.request();
    }

    @Override
    public boolean isOpen() {
        return !over;
    }

    @Override
    public String toString() {
        return "connection from " + request().remoteAddress();
    }
}
