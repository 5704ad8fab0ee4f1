package io.miaou.protocol.websocket;

/**
 * Why a connection ended.
 *
 * @param code the code the close frame carried, or {@link CloseCode#NO_STATUS} or {@link CloseCode#ABNORMAL}
 * @param reason the peer's or our words, perhaps empty; at most 123 bytes in UTF-8 when it came over the wire
 */
public record CloseStatus(int code, String reason) {
    /** The close frame carried no code. */
    public static final CloseStatus NO_STATUS = new CloseStatus(CloseCode.NO_STATUS, "");

    /** Ended without a close frame. */
    public static CloseStatus abnormal(String reason) {
        return new CloseStatus(CloseCode.ABNORMAL, reason);
    }
}
