package io.miaou.protocol.websocket;

/**
 * What a peer did against the rules: a value, never an exception.
 *
 * @param closeCode what our close frame carries
 * @param detail one line for the log; never sent to the peer and free of the peer's bytes
 * @param limit the name of the limit that was passed, as its record has it; empty when it was another rule
 */
public record Violation(int closeCode, String detail, String limit) {
    /** A broken rule that is no limit. */
    public Violation(int closeCode, String detail) {
        this(closeCode, detail, "");
    }
}
