package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS, between the network and the one handler of ours: Netty's handler over the JDK's engine, with three habits changed.
 *
 * <p>A close is one at once: a close_notify is written as far as the network takes it, and nobody waits, for whoever wants to
 * part politely has done so before ({@link LingeringClose}). A peer that begins a second handshake is cut: renegotiation
 * (TLS 1.2) is work without end for whoever asks nicely, and nothing here needs it. And Netty's timer for the handshake is
 * off: the connection's own deadline counts the handshake and the first request together. The loop's thread only.
 */
final class TlsHandler extends SslHandler {
    /** The kind of fault that a failed handshake is. */
    static final String HANDSHAKE_FAILED = "TLS handshake";

    private static final int HANDSHAKE_RECORD = 22; // RFC 5246 §6.2.1

    private final TlsRecords records;
    private final Faults faults;
    private boolean refusesHandshakes;
    private boolean closing;

    /** Hears what a peer did wrong; the detail is escaped. */
    interface Faults {
        void report(String kind, String detail);
    }

    TlsHandler(SSLEngine engine, int mostRecords, Faults faults) {
        super(engine, TlsSuite.TASKS);
        this.faults = faults;
        this.records = new TlsRecords(engine.getUseClientMode(), mostRecords, faults);
        setHandshakeTimeoutMillis(0);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        ctx.pipeline().addBefore(ctx.name(), null, records);
        handshakeFuture().addListener(this::handshakeEnded);
        super.handlerAdded(ctx); // begins the handshake of a channel that is connected already
    }

    private void handshakeEnded(Future<?> handshake) {
        if (handshake.isSuccess()) {
            // TLS 1.3 has no renegotiation, and hides the type of its records.
            refusesHandshakes = engine().getSession().getProtocol().equals("TLSv1.2");
            records.handshakeIsDone();
            return;
        }
        Throwable cause = handshake.cause();
        boolean ofThePeer = cause instanceof SSLException && !isOfTheTransport(cause.getCause());
        if (ofThePeer) {
            faults.report(HANDSHAKE_FAILED, HttpSyntax.quote(String.valueOf(cause.getMessage())));
        }
    }

    private static boolean isOfTheTransport(@Nullable Throwable cause) {
        return cause instanceof IOException && !(cause instanceof SSLException);
    }

    /** Whether the handshake is done, so that something can be said. */
    boolean isEstablished() {
        return handshakeFuture().isSuccess();
    }

    /** Whether the peer has said that nothing more comes (close_notify). */
    boolean inputHasEnded() {
        return sslCloseFuture().isSuccess();
    }

    /** A number that changes whenever the network takes a byte. */
    long taken() {
        return records.taken();
    }

    /** Called at the start of a record, or again with more of it. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws SSLException {
        if (refusesHandshakes && in.isReadable() && in.getUnsignedByte(in.readerIndex()) == HANDSHAKE_RECORD) {
            in.skipBytes(in.readableBytes());
            if (!closing) {
                faults.report("TLS renegotiation", "refused");
                close(ctx, ctx.newPromise());
            }
            return;
        }
        super.decode(ctx, in, out);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!closing && isEstablished() && ctx.channel().isActive()) {
            closing = true;
            closeOutbound();
        }
        ctx.close(promise);
    }
}
