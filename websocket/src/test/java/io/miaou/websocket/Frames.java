package io.miaou.websocket;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a client, right and wrong. */
final class Frames {
    static final int FIN = 0x80;
    private static final int MASK = 0x80;
    private static final int KEY = 0x12_34_56_78;

    private Frames() {}

    /** A well-formed frame, masked. */
    static byte[] frame(boolean fin, Opcode opcode, byte[] payload) {
        return frame((fin ? FIN : 0) | opcode.code(), payload);
    }

    static byte[] text(String text) {
        return frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame with any first byte. */
    static byte[] frame(int first, byte[] payload) {
        FrameEncoder encoder = FrameEncoder.client(() -> KEY);
        byte[] frame = new byte[encoder.encodedLength(payload.length)];
        encoder.encode(ByteBuffer.wrap(frame), Opcode.BINARY, payload);
        frame[0] = (byte) first;
        return frame;
    }

    /** A close frame with that payload. */
    static byte[] close(int... payload) {
        return frame(true, Opcode.CLOSE, bytes(payload));
    }

    /** A close frame with a code and a reason. */
    static byte[] close(int code, String reason) {
        return frame(true, Opcode.CLOSE, join(bytes(code >>> 8, code & 0xFF), reason.getBytes(StandardCharsets.UTF_8)));
    }

    /** The header alone of a masked frame that announces a length in the 16-bit form. */
    static byte[] header16(int first, int length) {
        return ByteBuffer.allocate(8)
                .put((byte) first)
                .put((byte) (MASK | 126))
                .putShort((short) length)
                .putInt(KEY)
                .array();
    }

    /** The header alone of a masked frame that announces a length in the 64-bit form. */
    static byte[] header64(int first, long length) {
        return ByteBuffer.allocate(14)
                .put((byte) first)
                .put((byte) (MASK | 127))
                .putLong(length)
                .putInt(KEY)
                .array();
    }

    static byte[] bytes(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... pieces) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(pieces).mapToInt(piece -> piece.length).sum());
        for (byte[] piece : pieces) {
            all.put(piece);
        }
        return all.array();
    }

    /** The same bytes so many times. */
    static byte[] times(int count, byte[] piece) {
        byte[] all = new byte[count * piece.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(piece, 0, all, i * piece.length, piece.length);
        }
        return all;
    }
}
