package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;

/** Counts nothing. */
public enum NoMetrics implements WebSocketMetrics {
    /** The one that is needed. */
    INSTANCE;

    /** These metrics, made fit to be called from anywhere. */
    static WebSocketMetrics guarded(WebSocketMetrics metrics) {
        return metrics == INSTANCE ? INSTANCE : new GuardedMetrics(metrics);
    }
}
