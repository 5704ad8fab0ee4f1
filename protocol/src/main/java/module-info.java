/**
 * The protocols of Miaou as pure state machines: bytes and the time go in, events come out. No I/O, thread, clock,
 * randomness or logging here, and no dependency but {@code java.base}.
 */
module io.miaou.protocol {
    requires static transitive org.jspecify;

    exports io.miaou.protocol.engine;
    exports io.miaou.protocol.http;
    exports io.miaou.protocol.proxy;
    exports io.miaou.protocol.socket;
    exports io.miaou.protocol.time;
    exports io.miaou.protocol.websocket;
}
