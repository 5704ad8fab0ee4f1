/** A Socket.IO server, wire-compatible with the official clients, on the WebSocket module's edge. */
module io.miaou.server {
    requires transitive io.miaou.protocol;
    requires transitive io.miaou.websocket;
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.miaou.server;
    exports io.miaou.server.engine;
    exports io.miaou.server.adapter;
}
