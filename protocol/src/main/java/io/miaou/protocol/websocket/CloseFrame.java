package io.miaou.protocol.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads and writes the payload of close frames (RFC 6455 §5.5.1, §7.4). */
public final class CloseFrame {
    /** The longest reason, in bytes of UTF-8: what a control frame may carry, less the code; 123. */
    public static final int MAX_REASON = Opcode.MAX_CONTROL_PAYLOAD - 2;

    private CloseFrame() {}

    /**
     * The payload for a code and a reason; empty for {@link CloseCode#NO_STATUS}.
     *
     * @throws IllegalArgumentException when the code may not be sent or the reason is too long
     */
    public static byte[] encode(CloseStatus status) {
        if (status.code() == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        if (!CloseCode.mayBeSent(status.code())) {
            throw new IllegalArgumentException("close code " + status.code()
                    + " may not be sent (RFC 6455 §7.4): use 1000-1003, 1007-1014 or 3000-4999");
        }
        byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
        if (reason.length > MAX_REASON) {
            throw new IllegalArgumentException(
                    "close reason is " + reason.length + " bytes of UTF-8, limit " + MAX_REASON + ": shorten it");
        }
        byte[] payload = new byte[2 + reason.length];
        payload[0] = (byte) (status.code() >>> 8);
        payload[1] = (byte) status.code();
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    /** Reads a payload that a {@link FrameDecoder} let through. */
    public static CloseStatus parse(byte[] payload) {
        if (payload.length < 2) {
            return CloseStatus.NO_STATUS;
        }
        return new CloseStatus(code(payload), new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    /** What is wrong with a payload, or null. */
    static @Nullable Violation judge(byte[] payload) {
        if (payload.length == 0) {
            return null;
        }
        if (payload.length == 1) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "close frame with half a code");
        }
        if (!CloseCode.mayBeSent(code(payload))) {
            return new Violation(CloseCode.PROTOCOL_ERROR, "close frame with code " + code(payload));
        }
        if (!Utf8Validator.isValid(Arrays.copyOfRange(payload, 2, payload.length))) {
            return new Violation(CloseCode.INVALID_PAYLOAD, "close reason that is not UTF-8");
        }
        return null;
    }

    private static int code(byte[] payload) {
        return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
}
