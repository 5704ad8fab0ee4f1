package io.miaou.protocol.engine;

/** A packet on its way out. Immutable: one may wait in many sessions at a time. */
public interface OutgoingPacket {
    /** Whether it is binary, which only messages can be. */
    boolean isBinary();

    /** A text packet with its type's digit in front ({@code 42["hi"]}), in UTF-8; of a binary one the data alone. Not to be changed. */
    byte[] bytes();

    /** Whether an answer that carries it may be compressed. */
    default boolean mayCompress() {
        return true;
    }

    /** A text packet. */
    static OutgoingPacket text(byte[] typeAndData) {
        return new Plain(typeAndData, false);
    }

    /** A binary message. */
    static OutgoingPacket binary(byte[] data) {
        return new Plain(data, true);
    }

    /** The simplest form. */
    record Plain(byte[] bytes, boolean isBinary) implements OutgoingPacket {}
}
