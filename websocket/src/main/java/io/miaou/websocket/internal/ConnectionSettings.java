package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.ConnectionTimes;
import io.miaou.protocol.websocket.FrameDecoder;
import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.MessageLimits;
import io.miaou.protocol.websocket.Side;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.SlowConsumerPolicy;
import io.miaou.websocket.WebSocketMetrics;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the WebSocket connections of a server or client have in common: how much they take and keep, how long they wait, and
 * the budgets they share. Safe for use by many threads.
 *
 * @param side which end of its connections the owner is
 * @param encoder writes the frames of that side
 * @param writeTimeout without a byte taken by a peer that has something to take
 * @param inbound how much may wait for a handler before reading stops
 * @param metrics what counts; it throws nothing
 * @param bytesPerSecond how fast a peer may send; 0 for any rate
 */
record ConnectionSettings(
        Side side,
        FrameEncoder encoder,
        MessageLimits messageLimits,
        ConnectionTimes times,
        Duration writeTimeout,
        Budget inboundBudget,
        Budget outboundBudget,
        Mailbox.Capacity inbound,
        int maxSendQueue,
        int maxSendQueueMessages,
        SlowConsumerPolicy slowConsumers,
        WebSocketMetrics metrics,
        long bytesPerSecond) {
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
                waits.writeTimeout(),
                new Budget(limits.inboundBudget()),
                new Budget(limits.outboundBudget()),
                capacity(limits.inboundQueue(), limits.maxMessageSize()),
                limits.maxSendQueue(),
                limits.maxSendQueueMessages(),
                options.slowConsumers(),
                NoMetrics.guarded(options.metrics()),
                limits.bytesPerSecond());
    }

    static ConnectionSettings of(ClientOptions options, ClientLoopGroup.Home home) {
        var limits = options.limits();
        var waits = options.timeouts();
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
                waits.writeTimeout(),
                home.inboundBudget(),
                home.outboundBudget(),
                capacity(limits.inboundQueue(), limits.maxMessageSize()),
                limits.maxSendQueue(),
                limits.maxSendQueueMessages(),
                options.slowServer(),
                NoMetrics.INSTANCE,
                0);
    }

    private static Mailbox.Capacity capacity(int maxEvents, int maxMessageSize) {
        return new Mailbox.Capacity(maxEvents, Math.max(maxMessageSize, LEAST_WAITING_BYTES));
    }

    /** The same for the WebSockets of a mount: another limit of a message, and no heartbeat. */
    ConnectionSettings forMount(MountSettings mount) {
        return new ConnectionSettings(
                side,
                encoder,
                new MessageLimits(mount.maxMessageSize(), messageLimits.maxEmptyFrames()),
                new ConnectionTimes(
                        Duration.ZERO, 1, times.messageTimeout(), times.closeTimeout(), times.maxControlRate()),
                writeTimeout,
                inboundBudget,
                outboundBudget,
                inbound,
                maxSendQueue,
                maxSendQueueMessages,
                slowConsumers,
                metrics,
                bytesPerSecond);
    }

    /** A decoder for a connection, with its compression if it has one. */
    FrameDecoder newDecoder(@Nullable ConnectionDeflate deflate) {
        return deflate == null ? new FrameDecoder(side, messageLimits, inboundBudget) : deflate.newDecoder(this);
    }

    /** What holds a connection's peer to its rate; null when it may send at any. */
    @Nullable
    InboundRate newRate(long now) {
        return bytesPerSecond == 0 ? null : new InboundRate(bytesPerSecond, now);
    }

    /** Puts the end of a connection in the place of a handler that has nothing more to say. */
    void linger(LoopHandler handler, Channel channel) {
        LingeringClose.replace(handler, channel, times.closeTimeout(), writeTimeout);
    }
}
