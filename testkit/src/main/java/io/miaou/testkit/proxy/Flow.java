package io.miaou.testkit.proxy;

/** What a direction of a {@link FaultProxy} does with bytes and with the end of the stream. */
public enum Flow {
    /** They are delivered, as the other faults have it. */
    PASS,
    /**
     * Nothing is delivered and nothing is lost: bytes wait in the proxy's buffer and, when it is full, in the sender's
     * kernel. To both ends it is a silent network, and the end of either stays hidden from the other.
     */
    HOLD,
    /**
     * Bytes are taken in and lost; the end of the stream waits. The sender notices nothing. After it the stream has a
     * hole, which no IP network makes but a broken middlebox does.
     */
    DISCARD
}
