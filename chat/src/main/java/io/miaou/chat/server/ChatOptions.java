package io.miaou.chat.server;

import io.miaou.chat.wire.TimestampPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a chat server is told.
 *
 * @param host name or address to listen on; empty for all of them, IPv4 and IPv6
 * @param port of the page; 0 for any free one
 * @param webSocketPort of the conversation, and of the page too; 0 for any free one
 * @param data folder that is the server's own; made if it is not there
 * @param timestamps how the unit of a connection's timestamps is found
 * @param heartbeat between two pings; a client that misses two in a row is gone; zero sends none
 */
public record ChatOptions(
        String host, int port, int webSocketPort, Path data, TimestampPolicy timestamps, Duration heartbeat) {
    /** @throws IllegalArgumentException when both ports are the same, or the heartbeat is negative */
    public ChatOptions {
        if (port != 0 && port == webSocketPort) {
            throw new IllegalArgumentException(
                    "the page and the conversation are both on port " + port + ": give --port or --ws-port another");
        }
        if (heartbeat.isNegative()) {
            throw new IllegalArgumentException("heartbeat is " + heartbeat + ": give 0 (none) or more seconds");
        }
    }
}
