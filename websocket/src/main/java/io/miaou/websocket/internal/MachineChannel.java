package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.WebSocketMachine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks WebSocket: the only handler in the pipeline but TLS, and the last place where a Netty buffer is seen.
 * Bytes go to the machine, which calls the class below this one about what it finds. The loop's thread only.
 */
abstract class MachineChannel extends LoopHandler implements WebSocketMachine.Sink {
    final ConnectionSettings settings;
    final Channel channel;
    final WebSocketMachine machine;
    final Outbox outbox;
    private final @Nullable InboundRate rate; // when the peer has one
    private @Nullable ByteBuf unread;
    boolean paused; // nothing is read: the handler wants it so, or the peer is ahead of its rate
    boolean held; // by the handler
    private boolean receiving; // the machine reads, further up on this stack
    private boolean inputEnded; // behind what is unread

    MachineChannel(Loop loop, Channel channel, ConnectionSettings settings, @Nullable ConnectionDeflate deflate) {
        super(loop);
        this.settings = settings;
        this.channel = channel;
        this.outbox = new Outbox(this, channel, settings);
        this.rate = settings.newRate(loop.now());
        this.machine = new WebSocketMachine(settings.newDecoder(deflate), settings.times(), this, loop.now());
    }

    // --- input ----------------------------------------------------------------------------------------------------

    /** Reads what came behind the handshake, then what comes. */
    final void begin(@Nullable ByteBuf behindHandshake) {
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
            return;
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
        afterReceive();
    }

    /** The machine has taken in what came. */
    abstract void afterReceive();

    /** Nothing that is unread will be read any more. */
    final void dropUnread() {
        unread = Buffers.release(unread);
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            inputEnded = true;
            pump();
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        machine.transportFailed("the connection was cut");
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        if (isOfTheNetwork(error)) {
            RateLimitedLog.LOG.debug(this + " failed: " + error.getMessage());
            machine.transportFailed("the connection failed");
        } else {
            failed(error);
        }
    }

    /** Something of ours went wrong: the peer is not to miss a message without knowing. */
    final void failed(Throwable error) {
        RateLimitedLog.LOG.error("a bug of ours, or a lack of memory, ended " + this, error);
        machine.transportFailed("internal error");
    }

    // --- reading and not reading ----------------------------------------------------------------------------------

    /** A message was delivered: reading may have to wait now. */
    final void delivered(int size) {
        if (rate != null && rate.isAhead(size, loop.now())) {
            settings.metrics().limitHit("bytesPerSecond");
            pause();
        } else if (held) {
            pause();
        }
    }

    final void pause() {
        paused = true;
        machine.pause(true, loop.now());
        channel.config().setAutoRead(false);
    }

    /** Goes on reading, perhaps only up to the next pause, unless there is a reason not to. */
    final void resume() {
        boolean ahead = rate != null && rate.holds(loop.now());
        if (!paused || ((held || ahead) && machine.state() == WebSocketMachine.State.OPEN)) {
            return;
        }
        paused = false;
        machine.pause(false, loop.now());
        pump();
        if (!paused && channel.isActive() && machine.state() != WebSocketMachine.State.CLOSED) {
            channel.config().setAutoRead(true);
        }
    }

    final boolean isReading() {
        return channel.config().isAutoRead();
    }

    // --- output ---------------------------------------------------------------------------------------------------

    @Override
    public void transmit(Opcode opcode, byte[] payload) {
        if (opcode == Opcode.PONG) {
            outbox.pong(payload);
        } else {
            outbox.write(opcode, payload);
        }
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        outbox.writabilityChanged();
    }

    /** Ends the channel as the machine wants it. */
    final void endChannel(WebSocketMachine.Ending ending) {
        switch (ending) {
            case AFTER_FLUSH -> {
                outbox.flushNow();
                settings.linger(this, channel);
            }
            case NOW -> channel.close();
        }
        outbox.end();
    }

    // --- time -----------------------------------------------------------------------------------------------------

    final void remind() {
        long due = Math.min(machine.deadline(), outbox.deadline());
        loop.remind(this, paused && rate != null ? Math.min(due, rate.heldUntil(loop.now())) : due);
    }

    @Override
    final void onDue(long now) {
        if (outbox.isStalled(now)) {
            writeTimedOut();
            machine.transportFailed("the peer took nothing for the write timeout");
            return;
        }
        machine.onDeadline(now);
        resume();
        remind();
    }

    /** The peer took nothing for the write timeout; the end follows. */
    abstract void writeTimedOut();

    @Override
    public final void breakOff() {
        machine.transportFailed("this end went away");
        channel.close();
    }
}
