/** Native WebSocket for applications: a server with plain HTTP on the same port, and a client; on Netty. */
module io.miaou.websocket {
    requires transitive io.miaou.protocol;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.transport;
    requires io.netty.codec;
    requires io.netty.handler;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires jdk.management;

    exports io.miaou.websocket;
    exports io.miaou.websocket.http;
    exports io.miaou.websocket.internal to
            io.miaou.server; // it mounts Socket.IO in the same server
}
