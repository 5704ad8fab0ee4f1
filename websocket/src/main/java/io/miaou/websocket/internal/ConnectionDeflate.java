package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflateResources;
import io.miaou.protocol.websocket.FrameDecoder;
import io.miaou.protocol.websocket.MessageDeflater;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.protocol.websocket.Side;
import org.jspecify.annotations.Nullable;

/**
 * The compression of one connection. Where messages refer to earlier ones they are compressed in the order in which they
 * leave: on the loop. Where they do not, the sender's thread does it and the loop is spared. The loop's thread only, but
 * for what says otherwise.
 */
final class ConnectionDeflate {
    private final Deflation shared;
    private final DeflateParameters agreed;
    private final Side side;
    private final int paid;
    private final @Nullable MessageDeflater context; // of what this end sends
    private boolean ended;

    ConnectionDeflate(Deflation shared, DeflateParameters agreed, Side side, int paid) {
        this.shared = shared;
        this.agreed = agreed;
        this.side = side;
        this.paid = paid;
        MessageDeflater deflater =
                new MessageDeflater(agreed, side, shared.pool().prepaid());
        this.context = deflater.keepsContext() ? deflater : null;
    }

    FrameDecoder newDecoder(ConnectionSettings settings) {
        Side peer = side == Side.SERVER ? Side.CLIENT : Side.SERVER;
        DeflatePool pool = shared.pool();
        DeflateResources resources = agreed.keepsContext(peer) ? pool.prepaid() : pool;
        return new FrameDecoder(side, settings.messageLimits(), settings.inboundBudget(), agreed, resources);
    }

    /** Whether a message is one to compress. Any thread. */
    boolean isWorthIt(Opcode opcode, byte[] message) {
        return !opcode.isControl() && shared.isWorthIt(message.length);
    }

    /** Whether messages must be compressed in their turn. Any thread. */
    boolean keepsContext() {
        return context != null;
    }

    /** Compresses a message by itself; null when it is to go as it is. Any thread. */
    byte @Nullable [] compressAlone(byte[] message) {
        return MessageDeflater.compressAlone(message, suitsAll(), shared.pool());
    }

    /** Compresses a message whose turn it is; null when it is to go as it is. What this gives must be sent. */
    byte @Nullable [] compressInTurn(byte[] message) {
        return context == null ? null : context.compress(message);
    }

    /** Whether what was compressed for all suits this connection. Any thread. */
    boolean suitsAll() {
        return MessageDeflater.suitsWindow(agreed, side);
    }

    /** A message that was compressed for all leaves here: later ones may not refer to what stands before it. */
    void wentPast() {
        if (context != null) {
            context.forget();
        }
    }

    /** Gives all memory back; harmless when called again. */
    void end() {
        if (!ended) {
            ended = true;
            if (context != null) {
                context.discard();
            }
            shared.pool().release(paid);
        }
    }
}
