package io.miaou.chat.server;

import io.miaou.chat.wire.BadInput;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what cannot be understood, and says so in the log at most once a second: whoever sends rubbish must not be able to
 * fill a disk with it. Safe for use by many threads.
 */
final class BadInputLog {
    private static final Logger LOG = LoggerFactory.getLogger(BadInputLog.class);
    private static final long INTERVAL_MILLIS = 1000;

    private final InstantSource clock;
    private final Map<BadInput, LongAdder> counts = new EnumMap<>(BadInput.class);
    private final AtomicLong nextLine = new AtomicLong(Long.MIN_VALUE);
    private final LongAdder unsaid = new LongAdder();

    BadInputLog(InstantSource clock) {
        this.clock = clock;
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
        long now = clock.millis();
        long due = nextLine.get();
        if (now < due || !nextLine.compareAndSet(due, now + INTERVAL_MILLIS)) {
            unsaid.increment();
            return;
        }
        long others = unsaid.sumThenReset();
        LOG.warn(
                "Invalid message from connection {}: {}{}",
                connection,
                detail,
                others == 0 ? "" : " (and " + others + " more since the last such line)");
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
