package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class in which a buffer of Netty was lost.
 *
 * <p>Netty's detector reports a lost buffer in its log when, after the garbage collector has found it, another one is
 * allocated; so the end of a class collects, allocates and looks at the log.
 *
 * <p>Every module whose tests use Netty compiles this file among its own tests. Where tests run on the class path, JUnit
 * finds it by itself and it watches every class; tests on the module path name it.
 */
@SuppressWarnings("exports") // JUnit sees it, on whichever path; nobody else does
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

    static {
        Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                    REPORTS.add(event.getFormattedMessage());
                }
            }
        };
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    /** JUnit makes it. */
    public NoLeaks() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(ResourceLeakDetector.getLevel())
                .as("level of leak detection")
                .isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        assertThat(find()).as("buffers that were lost").isEmpty();
    }

    /** The reports of buffers lost since the last call. */
    static List<String> find() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            collectGarbage();
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
            ByteBufAllocator.DEFAULT.heapBuffer(16).release();
        }
        List<String> found = List.copyOf(REPORTS);
        REPORTS.clear();
        return found;
    }

    /** Returns once the collector has queued the references of objects that were garbage before. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<Object> canary = new WeakReference<>(new Object(), queue);
        System.gc();
        assertThat(queue.remove(PATIENCE_MILLIS)).as("a canary").isSameAs(canary);
    }
}
