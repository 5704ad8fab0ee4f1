package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.MessageLimits;

/**
 * How a mount's WebSockets differ from those of endpoints. They have no heartbeat of RFC 6455 and no compression; all other
 * limits and timeouts are the server's.
 *
 * @param maxMessageSize bytes of a message that a peer may send; beyond it 1009
 */
public record MountSettings(int maxMessageSize) {
    /** @throws IllegalArgumentException when the size is below 1 or above {@link MessageLimits#LARGEST} */
    public MountSettings {
        if (maxMessageSize < 1 || maxMessageSize > MessageLimits.LARGEST) {
            throw new IllegalArgumentException(
                    "maxMessageSize is " + maxMessageSize + " bytes: give 1 to " + MessageLimits.LARGEST);
        }
    }
}
