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
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A mounted WebSocket after the upgrade: the lean sibling of {@link WebSocketChannel}, for a handler that lives on the same
 * loop. Nothing is queued on the way, neither in (there is no mailbox) nor out (there is no task), and nothing of an
 * application hangs on it. The loop's thread only.
 */
final class FrameChannel extends MachineChannel implements FrameSocket {
    private static final int MOST_UNFLUSHED =
            64 * 1024; // what a turn may write before the network is asked to take some
    private static final int OVERHEAD = 96; // what Netty counts for each buffer that waits

    private static final String OFF_LOOP = "a mounted WebSocket is its loop's alone: enqueue the call there";

    private final MountHost server;
    private final FrameHandler handler;
    private final InetSocketAddress client;
    private int unflushed; // bytes written since the last flush, with overhead
    private boolean writing; // a flush now comes in the middle of the handler's work
    private boolean owesWritten; // the handler wrote, and the network was not asked since whether it has all
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
        super(birth.home, channel, birth.settings, null);
        this.server = server;
        this.handler = birth.handler;
        this.client = birth.client;
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
        begin(behindHandshake);
    }

    @Override
    public void text(byte[] utf8) {
        settings.metrics().messageReceived(utf8.length);
        try {
            handler.onText(utf8);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
        delivered(utf8.length);
    }

    @Override
    public void binary(byte[] data) {
        settings.metrics().messageReceived(data.length);
        try {
            handler.onBinary(data);
        } catch (RuntimeException | Error bug) {
            failed(bug);
        }
        delivered(data.length);
    }

    @Override
    public void pong(byte[] data) {
        // Nobody asked: these WebSockets have no heartbeat.
    }

    @Override
    void afterReceive() {
        // There is no latency to measure.
    }

    /** The handler has heard all that came before: the answer need not wait. */
    @Override
    public void closeRequested(CloseStatus status) {
        deliverClose(status);
        machine.confirmClose();
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
        dropUnread();
        deliverClose(status);
        endChannel(ending);
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
        try {
            if (!hasRoom(settings.encoder().encodedLength(payload.length))) {
                return false;
            }
            outbox.write(opcode, payload);
        } catch (RuntimeException | Error error) {
            failed(error); // the memory for buffers is used up
            return false;
        }
        settings.metrics().messageSent(payload.length);
        return true;
    }

    @Override
    public boolean write(SharedFrame frame) {
        ByteBuf bytes = frame.bytesFor(null);
        try {
            if (!hasRoom(bytes.readableBytes())) {
                return false;
            }
            outbox.writeShared(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
            return false;
        }
        settings.metrics().messageSent(frame.size());
        return true;
    }

    /** What waits for the end of the turn is not all counted, so it may not become much; then room is looked for. */
    private boolean hasRoom(int bytes) {
        assert loop.isCurrent() : OFF_LOOP;
        if (!isOpen()) {
            return false;
        }
        writing = true;
        try {
            if (unflushed >= MOST_UNFLUSHED
                    || pendingMessages() + unflushed / OVERHEAD >= settings.maxSendQueueMessages()) {
                outbox.flushNow();
            }
            if (!isOpen() || !outbox.hasRoom(bytes) || !isOpen()) { // flushing may end it
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
        if (!owesWritten || asked) {
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
        asked = true;
        owesWritten = false;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(this::networkTook);
    }

    /** The network has taken all that was written before it was asked, or nothing will be taken any more. */
    private void networkTook(Future<?> empty) {
        asked = false;
        if (closeDelivered || !empty.isSuccess()) {
            return;
        }
        if (writing) {
            owesWritten = true; // comes with the next flush
        } else if (!owesWritten) {
            tellWritten();
        } else if (unflushed == 0) {
            askNetwork();
        } // else the flush at the end of this turn sees to it
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
        assert loop.isCurrent() : OFF_LOOP;
        machine.close(new CloseStatus(code, reason), loop.now());
        resume(); // the handler hears no more messages: what is left of them stands before the peer's close frame
        remind();
    }

    @Override
    public void terminate(String reason) {
        assert loop.isCurrent() : OFF_LOOP;
        machine.transportFailed(reason);
    }

    @Override
    public void pauseReading(boolean hold) {
        assert loop.isCurrent() : OFF_LOOP;
        held = hold;
        if (!hold) {
            resume();
        } else if (machine.state() == WebSocketMachine.State.OPEN) {
            pause();
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Override
    void writeTimedOut() {
        settings.metrics().limitHit("writeTimeout");
        server.peerFault("write timeout", this, "no byte was taken for " + settings.writeTimeout());
    }

    @Override
    void shutDown() {
        close(CloseCode.GOING_AWAY, "");
    }

    @Override
    public String toString() {
        return "mounted WebSocket from " + client;
    }
}
