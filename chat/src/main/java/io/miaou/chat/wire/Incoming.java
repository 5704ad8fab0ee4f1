package io.miaou.chat.wire;

import org.jspecify.annotations.Nullable;

/**
 * A frame as it came in.
 *
 * @param unit of the timestamp that the client wrote into it; null when it wrote none
 */
public record Incoming(ClientFrame frame, @Nullable TimestampUnit unit) {}
