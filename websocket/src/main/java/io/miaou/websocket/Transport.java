package io.miaou.websocket;

/** How a server or client talks to the operating system. */
public enum Transport {
    /** The best that is known to work here: epoll on Linux, NIO elsewhere. */
    AUTO,
    /** Linux's own, through a native library; starting fails with a clear message where it is missing. */
    EPOLL,
    /** The JDK's; works everywhere. */
    NIO,
    /**
     * Linux's newer way of fewer system calls, for those who have measured that it helps them. Before the server starts it is
     * tried out on the loopback address, which takes some milliseconds; where it is missing, forbidden (as in many containers)
     * or fails, the server uses epoll, or else NIO, and one line in the log at WARN says why.
     */
    IO_URING
}
