package io.miaou.testkit.proxy;

/** How a {@link FaultProxy} ends a connection by itself. */
public enum Ending {
    /** With FIN towards both: they read what was delivered before, then the end of the stream. */
    CUT,
    /** With RST towards both: they see "connection reset"; what they had not read yet may be lost. */
    RESET
}
