package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.Violation;
import io.miaou.protocol.websocket.WebSocketMachine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A mounted WebSocket after the upgrade: the lean sibling of {@link WebSocketChannel}, for a handler that lives on the same
 * loop. Nothing is queued on the way, neither in (there is no mailbox) nor out (there is no task), and nothing of an
 * application hangs on it. The loop's thread only.
 */
final class FrameChannel extends LoopHandler implements WebSocketMachine.Sink, FrameSocket {
    private static final int MOST_UNFLUSHED =
            64 * 1024; // what one turn may add before the network is asked to take some
    private static final int OVERHEAD = 96; // what Netty counts for each buffer that waits

    private final MountHost server;
    private final ConnectionSettings settings;
    private final Channel channel;
    private final FrameHandler handler;
    private final InetSocketAddress client;
    private final WebSocketMachine machine;
    private final Outbox outbox;
    private final @Nullable InboundRate rate; // when the peer has one
    private @Nullable ByteBuf unread;
    private int unflushed; // bytes written since the last flush, with overhead
    private boolean receiving; // the machine reads
    private boolean paused; // nothing is read: the handler wants it so, or the peer is ahead of its rate
    private boolean held; // by the handler
    private boolean inputEnded; // behind what is unread
    private boolean writing; // a flush now is in the middle of the handler's work
    private boolean owesWritten; // the handler has not heard that its writes were taken
    private boolean asked; // the network will tell
    private boolean closeDelivered;

    /** What a mounted WebSocket is made of, once its connection is where it should be. */
    record Birth(
            ConnectionSettings settings, Loop home, FrameHandler handler, InetSocketAddress client, Headers answer) {
        /** It came to nothing: the handler hears that, at home. Any thread. */
        void failed() {
            home.enqueue(() -> handler.onClose(CloseStatus.abnormal("the client left before the WebSocket was open")));
        }
    }

    FrameChannel(MountHost server, Channel channel, Birth birth) {
        super(birth.home);
        this.server = server;
        this.settings = birth.settings;
        this.channel = channel;
        this.handler = birth.handler;
        this.client = birth.client;
        this.outbox = new Outbox(this, channel, settings);
        this.rate = settings.newRate(loop.now());
        this.machine = new WebSocketMachine(settings.newDecoder(null), settings.times(), this, loop.now());
    }

    // --- input ----------------------------------------------------------------------------------------------------

