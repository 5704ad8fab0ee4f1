package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a frame's header may say, judged octet by octet (RFC 6455 §5). Each rule gives the violation it finds, or null.
 * Stateless.
 */
final class FrameRules {
    /** The first reserved bit: the message is compressed (RFC 7692 §6). */
    static final int RSV1 = 0x40;

    private static final int RSV_BITS = 0x70;

    private FrameRules() {}

    /**
     * RSV, opcode, FIN: RFC 6455 §5.2, §5.4, §5.5.
     *
     * @param extensionBits the reserved bits that agreed extensions use, on the first frame of a message alone (RFC 7692 §6.1)
     */
    static @Nullable Violation first(byte first, boolean inMessage, int extensionBits) {
        int opcode = first & 0x0F;
        boolean control = opcode >= 0x8;
        int reserved = first & RSV_BITS;
        int allowed = control || opcode == Opcode.CONTINUATION.code() ? 0 : extensionBits;
        if ((reserved & ~allowed) != 0) {
            return error(
                    "reserved bits 0x" + Integer.toHexString(reserved) + " without an extension that uses them here");
        }
        if ((opcode > 0x2 && opcode < 0x8) || opcode > 0xA) {
            return error("reserved opcode 0x" + Integer.toHexString(opcode));
        }
        if (control && first >= 0) {
            return error("fragmented control frame");
        }
        if (opcode == Opcode.CONTINUATION.code() && !inMessage) {
            return error("continuation frame without a message to continue");
        }
        if (!control && opcode != Opcode.CONTINUATION.code() && inMessage) {
            return error("new message inside a fragmented one");
        }
        return null;
    }

    /** Mask and the length of control frames: RFC 6455 §5.1, §5.5. */
    static @Nullable Violation second(byte first, byte second, Side reader) {
        if ((second < 0) != (reader == Side.SERVER)) {
            return error(reader == Side.SERVER ? "unmasked frame from a client" : "masked frame from a server");
        }
        if ((first & 0x0F) >= 0x8 && (second & 0x7F) > Opcode.MAX_CONTROL_PAYLOAD) {
            return error("control frame longer than " + Opcode.MAX_CONTROL_PAYLOAD + " bytes");
        }
        return null;
    }

    /** Range and minimal form of a length: RFC 6455 §5.2. */
    static @Nullable Violation length(int announced, long size) {
        if (size < 0) {
            return topBit();
        }
        if ((announced == 126 && size < 126) || (announced == 127 && size < 65_536)) {
            return error("length " + size + " not in its shortest form");
        }
        return null;
    }

    /** How long the header is that has this second octet. */
    static int headerLength(byte second) {
        int announced = second & 0x7F;
        int length = announced < 126 ? 2 : announced == 126 ? 4 : 10;
        return second < 0 ? length + 4 : length;
    }

    /** The length that the header at this place announces; below zero when its top bit is set. */
    static long announcedSize(ByteBuffer from, int at) {
        int announced = from.get(at + 1) & 0x7F;
        return announced < 126 ? announced : announced == 126 ? from.getShort(at + 2) & 0xFFFF : from.getLong(at + 2);
    }

    static Violation tooBig(long size, int before, int limit) {
        return new Violation(
                CloseCode.MESSAGE_TOO_BIG,
                "frame of " + size + " bytes after " + before + " of its message, limit " + limit,
                "maxMessageSize");
    }

    static Violation topBit() {
        return error("64-bit length with its top bit set");
    }

    static Violation notUtf8() {
        return new Violation(CloseCode.INVALID_PAYLOAD, "text that is not UTF-8");
    }

    private static Violation error(String detail) {
        return new Violation(CloseCode.PROTOCOL_ERROR, detail);
    }
}
