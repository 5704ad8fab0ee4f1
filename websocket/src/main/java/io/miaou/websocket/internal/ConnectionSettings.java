package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.ConnectionTimes;
import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.MessageLimits;
import io.miaou.protocol.websocket.Side;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.SlowConsumerPolicy;
import io.miaou.websocket.Timeouts;
import io.miaou.websocket.WebSocketMetrics;

/**
 * What the WebSocket connections of a server or client have in common: how much they take and keep, how long they wait, and
 * the budgets they share. Safe for use by many threads.
 *
 * @param side which end of its connections the owner is
 * @param encoder writes the frames of that side
 * @param metrics what counts; it throws nothing
 */
record ConnectionSettings(
        Side side,
        FrameEncoder encoder,
        MessageLimits messageLimits,
        ConnectionTimes times,
        Timeouts timeouts,
        Budget inboundBudget,
        Budget outboundBudget,
        int inboundQueue,
        int maxSendQueue,
        int maxSendQueueMessages,
        SlowConsumerPolicy slowConsumers,
        WebSocketMetrics metrics) {
    private static final int LEAST_WAITING_BYTES = 1 << 16;

    static ConnectionSettings of(ServerOptions options) {
        var limits = options.limits();
        var waits = options.timeouts();
        return new ConnectionSettings(
                Side.SERVER,
                FrameEncoder.server(),
                new MessageLimits(limits.maxMessageSize(), limits.maxEmptyFrames()),
                new ConnectionTimes(
                        waits.heartbeat(),
                        waits.missedHeartbeats(),
                        waits.messageTimeout(),
                        waits.closeTimeout(),
                        limits.maxControlRate()),
                waits,
                new Budget(limits.inboundBudget()),
                new Budget(limits.outboundBudget()),
                limits.inboundQueue(),
                limits.maxSendQueue(),
                limits.maxSendQueueMessages(),
                options.slowConsumers(),
                NoMetrics.guarded(options.metrics()));
    }

    /** Takes note of a round-trip time in nanoseconds, if it is another than before, and gives it back. */
    long latency(long before, long now) {
        if (now != before) {
            metrics.pongReceived(now);
        }
        return now;
    }

    static ConnectionSettings of(ClientOptions options, ClientLoopGroup.Home home) {
        var limits = options.limits();
        var waits = options.timeouts();
        var serving = Timeouts.defaults(); // a client waits for no requests
        return new ConnectionSettings(
                Side.CLIENT,
                FrameEncoder.client(home.keys()),
                new MessageLimits(limits.maxMessageSize(), limits.maxEmptyFrames()),
                new ConnectionTimes(
                        waits.heartbeat(),
                        waits.missedHeartbeats(),
                        waits.messageTimeout(),
                        waits.closeTimeout(),
                        limits.maxControlRate()),
                new Timeouts(
                        waits.heartbeat(),
                        waits.missedHeartbeats(),
                        serving.handshakeTimeout(),
                        serving.requestTimeout(),
                        serving.keepAliveTimeout(),
                        waits.messageTimeout(),
                        waits.closeTimeout(),
                        waits.writeTimeout()),
                home.inboundBudget(),
                home.outboundBudget(),
                limits.inboundQueue(),
                limits.maxSendQueue(),
                limits.maxSendQueueMessages(),
                options.slowServer(),
                NoMetrics.INSTANCE);
    }

    /** How many bytes of events may wait for a handler before reading stops. */
    int maxWaitingBytes() {
        return Math.max(messageLimits.maxMessageSize(), LEAST_WAITING_BYTES);
    }
}
