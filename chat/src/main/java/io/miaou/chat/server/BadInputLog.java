package io.miaou.chat.server;

import io.miaou.chat.wire.BadInput;
import io.miaou.protocol.time.TimeSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts what cannot be understood, and says so in the log, ten times a minute at most for all kinds together. Safe
 * for use by many threads.
 */
final class BadInputLog {
    private static final Logger LOG = LoggerFactory.getLogger(BadInputLog.class);

    private final RateLimitedLines lines;
    private final Map<BadInput, LongAdder> counts = new EnumMap<>(BadInput.class);

    BadInputLog(TimeSource time) {
        this.lines = new RateLimitedLines(LOG, Level.WARN, time);
        for (BadInput kind : BadInput.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    /**
     * Counts one, and perhaps logs it.
     *
     * @param connection the number of the connection it came from
     * @param detail for the log, nothing of a stranger's unescaped
     */
    void report(BadInput kind, long connection, String detail) {
        counter(kind).increment();
        lines.say("Invalid message from connection " + connection + ": " + detail);
    }

    /** How many of that kind there were. */
    long count(BadInput kind) {
        return counter(kind).sum();
    }

    private LongAdder counter(BadInput kind) {
        LongAdder counter = counts.get(kind);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + kind);
        }
        return counter;
    }
}
