package io.miaou.chat.server;

import io.miaou.protocol.time.TimeSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says in the log who comes and goes, in the words of the course's server; each of the four kinds of line at most ten times
 * a minute. Safe for use by many threads.
 */
final class PresenceLog {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceLog.class);

    private final RateLimitedLines connected;
    private final RateLimitedLines joined;
    private final RateLimitedLines left;
    private final RateLimitedLines disconnected;

    PresenceLog(TimeSource time) {
        this.connected = new RateLimitedLines(LOG, Level.INFO, time);
        this.joined = new RateLimitedLines(LOG, Level.INFO, time);
        this.left = new RateLimitedLines(LOG, Level.INFO, time);
        this.disconnected = new RateLimitedLines(LOG, Level.INFO, time);
    }

    void connected() {
        connected.say("New client connected");
    }

    void joined(String name) {
        joined.say(LogText.escape(name) + " joined");
    }

    /** A name was given up, the connection stays. */
    void left(String name) {
        left.say(LogText.escape(name) + " left");
    }

    /** A connection is over, which perhaps had a name. */
    void disconnected(Optional<String> name) {
        disconnected.say(name.map(LogText::escape).orElse("Client") + " disconnected");
    }
}
