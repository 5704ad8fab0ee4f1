package io.miaou.protocol.socket;

/** What a packet is, by the digit that it begins with. */
public enum PacketType {
    /** A peer wants to join a namespace, or is told that it has. */
    CONNECT('0'),
    /** A peer leaves a namespace. */
    DISCONNECT('1'),
    /** An event, of text alone. */
    EVENT('2'),
    /** The answer to an event, of text alone. */
    ACK('3'),
    /** A server refuses a CONNECT. */
    CONNECT_ERROR('4'),
    /** An event whose binary data follows in messages of its own. */
    BINARY_EVENT('5'),
    /** The answer to an event, with binary data. */
    BINARY_ACK('6');

    private final byte wire;

    PacketType(char wire) {
        this.wire = (byte) wire;
    }

    /** The digit on the wire. */
    public byte wire() {
        return wire;
    }
}
