package io.miaou.websocket.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that a peer cannot flood: ten lines a minute for each kind of event; the next line after a flood says how many were
 * left out. Kinds are constants of ours, never text of a peer. Safe for use by many threads.
 */
public final class RateLimitedLog {
    private static final int LINES_PER_MINUTE = 10;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int LONGEST_LINE = 512;

    /** The log of the whole module. */
    public static final RateLimitedLog LOG = new RateLimitedLog("io.miaou.websocket");

    private final Logger logger;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();

    /** A log under that name. */
    public RateLimitedLog(String name) {
        this(name, System::nanoTime);
    }

    RateLimitedLog(String name, LongSupplier nanoTime) {
        this.logger = LoggerFactory.getLogger(name);
        this.nanoTime = nanoTime;
    }

    private static final class Window {
        long since; // guarded by this
        int lines; // guarded by this
        int leftOut; // guarded by this

        Window(long now) {
            this.since = now;
        }

        /** What to append to the line, a space if nothing; empty when the line is not to be written. */
        synchronized String admit(long now) {
            if (now - since >= MINUTE) {
                since = now;
                lines = 0;
            }
            if (lines == LINES_PER_MINUTE) {
                leftOut++;
                return "";
            }
            lines++;
            int missing = leftOut;
            leftOut = 0;
            return missing == 0 ? " " : " (" + missing + " like it were not logged)";
        }
    }

    /** A peer's mistake: one line at INFO. The detail must be escaped already if it holds anything of the peer's. */
    public void peer(String kind, String detail) {
        if (logger.isInfoEnabled()) {
            String suffix = admit(kind);
            if (!suffix.isEmpty()) {
                logger.info("{}: {}{}", kind, cut(detail), suffix.isBlank() ? "" : suffix);
            }
        }
    }

    /** Something of ours or of the machine does not work as it was asked to, and the server lives with it: one line at WARN. */
    public void warn(String kind, String detail) {
        String suffix = admit(kind);
        if (!suffix.isEmpty()) {
            logger.warn("{}: {}{}", kind, cut(detail), suffix.isBlank() ? "" : suffix);
        }
    }

    /** A fault of our user's or our own code: ERROR with its stack trace. */
    public void error(String what, Throwable error) {
        String suffix = admit(error.getClass().getName());
        if (!suffix.isEmpty()) {
            logger.error("{}{}", what, suffix.isBlank() ? "" : suffix, error);
        }
    }

    /** A peer that went away without a word, and the like: DEBUG. */
    public void debug(String detail) {
        logger.debug("{}", detail);
    }

    private String admit(String kind) {
        long now = nanoTime.getAsLong();
        return windows.computeIfAbsent(kind, unused -> new Window(now)).admit(now);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "...";
    }
}
