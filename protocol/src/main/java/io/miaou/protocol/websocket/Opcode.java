package io.miaou.protocol.websocket;

/** What a frame is (RFC 6455 §5.2, §11.8). */
public enum Opcode {
    /** Goes on with a message whose first frame said what it is. */
    CONTINUATION(0x0),
    /** UTF-8 text. */
    TEXT(0x1),
    /** Bytes. */
    BINARY(0x2),
    /** Begins or answers the closing handshake. */
    CLOSE(0x8),
    /** Asks for a pong. */
    PING(0x9),
    /** Answers a ping, or is a sign of life of its own. */
    PONG(0xA);

    /** The most bytes that a control frame may carry (RFC 6455 §5.5). */
    public static final int MAX_CONTROL_PAYLOAD = 125;

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The four bits on the wire. */
    public int code() {
        return code;
    }

    /** Whether it is a control frame: at most {@link #MAX_CONTROL_PAYLOAD} bytes, never fragmented (RFC 6455 §5.5). */
    public boolean isControl() {
        return code >= 0x8;
    }
}
