package io.miaou.chat.server;

import io.miaou.protocol.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Lines of one kind in the log, ten at most in any minute: a stranger must not be able to fill a disk with what it makes us
 * say. The next line after a flood tells how many were left out. Safe for use by many threads.
 */
final class RateLimitedLines {
    static final int LINES_PER_MINUTE = 10;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Logger logger;
    private final Level level;
    private final TimeSource time;
    private final long[] saidAt = new long[LINES_PER_MINUTE]; // guarded by this; a ring
    private int said; // guarded by this; never more than the ring holds
    private int next; // guarded by this; the oldest of a full ring
    private long leftOut; // guarded by this

    RateLimitedLines(Logger logger, Level level, TimeSource time) {
        this.logger = logger;
        this.level = level;
        this.time = time;
    }

    /**
     * Logs a line, or counts it.
     *
     * @param line nothing of a stranger's unescaped in it
     */
    void say(String line) {
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        long missing = admit();
        if (missing == 0) {
            logger.atLevel(level).log("{}", line);
        } else if (missing > 0) {
            logger.atLevel(level).log("{} ({} like it were not logged)", line, missing);
        }
    }

    /** How many were left out before this one; negative when this one is left out too. */
    private synchronized long admit() {
        long now = time.nanoTime();
        if (said == LINES_PER_MINUTE && now - saidAt[next] < MINUTE) {
            leftOut++;
            return -1;
        }
        saidAt[next] = now;
        next = (next + 1) % LINES_PER_MINUTE;
        said = Math.min(said + 1, LINES_PER_MINUTE);
        long missing = leftOut;
        leftOut = 0;
        return missing;
    }
}
