package io.miaou.websocket;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What the server and Netty log while a test runs, from the making of this object to its close. Safe for use by many threads.
 */
@SuppressWarnings("exports") // tests are one module with what they test
public final class Logs implements AutoCloseable {
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.miaou.websocket");
    private final Logger netty = (Logger) LoggerFactory.getLogger("io.netty");
    private final List<ILoggingEvent> events = new ArrayList<>(); // guarded by this
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.getFormattedMessage(); // made now: its arguments may change
            synchronized (Logs.this) {
                events.add(event);
            }
        }
    };

    /** Listens from now on. */
    public Logs() {
        appender.setContext(ours.getLoggerContext());
        appender.start();
        ours.addAppender(appender);
        netty.addAppender(appender);
    }

    /** The lines of a level or above. */
    public synchronized List<ILoggingEvent> atLeast(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .toList();
    }

    /** The lines about what peers did: INFO, of ours. */
    List<ILoggingEvent> ofPeers() {
        return atLeast(Level.INFO).stream()
                .filter(event ->
                        event.getLevel() == Level.INFO && event.getLoggerName().equals("io.miaou.websocket"))
                .toList();
    }

    @Override
    public void close() {
        ours.detachAppender(appender);
        netty.detachAppender(appender);
        appender.stop();
    }
}
