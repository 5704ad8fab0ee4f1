package io.miaou.websocket;

import io.miaou.websocket.internal.RateLimitedLog;

/** Where exceptions of handlers go that have no {@code onError} of their own. */
final class HandlerFaults {
    private static final RateLimitedLog LOG = new RateLimitedLog("io.miaou.websocket.handler");

    private HandlerFaults() {}

    static void log(WebSocket socket, Throwable error) {
        LOG.error("handler of connection " + socket.id() + " failed", error);
    }
}
