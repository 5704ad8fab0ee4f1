package io.miaou.server;

import org.jspecify.annotations.Nullable;

/** How a client that asked for an acknowledgement gets it. Any thread. */
public interface Ack {
    /** Whether the client asked for one; if it did not, {@link #send} does nothing. */
    boolean isRequested();

    /**
     * Sends the acknowledgement, once: further calls do nothing. It goes out even when the socket has left its namespace
     * meanwhile.
     *
     * @param arguments values as for {@link Socket#emit}
     * @throws IllegalArgumentException when a value cannot be written
     */
    void send(@Nullable Object... arguments);
}
