package io.miaou.testkit.proxy;

/** What a {@link FaultProxy} does with clients that connect. Connections that stand are not touched. */
public enum Admission {
    /** They are led to the server. */
    ACCEPT,
    /** They are accepted, then closed with FIN; the server hears nothing of them. */
    ACCEPT_THEN_CLOSE,
    /** They are accepted, then reset; the server hears nothing of them. */
    ACCEPT_THEN_RESET,
    /** Nobody listens: they see "connection refused". The proxy keeps its port for the day it listens again. */
    REFUSE
}
