package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/**
 * Writes frames of one side of a connection (RFC 6455 §5.2). Messages leave as one frame each.
 *
 * <p>A server's frames are unmasked, so one encoded frame may go to any number of peers. A client draws a fresh key for
 * every frame from a source that its peer cannot predict (RFC 6455 §5.3, §10.3). A server's encoder is safe for use by many
 * threads, a client's as far as its source of keys is.
 */
public final class FrameEncoder {
    private static final FrameEncoder SERVER = new FrameEncoder(Side.SERVER, () -> 0);
    private static final int FIN = 0x80;

    private final Side side;
    private final IntSupplier keys;

    private FrameEncoder(Side side, IntSupplier keys) {
        this.side = side;
        this.keys = keys;
    }

    /** The encoder of every server; it has no state. */
    public static FrameEncoder server() {
        return SERVER;
    }

    /** An encoder for a client; {@code keys} gives a mask key for each frame. */
    public static FrameEncoder client(IntSupplier keys) {
        return new FrameEncoder(Side.CLIENT, keys);
    }

    /** How many bytes a frame with so long a payload takes on the wire. */
    public int encodedLength(int payloadLength) {
        int header = payloadLength < 126 ? 2 : payloadLength < 65_536 ? 4 : 10;
        return header + (side == Side.CLIENT ? 4 : 0) + payloadLength;
    }

    /** Writes a message or control frame, whole. The buffer must be big-endian, as it is by default. */
    public void encode(ByteBuffer out, Opcode opcode, byte[] payload) {
        encode(out, true, opcode, payload, 0, payload.length);
    }

    /**
     * Writes one frame, of a fragmented message perhaps.
     *
     * @throws IllegalArgumentException when a control frame is longer than 125 bytes or a fragment (RFC 6455 §5.5)
     */
    public void encode(ByteBuffer out, boolean fin, Opcode opcode, byte[] payload, int offset, int length) {
        if (opcode.isControl() && (length > Opcode.MAX_CONTROL_PAYLOAD || !fin)) {
            throw new IllegalArgumentException(opcode + " of " + length + " bytes" + (fin ? "" : " as a fragment")
                    + ": control frames are whole and have at most " + Opcode.MAX_CONTROL_PAYLOAD
                    + " bytes (RFC 6455 §5.5)");
        }
        write(out, (fin ? FIN : 0) | opcode.code(), payload, offset, length);
    }

    /**
     * Writes a message that {@link MessageDeflater} compressed, whole (RFC 7692 §6: RSV1 set).
     *
     * @throws IllegalArgumentException when the opcode is neither TEXT nor BINARY
     */
    public void encodeCompressed(ByteBuffer out, Opcode opcode, byte[] compressed) {
        if (opcode != Opcode.TEXT && opcode != Opcode.BINARY) {
            throw new IllegalArgumentException(opcode + " is never compressed: give TEXT or BINARY (RFC 7692 §6.1)");
        }
        write(out, FIN | FrameRules.RSV1 | opcode.code(), compressed, 0, compressed.length);
    }

    private void write(ByteBuffer out, int first, byte[] payload, int offset, int length) {
        int maskBit = side == Side.CLIENT ? 0x80 : 0;
        out.put((byte) first);
        if (length < 126) {
            out.put((byte) (maskBit | length));
        } else if (length < 65_536) {
            out.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            out.put((byte) (maskBit | 127)).putLong(length);
        }
        if (side == Side.SERVER) {
            out.put(payload, offset, length);
            return;
        }
        int key = keys.getAsInt();
        out.putInt(key);
        int start = out.position();
        out.put(payload, offset, length);
        Masking.apply(out, start, out.position(), key);
    }

    /** A whole frame as an array. */
    public byte[] frame(Opcode opcode, byte[] payload) {
        byte[] frame = new byte[encodedLength(payload.length)];
        encode(ByteBuffer.wrap(frame), opcode, payload);
        return frame;
    }

    /** A whole frame of a compressed message as an array. */
    public byte[] compressedFrame(Opcode opcode, byte[] compressed) {
        byte[] frame = new byte[encodedLength(compressed.length)];
        encodeCompressed(ByteBuffer.wrap(frame), opcode, compressed);
        return frame;
    }
}
