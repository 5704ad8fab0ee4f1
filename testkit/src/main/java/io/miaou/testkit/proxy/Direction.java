package io.miaou.testkit.proxy;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {
    /** From the client, which connected to the proxy, to the server. */
    TO_SERVER,
    /** From the server to the client. */
    TO_CLIENT
}
