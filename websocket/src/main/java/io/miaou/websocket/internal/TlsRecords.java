package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Stands between TLS and the network and sees to what TLS does not bound by itself.
 *
 * <p>On the way in: a first byte that begins no handshake ends the connection before an engine sees it; a peer sends at most
 * {@value #MOST_IN_HANDSHAKE} bytes until its handshake is done, then nothing is read of it (nor is a buffer made for what a
 * length only announces: bytes are kept as they come); and what is paused is not read, though Netty's TLS would like to. On
 * the way out: the records that the network took are counted, since above TLS a byte is written when it is enciphered; and
 * short records that pile up, as the answers to a flood of key updates do, end the connection. The loop's thread only.
 */
final class TlsRecords extends ChannelDuplexHandler implements ChannelFutureListener {
    private static final int MOST_IN_HANDSHAKE = 64 * 1024; // the JDK's engine takes messages up to 32 KiB
    private static final int HANDSHAKE_RECORD = 22;
    private static final int ALERT_RECORD = 21;
    private static final int SHORT_RECORD = 128;
    private static final int BYTES_OF_A_LONG_RECORD = 8_192; // at least, on average, where a long message goes out
    private static final int PROGRESS_BITS = 20; // a record has less than 2^20 bytes

    /** RFC 8446 §6: a fatal alert, unexpected_message. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 10};

    private final boolean ofClient;
    private final int mostRecords;
    private final TlsHandler.Faults faults;
    private int received; // until the handshake is done
    private boolean handshakeDone;
    private boolean held; // nothing is read until the handshake is done
    private boolean over;
    private long taken; // records
    private @Nullable Channel channel;

    TlsRecords(boolean ofClient, int mostRecords, TlsHandler.Faults faults) {
        this.ofClient = ofClient;
        this.mostRecords = mostRecords;
        this.faults = faults;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    // --- in -------------------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (over) {
            in.release();
            return;
        }
        if (!handshakeDone && in.isReadable()) {
            if (received == 0 && !mayBegin(in.getUnsignedByte(in.readerIndex()))) {
                in.release();
                refusePlaintext(ctx);
                return;
            }
            received += in.readableBytes();
            if (received >= MOST_IN_HANDSHAKE && !held) {
                held = true;
                LoopHandler.readOn(ctx.channel(), false);
            }
        }
        ctx.fireChannelRead(in);
    }

    /** A client begins with its hello; a server may answer that with nothing but an alert (RFC 8446 §6). */
    private boolean mayBegin(int recordType) {
        return recordType == HANDSHAKE_RECORD || (ofClient && recordType == ALERT_RECORD);
    }

    private void refusePlaintext(ChannelHandlerContext ctx) {
        over = true;
        faults.report(
                "not TLS",
                "the first byte begins no handshake: a client of http:// or ws:// on a port of https and wss?");
        ctx.writeAndFlush(Unpooled.wrappedBuffer(ALERT)).addListener(written -> ctx.close());
    }

    void handshakeIsDone() {
        handshakeDone = true;
        Channel open = channel;
        if (held && open != null) {
            held = false;
            LoopHandler.readOn(open, true);
        }
    }

    /** Whether to read is said by autoRead alone. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
    }

    // --- out ------------------------------------------------------------------------------------------------------

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf record && record.readableBytes() <= SHORT_RECORD && tooManyWait(ctx.channel())) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            if (!over) {
                over = true;
                faults.report("TLS flood", "the peer makes TLS answer and does not read");
                ctx.close();
            }
            return;
        }
        ctx.write(message, promise.unvoid()).addListener(this);
    }

    /** Those of a long message are counted out: they are bounded by its bytes. */
    private boolean tooManyWait(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting != null
                && waiting.size() > mostRecords + waiting.totalPendingWriteBytes() / BYTES_OF_A_LONG_RECORD;
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        taken++;
    }

    /** A number that changes whenever the network takes a byte. */
    long taken() {
        ChannelOutboundBuffer waiting =
                channel == null ? null : channel.unsafe().outboundBuffer();
        return (taken << PROGRESS_BITS) + (waiting == null ? 0 : waiting.currentProgress());
    }
}
