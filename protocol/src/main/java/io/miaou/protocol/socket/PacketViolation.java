package io.miaou.protocol.socket;

/**
 * What a peer's packet did against the rules: a value, never an exception. The connection that sent it is closed; its sockets
 * see the reason {@code forced close}.
 *
 * @param detail one line for the log; never sent to the peer and free of the peer's bytes
 * @param limit the name of the limit that was passed, as {@link PacketLimits} has it; empty when it was another rule
 */
public record PacketViolation(String detail, String limit) {
    /** A broken rule that is no limit. */
    public PacketViolation(String detail) {
        this(detail, "");
    }
}
