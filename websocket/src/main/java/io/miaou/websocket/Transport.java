package io.miaou.websocket;

/** How a server or client talks to the operating system. */
public enum Transport {
    /** The best that works here: epoll on Linux, NIO elsewhere. */
    AUTO,
    /** Linux's own, through a native library; starting fails with a clear message where it is missing. */
    EPOLL,
    /** The JDK's; works everywhere. */
    NIO
}
