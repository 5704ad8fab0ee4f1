package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.Side;
import io.miaou.protocol.websocket.Violation;
import io.miaou.protocol.websocket.WebSocketMachine;
import io.miaou.websocket.SlowConsumerPolicy;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.http.HttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection of an application after the upgrade: what the machine finds goes to the mailbox (or straight to an
 * inline handler), what it wants said goes to the outbox.
 *
 * <p>The loop's thread only, but for what the mailbox calls where there is one, for {@link #latency}, and for
 * what never changes: {@link #policy}, {@link #socket()}, {@link #owner()}, and {@link #outbox()} as far as that allows.
 */
final class WebSocketChannel extends MachineChannel implements Mailbox.Reader<Delivery> {
    private static final Violation BUDGET_SPENT =
            new Violation(CloseCode.TRY_AGAIN_LATER, "the budget for waiting messages is spent", "inboundBudget");

    private final ConnectionOwner owner;
    private final WebSocketHandler handler;
    private final LiveWebSocket socket;
    private final @Nullable Inbox<Delivery> mailbox; // null for an inline handler
    private final @Nullable ConnectionDeflate deflate; // when compression was agreed on
    private @Nullable Memberships memberships; // from the first on
    private boolean closeDelivered;
    private volatile long latency = -1;

    WebSocketChannel(
            ConnectionOwner owner,
            Loop loop,
            Channel channel,
            WebSocketHandler handler,
            boolean inline,
            HttpRequest request,
            Optional<String> subprotocol,
            @Nullable ConnectionDeflate deflate) {
        super(loop, channel, owner.settings(), deflate);
        this.owner = owner;
        this.handler = handler;
        this.socket = new LiveWebSocket(request, subprotocol, this);
        this.deflate = deflate;
        this.mailbox = inline ? null : owner.inbox(this);
    }

    // --- input ----------------------------------------------------------------------------------------------------

    /** Opens: the handler hears of it, then of what came behind the handshake. */
    void open(@Nullable ByteBuf behindHandshake) {
        owner.handlerBegins();
        deliver(new Delivery.Open());
        begin(behindHandshake);
    }

    @Override
    void afterReceive() {
        long measured = machine.latency();
        if (measured != latency) {
            latency = measured;
            settings.metrics().pongReceived(measured);
        }
    }

    /** The handler has worked down what waited. */
    void handlerCaughtUp() {
        held = false;
        resume();
    }

    // --- what the machine finds -----------------------------------------------------------------------------------

    @Override
    public void text(byte[] utf8) {
        deliver(new Delivery.Text(utf8));
    }

    @Override
    public void binary(byte[] data) {
        deliver(new Delivery.Binary(data));
    }

    @Override
    public void pong(byte[] data) {
        deliver(new Delivery.Pong(data));
    }

    @Override
    public void closeRequested(CloseStatus status) {
        deliverClose(status);
    }

    @Override
    public void transmit(Opcode opcode, byte[] payload) {
        super.transmit(opcode, payload);
        if (opcode == Opcode.CLOSE) {
            socket.noLongerOpen();
        }
    }

    @Override
    public void violated(Violation violation) {
        owner.violation(socket, violation);
    }

    @Override
    public void finish(CloseStatus status, WebSocketMachine.Ending ending) {
        socket.noLongerOpen();
        memberships().end();
        dropUnread();
        deliverClose(status);
        owner.finished(status);
        endChannel(ending);
        if (deflate != null) {
            deflate.end();
        }
    }

    // --- the handler ----------------------------------------------------------------------------------------------

    private void deliverClose(CloseStatus status) {
        if (!closeDelivered) {
            closeDelivered = true;
            deliver(new Delivery.Close(status));
        }
    }

    private void deliver(Delivery delivery) {
        if (mailbox == null) {
            hear(delivery);
            if (outbox.muchInFlight()) {
                held = true; // until what it sent was written and flushed: queued before the second hop
                loop.enqueue(() -> loop.enqueue(this, this::handlerCaughtUp));
            }
        } else if (!settings.inboundBudget().tryReserve(delivery.weight())) {
            machine.fail(BUDGET_SPENT);
            return;
        } else if (mailbox.offer(delivery)) {
            settings.metrics().limitHit("inboundQueue");
            held = true;
        }
        delivered(delivery.weight());
    }

    @Override
    public void read(Delivery delivery) {
        hear(delivery);
        settings.inboundBudget().release(delivery.weight());
    }

    @Override
    public void halfEmpty() {
        loop.execute(this, this::handlerCaughtUp);
    }

    /** Calls the handler: on a virtual thread, or on the loop when it is inline. */
    private void hear(Delivery delivery) {
        delivery.tell(handler, socket, settings.metrics());
        if (delivery instanceof Delivery.Close close) {
            socket.noLongerOpen();
            loop.enqueue(this, machine::confirmClose); // behind what the handler sent
            socket.ended(close.status());
            owner.handlerEnded();
        }
    }

    // --- output ---------------------------------------------------------------------------------------------------

    Outbox outbox() {
        return outbox;
    }

    /** Bytes on the wire of a message so long. Any thread. */
    int encodedLength(int payloadLength) {
        return settings.encoder().encodedLength(payloadLength);
    }

    SlowConsumerPolicy policy() {
        return settings.slowConsumers();
    }

    long latency() {
        return latency;
    }

    boolean isClientSide() {
        return settings.side() == Side.CLIENT;
    }

    LiveWebSocket socket() {
        return socket;
    }

    ConnectionOwner owner() {
        return owner;
    }

    /** The compression that was agreed on. Any thread may ask for it. */
    @Nullable
    ConnectionDeflate deflate() {
        return deflate;
    }

    /** Whether a message may still be sent. */
    boolean maySend() {
        return machine.maySend();
    }

    /** A message found no room, and nothing is to be left out. */
    void giveUp(Outbox.Room room) {
        if (machine.state() != WebSocketMachine.State.CLOSED) {
            machine.transportFailed(owner.noRoom(socket, room, outbox.bufferedBytes()));
        }
    }

    void close(CloseStatus status) {
        machine.close(status, loop.now());
        resume(); // the handler hears no more messages: what is left of them stands before the peer's close frame
        remind();
    }

    void terminate(String reason) {
        machine.transportFailed(reason);
    }

    void whenDrained(CompletableFuture<Void> waiter) {
        if (machine.state() == WebSocketMachine.State.CLOSED) {
            Callbacks.complete(waiter);
        } else {
            outbox.whenBelowHalf(waiter);
        }
    }

    // --- groups ---------------------------------------------------------------------------------------------------

    Memberships memberships() {
        if (memberships == null) {
            memberships = new Memberships();
        }
        return memberships;
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    void writeTimedOut() {
        owner.writeTimeout(socket);
    }

    @Override
    void shutDown() {
        close(owner.goingAway());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
