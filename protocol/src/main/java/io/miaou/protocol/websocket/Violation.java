package io.miaou.protocol.websocket;

/**
 * What a peer did against the rules: a value, never an exception.
 *
 * @param closeCode what our close frame carries
 * @param detail one line for the log; never sent to the peer and free of the peer's bytes
 */
public record Violation(int closeCode, String detail) {}
