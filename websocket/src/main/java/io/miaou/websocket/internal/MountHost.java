package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;
import java.util.List;

/** What a server is for those who mount something in it. Any thread. */
public interface MountHost {
    /** Its loops; the same in the same order as long as it lives. */
    List<Loop> loops();

    /** Bytes that all connections together may have in flight towards loops. */
    Budget outboundBudget();

    /** Bytes of unfinished messages and bodies, and of events that wait for handlers, of all connections together. */
    Budget inboundBudget();

    /** What counts; it throws nothing. */
    WebSocketMetrics metrics();

    /** A peer did something wrong: one line in the log, limited in rate by its kind; the detail holds nothing unescaped. */
    void peerFault(String kind, Object peer, String detail);

    /** Something has begun whose end the server's {@code close} waits for, up to the close timeout. */
    void handlerBegins();

    /** It has ended. */
    void handlerEnded();
}