    /** Answers the handshake, lets the handler hear that it is open, then what came behind the handshake. */
    void open(ByteBuf answer, @Nullable ByteBuf behindHandshake) {
        settings.metrics().handshakeAccepted();
        settings.metrics().requestAnswered(101);
        outbox.writeRaw(answer);
        try {
            handler.onOpen(this);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
        if (machine.state() == WebSocketMachine.State.CLOSED) {
            Buffers.release(behindHandshake);
            return;
        }
        unread = behindHandshake;
        inputEnded = inputHasEnded(channel);
        pump();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unread = Buffers.receive(unread, (ByteBuf) message, settings.metrics());
        pump();
    }

    private void pump() {
        if (receiving) {
            return; // further up on this stack
        }
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
        receiving = true;
        try {
            ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
            int start = bytes.position();
            machine.receive(bytes, loop.now());
            in.skipBytes(bytes.position() - start);
            unread = in.isReadable() ? in.retain() : null;
        } finally {
            receiving = false;
            in.release();
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
            RateLimitedLog.LOG.debug(this + " failed: " + error.getMessage());
            machine.transportFailed("the connection failed");
        } else {
            failed(error);
        }
    }

    /** Something of ours went wrong: the peer is not to miss a message without knowing. */
    private void failed(Throwable error) {
        RateLimitedLog.LOG.error("a bug of ours, or a lack of memory, ended " + this, error);
        machine.transportFailed("internal error");
    }

    // --- what the machine finds -----------------------------------------------------------------------------------

    @Override
    public void text(byte[] utf8) {
        settings.metrics().messageReceived(utf8.length);
        try {
            handler.onText(utf8);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
        hold(utf8.length);
    }

    @Override
    public void binary(byte[] data) {
        settings.metrics().messageReceived(data.length);
        try {
            handler.onBinary(data);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
        hold(data.length);
    }

    private void hold(int size) {
        if (rate != null && rate.isAhead(size, loop.now())) {
            settings.metrics().limitHit("bytesPerSecond");
            pause();
        }
    }

    @Override
    public void pong(byte[] data) {
        // Nobody asked: these WebSockets have no heartbeat.
    }

    /** The handler has heard all that came before: the answer need not wait. */
    @Override
    public void closeRequested(CloseStatus status) {
        deliverClose(status);
        machine.confirmClose();
    }

    @Override
    public void transmit(Opcode opcode, byte[] payload) {
        if (opcode == Opcode.PONG) {
            outbox.pong(payload);
        } else {
            outbox.write(opcode, payload);
        }
    }

    @Override
    public void violated(Violation violation) {
        if (!violation.limit().isEmpty()) {
            settings.metrics().limitHit(violation.limit());
        }
        server.peerFault("closed " + violation.closeCode(), this, violation.detail());
    }

    @Override
    public void finish(CloseStatus status, WebSocketMachine.Ending ending) {
        unread = Buffers.release(unread);
        deliverClose(status);
        switch (ending) {
            case AFTER_FLUSH -> {
                outbox.flushNow();
                settings.linger(this, channel);
            }
            case NOW -> channel.close();
        }
        outbox.end();
    }

    private void deliverClose(CloseStatus status) {
        if (closeDelivered) {
            return;
        }
        closeDelivered = true;
        settings.metrics().closed(status.code());
        try {
            handler.onClose(status);
        } catch (RuntimeException | Error bug) {
            RateLimitedLog.LOG.error("a bug of ours at the end of " + this, bug);
        }
    }

    // --- output ---------------------------------------------------------------------------------------------------

    @Override
    public boolean write(Opcode opcode, byte[] payload) {
        if (!hasRoom(settings.encoder().encodedLength(payload.length))) {
            return false;
        }
        outbox.write(opcode, payload);
        settings.metrics().messageSent(payload.length);
        return true;
    }

    @Override
    public boolean write(SharedFrame frame) {
        ByteBuf bytes = frame.bytesFor(null);
        if (!hasRoom(bytes.readableBytes())) {
            return false;
        }
        outbox.writeShared(bytes);
        settings.metrics().messageSent(frame.size());
        return true;
    }

    /** What a turn writes is counted only when it is flushed: so much of it is flushed before its end. */
    private boolean hasRoom(int bytes) {
        if (!isOpen()) {
            return false;
        }
        writing = true;
        try {
            if (unflushed >= MOST_UNFLUSHED || unflushed / OVERHEAD >= settings.maxSendQueueMessages()) {
                outbox.flushNow();
            }
            if (!outbox.hasRoom(bytes) || !isOpen()) { // flushing may have ended it
                return false;
            }
        } finally {
            writing = false;
        }
        unflushed += bytes + OVERHEAD;
        owesWritten = true;
        return true;
    }

    @Override
    void afterFlush() {
        unflushed = 0;
        if (!owesWritten) {
            return;
        }
        if (!isDrained()) {
            askNetwork();
        } else if (!writing) {
            tellWritten();
        }
    }

    /** The network takes messages without telling: an empty one behind them all tells. */
    private void askNetwork() {
        if (!asked && !closeDelivered) {
            asked = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                asked = false;
                afterFlush();
            });
        }
    }

    private void tellWritten() {
        owesWritten = false;
        if (closeDelivered) {
            return;
        }
        try {
            handler.onWritten();
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
    }

    @Override
    public boolean isOpen() {
        return machine.maySend() && !closeDelivered;
    }

    @Override
    public boolean isDrained() {
        return unflushed == 0 && WriteProgress.pendingBytes(channel) == 0;
    }

    @Override
    public long pendingBytes() {
        return outbox.bufferedBytes();
    }

    @Override
    public int pendingMessages() {
        return WriteProgress.pendingBuffers(channel);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        outbox.writabilityChanged();
    }

    // --- what the handler asks ------------------------------------------------------------------------------------

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return client;
    }

    @Override
    public void close(int code, String reason) {
        machine.close(new CloseStatus(code, reason), loop.now());
        resume(); // the handler hears no more messages: what is left of them stands before the peer's close frame
        remind();
    }

    @Override
    public void terminate(String reason) {
        machine.transportFailed(reason);
    }

    @Override
    public void pauseReading(boolean hold) {
        held = hold;
        if (hold) {
            pause();
        } else {
            resume();
        }
    }

    private void pause() {
        if (machine.state() == WebSocketMachine.State.OPEN) {
            paused = true;
            machine.pause(true, loop.now());
            channel.config().setAutoRead(false);
        }
    }

    /** Goes on reading, perhaps only up to the next pause, unless there is a reason not to. */
    private void resume() {
        boolean ahead = rate != null && rate.holds(loop.now());
        if (!paused || ((held || ahead) && machine.state() == WebSocketMachine.State.OPEN)) {
            return;
        }
        paused = false;
        machine.pause(false, loop.now());
        pump();
        if (!paused && machine.state() != WebSocketMachine.State.CLOSED) {
            readOn(channel, true);
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    private void remind() {
        long due = Math.min(machine.deadline(), outbox.deadline());
        loop.remind(this, paused && rate != null ? Math.min(due, rate.heldUntil(loop.now())) : due);
    }

    @Override
    void onDue(long now) {
        if (outbox.isStalled(now)) {
            settings.metrics().limitHit("writeTimeout");
            server.peerFault("write timeout", this, "no byte was taken for " + settings.writeTimeout());
            machine.transportFailed("the peer took nothing for the write timeout");
            return;
        }
        machine.onDeadline(now);
        resume();
        remind();
    }

    @Override
    void shutDown() {
        close(CloseCode.GOING_AWAY, "");
    }

    @Override
    public void breakOff() {
        machine.transportFailed("this end went away");
        channel.close();
    }

    @Override
    public String toString() {
        return "mounted WebSocket from " + client;
    }
}
