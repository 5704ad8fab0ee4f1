package io.miaou.protocol.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A body on its way in, taken apart packet by packet. One thread. */
final class Payload {
    private final byte[] body;
    private final boolean single;
    private int next;

    private Payload(byte[] body, boolean single) {
        this.body = body;
        this.single = single;
    }

    /** A body; null when it holds more packets than are allowed. */
    static @Nullable Payload of(byte[] body, int maxPackets) {
        int packets = 1;
        for (byte b : body) {
            if (b == EnginePayload.SEPARATOR && ++packets > maxPackets) {
                return null;
            }
        }
        return new Payload(body, packets == 1);
    }

    boolean hasNext() {
        return next <= body.length;
    }

    /** The next packet, in an array of its own: it may be kept, and must not keep a whole body with it. */
    byte[] next() {
        if (single) {
            next = body.length + 1;
            return body;
        }
        int from = next;
        int to = from;
        while (to < body.length && body[to] != EnginePayload.SEPARATOR) {
            to++;
        }
        next = to + 1;
        return Arrays.copyOfRange(body, from, to);
    }
}
