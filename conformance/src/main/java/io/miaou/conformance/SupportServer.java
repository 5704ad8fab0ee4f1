package io.miaou.conformance;

import io.miaou.server.SocketIoServer;
import io.miaou.websocket.ServerOptions;

/** A server that a suite talks to; it listens. Any thread. */
interface SupportServer extends AutoCloseable {
    /** Where. */
    int port();

    @Override
    void close();

    /** A Socket.IO server as one. */
    static SupportServer of(SocketIoServer server) {
        return new SupportServer() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    /** Where it listens; whatever name a suite calls it by. */
    static ServerOptions.Builder at(ServerOptions.Builder web, String host, int port) {
        return web.host(host).port(port).allowedHosts("*");
    }
}
