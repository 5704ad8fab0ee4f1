package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.miaou.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nobody floods the log from outside. */
class RateLimitedLogTest {
    private final VirtualClock clock = new VirtualClock();
    private final Logger logger = (Logger) LoggerFactory.getLogger("rate-limited-log-test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RateLimitedLog log = new RateLimitedLog("rate-limited-log-test", clock::nanoTime);

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        logger.addAppender(lines);
        lines.start();
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void mistakes(String kind, int count) {
        for (int i = 1; i <= count; i++) {
            log.peer(kind, "mistake " + i);
        }
    }

    @Test
    void tenLinesAMinuteAreLoggedOfAKind() {
        mistakes("bad request", 1_000);
        assertThat(messages()).hasSize(10).last().isEqualTo("bad request: mistake 10");
        assertThat(lines.list).allMatch(line -> line.getLevel() == Level.INFO);
        clock.advance(Duration.ofSeconds(59));
        mistakes("bad request", 1);
        assertThat(messages()).hasSize(10);
    }

    @Test
    void theNextLineSaysHowManyWereLeftOut() {
        mistakes("bad request", 1_000);
        clock.advance(Duration.ofSeconds(60));
        mistakes("bad request", 2);
        assertThat(messages().subList(10, 12))
                .containsExactly("bad request: mistake 1 (990 like it were not logged)", "bad request: mistake 2");
    }

    @Test
    void oneKindDoesNotSilenceAnother() {
        mistakes("bad request", 1_000);
        mistakes("request timeout", 1);
        assertThat(messages()).hasSize(11).last().isEqualTo("request timeout: mistake 1");
    }

    @Test
    void ourOwnFaultsAreLimitedByTheirClassAndKeepTheirStackTrace() {
        for (int i = 0; i < 100; i++) {
            log.error("it failed", new IllegalStateException("again"));
        }
        log.error("it failed", new IllegalArgumentException("otherwise"));
        assertThat(lines.list).hasSize(11).allSatisfy(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getThrowableProxy()).isNotNull();
        });
    }

    @Test
    void aLongLineIsCut() {
        log.peer("bad request", "x".repeat(10_000));
        assertThat(messages()).singleElement().asString().hasSizeLessThan(600).endsWith("...");
    }
}
