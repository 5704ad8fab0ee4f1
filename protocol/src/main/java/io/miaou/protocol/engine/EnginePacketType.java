package io.miaou.protocol.engine;

import org.jspecify.annotations.Nullable;

/** The kinds of Engine.IO packets; each is one digit in front of a packet's text. */
public enum EnginePacketType {
    /** The first packet of a session, from the server: what the client must know. */
    OPEN('0'),
    /** The end of the session. */
    CLOSE('1'),
    /** The server's heartbeat. */
    PING('2'),
    /** The client's answer to it. */
    PONG('3'),
    /** What applications say. */
    MESSAGE('4'),
    /** The client's last word of a probe: from now on the WebSocket carries the session. */
    UPGRADE('5'),
    /** Nothing: it ends a poll. */
    NOOP('6');

    private static final EnginePacketType[] BY_DIGIT = values();

    private final byte wire;

    EnginePacketType(char wire) {
        this.wire = (byte) wire;
    }

    /** The digit on the wire, in ASCII. */
    public byte wire() {
        return wire;
    }

    /** The kind that a byte stands for; null when it stands for none. */
    public static @Nullable EnginePacketType of(byte wire) {
        int index = wire - '0';
        return index >= 0 && index < BY_DIGIT.length ? BY_DIGIT[index] : null;
    }
}
