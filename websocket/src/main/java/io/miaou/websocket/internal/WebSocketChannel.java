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
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection after the upgrade: the only handler in the pipeline but TLS, and the last place where a Netty buffer is
 * seen. Bytes go to the machine, what the machine finds goes to the mailbox (or straight to an inline handler), what it
 * wants said goes to the outbox.
 *
 * <p>The loop's thread only, but for what the mailbox calls where there is one, for {@link #latency}, and for
 * what never changes: {@link #policy}, {@link #socket()}, {@link #owner()}, and {@link #outbox()} as far as that allows.
 */
final class WebSocketChannel extends LoopHandler implements WebSocketMachine.Sink, Mailbox.Reader<Delivery> {
    private static final Violation BUDGET_SPENT =
            new Violation(CloseCode.TRY_AGAIN_LATER, "the budget for waiting messages is spent", "inboundBudget");

    private final ConnectionOwner owner;
    private final Channel channel;
    private final WebSocketHandler handler;
    private final LiveWebSocket socket;
    private final WebSocketMachine machine;
    private final Outbox outbox;
    private final @Nullable Inbox<Delivery> mailbox; // null for an inline handler
    private final @Nullable ConnectionDeflate deflate; // when compression was agreed on
    private final @Nullable InboundRate rate; // when the peer has one
    private @Nullable Memberships memberships; // from the first on
    private @Nullable ByteBuf unread;
    boolean paused; // nothing is read: the handler is behind, or the peer ahead of its rate
    private boolean handlerBehind;
    private boolean inputEnded; // behind what is unread
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
        super(loop);
        this.owner = owner;
        ConnectionSettings settings = owner.settings();
        this.channel = channel;
        this.handler = handler;
        this.socket = new LiveWebSocket(request, subprotocol, this);
        this.outbox = new Outbox(this, channel, settings);
        this.deflate = deflate;
        this.rate = settings.newRate(loop.now());
        this.machine = new WebSocketMachine(settings.newDecoder(deflate), settings.times(), this, loop.now());
        this.mailbox = inline ? null : owner.inbox(this);
    }

    // --- input ----------------------------------------------------------------------------------------------------

    /** Opens: the handler hears of it, then of what came behind the handshake. */
    void open(@Nullable ByteBuf behindHandshake) {
        owner.handlerBegins();
        deliver(new Delivery.Open());
        unread = behindHandshake;
        inputEnded = inputHasEnded(channel);
        pump();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unread = Buffers.receive(unread, (ByteBuf) message, owner.settings().metrics());
        pump();
    }

    private void pump() {
        ByteBuf in = unread;
        if (in != null) {
            unread = null; // ours while the machine reads: the connection may end on the way
            receive(in);
        }
        if (inputEnded && unread == null) {
            machine.endOfInput();
        }
        remind();
    }

    private void receive(ByteBuf in) {
        try {
            ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
            int start = bytes.position();
            machine.receive(bytes, loop.now());
            in.skipBytes(bytes.position() - start);
            unread = in.isReadable() ? in.retain() : null;
        } finally {
            in.release();
        }
        long measured = machine.latency();
        if (measured != latency) {
            latency = measured;
            owner.settings().metrics().pongReceived(measured);
        }
    }

    boolean isReading() {
        return channel.config().isAutoRead();
    }

    private void pause() {
        paused = true;
        machine.pause(true, loop.now());
        channel.config().setAutoRead(false);
    }

    /** The handler has worked down what waited. */
    void handlerCaughtUp() {
        handlerBehind = false;
        resume();
    }

    /** Goes on reading, perhaps only up to the next pause, unless there is a reason not to. */
    void resume() {
        boolean ahead = rate != null && rate.holds(loop.now());
        if (!paused || ((handlerBehind || ahead) && machine.state() == WebSocketMachine.State.OPEN)) {
            return;
        }
        paused = false;
        machine.pause(false, loop.now());
        pump();
        if (!paused && channel.isActive() && machine.state() != WebSocketMachine.State.CLOSED) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            inputEnded = true;
            pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        machine.transportFailed("the connection was cut");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (isOfTheNetwork(error)) {
            RateLimitedLog.LOG.debug(socket + " failed: " + error.getMessage());
            machine.transportFailed("the connection failed");
        } else {
            failed(error);
        }
    }

    /** Something of ours went wrong: the peer is not to miss a message without knowing. */
    void failed(Throwable error) {
        RateLimitedLog.LOG.error("a bug of ours, or a lack of memory, ended " + socket, error);
        machine.transportFailed("internal error");
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
        if (opcode == Opcode.PONG) {
            outbox.pong(payload);
        } else {
            outbox.write(opcode, payload);
        }
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
        unread = Buffers.release(unread);
        deliverClose(status);
        owner.finished(status);
        switch (ending) {
            case AFTER_FLUSH -> {
                outbox.flushNow();
                owner.settings().linger(this, channel);
            }
            case NOW -> channel.close();
        }
        outbox.end();
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
                handlerBehind = true; // until what it sent was written and flushed: queued before the second hop
                loop.enqueue(() -> loop.enqueue(this, this::handlerCaughtUp));
            }
        } else if (!owner.settings().inboundBudget().tryReserve(delivery.weight())) {
            machine.fail(BUDGET_SPENT);
            return;
        } else if (mailbox.offer(delivery)) {
            owner.settings().metrics().limitHit("inboundQueue");
            handlerBehind = true;
        }
        if (rate != null && rate.isAhead(delivery.weight(), loop.now())) {
            owner.settings().metrics().limitHit("bytesPerSecond");
            pause();
        } else if (handlerBehind) {
            pause();
        }
    }

    @Override
    public void read(Delivery delivery) {
        hear(delivery);
        owner.settings().inboundBudget().release(delivery.weight());
    }

    @Override
    public void halfEmpty() {
        loop.execute(this, this::handlerCaughtUp);
    }

    /** Calls the handler: on a virtual thread, or on the loop when it is inline. */
    private void hear(Delivery delivery) {
        delivery.tell(handler, socket, owner.settings().metrics());
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
        return owner.settings().encoder().encodedLength(payloadLength);
    }

    SlowConsumerPolicy policy() {
        return owner.settings().slowConsumers();
    }

    long latency() {
        return latency;
    }

    boolean isClientSide() {
        return owner.settings().side() == Side.CLIENT;
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

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        outbox.writabilityChanged();
    }

    // --- groups ---------------------------------------------------------------------------------------------------

    Memberships memberships() {
        if (memberships == null) {
            memberships = new Memberships();
        }
        return memberships;
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private void remind() {
        long due = Math.min(machine.deadline(), outbox.deadline());
        loop.remind(this, paused && rate != null ? Math.min(due, rate.heldUntil(loop.now())) : due);
    }

    @Override
    void onDue(long now) {
        if (outbox.isStalled(now)) {
            owner.writeTimeout(socket);
            machine.transportFailed("the peer took nothing for the write timeout");
            return;
        }
        machine.onDeadline(now);
        resume();
        remind();
    }

    @Override
    void shutDown() {
        close(owner.goingAway());
    }

    @Override
    public void breakOff() {
        machine.transportFailed("this end went away");
        channel.close();
    }
}
