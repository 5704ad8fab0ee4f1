package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.OutgoingPacket;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.SharedFrame;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO packet on its way out, to one session or to many. Made and shared by any one thread, handed to others through
 * their loops' queues; the bytes never change.
 */
public final class Part implements OutgoingPacket {
    private final byte[] bytes;
    private final boolean binary;
    private final boolean compress;
    private @Nullable SharedFrame frame; // set before the first send, by the maker

    private Part(byte[] bytes, boolean binary, boolean compress) {
        this.bytes = bytes;
        this.binary = binary;
        this.compress = compress;
    }

    /** A text packet, its type's digit in front. */
    public static Part text(byte[] withTypeDigit) {
        return new Part(withTypeDigit, false, true);
    }

    /** A binary message. */
    public static Part binary(byte[] data) {
        return new Part(data, true, true);
    }

    /** The same, with or without the wish that an answer to a poll be compressed; not shared yet. */
    public Part compress(boolean wanted) {
        return wanted == compress ? this : new Part(bytes, binary, wanted);
    }

    /** Frames it for WebSocket once, for all sessions that will get it; {@link #release} is due when it was sent to all. */
    public void share() {
        if (frame == null) {
            frame = SharedFrame.of(binary ? Opcode.BINARY : Opcode.TEXT, bytes, null);
        }
    }

    /** Drops the maker's reference to the frame; what connections still write they hold themselves. */
    public void release() {
        SharedFrame shared = frame;
        if (shared != null) {
            shared.release();
        }
    }

    /** For a session: without the frame unless it leaves at once; when it has waited, the frame may have been released. */
    Part leaving(boolean atOnce) {
        return atOnce || frame == null ? this : new Part(bytes, binary, compress);
    }

    @Nullable
    SharedFrame frame() {
        return frame;
    }

    @Override
    public boolean isBinary() {
        return binary;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean mayCompress() {
        return compress;
    }
}
