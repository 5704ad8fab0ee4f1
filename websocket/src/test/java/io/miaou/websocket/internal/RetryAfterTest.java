package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.ConnectionFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 9110 §10.2.3. */
class RetryAfterTest {
    private static final Duration MOST = Duration.ofMinutes(5);

    private static Duration asked(int status, String... headers) {
        return RetryAfter.askedBy(
                new ConnectionFailure.HandshakeRefused("refused", status, Headers.of(headers), ""), MOST);
    }

    @Test
    void secondsAreSeconds() {
        assertThat(asked(503, "Retry-After", "17")).hasSeconds(17);
        assertThat(asked(429, "Retry-After", "0")).isZero();
    }

    @Test
    void whatIsTooLongIsCutAtTheBound() {
        assertThat(asked(503, "Retry-After", "301")).isEqualTo(MOST);
        assertThat(asked(503, "Retry-After", "9".repeat(5_000))).isEqualTo(MOST);
    }

    @Test
    void aDateCountsFromTheAnswersOwn() {
        String now = "Fri, 20 Nov 2026 12:00:00 GMT";
        String later = "Fri, 20 Nov 2026 12:00:42 GMT";
        assertThat(asked(503, "Date", now, "Retry-After", later)).hasSeconds(42);
        assertThat(asked(503, "Date", later, "Retry-After", now)).isZero();
        assertThat(asked(503, "Retry-After", later)).isZero();
    }

    @Test
    void nonsenseAndOtherStatusesAskForNothing() {
        assertThat(asked(503, "Retry-After", "-1")).isZero();
        assertThat(asked(503, "Retry-After", "")).isZero();
        assertThat(asked(503, "Retry-After", "soon")).isZero();
        assertThat(asked(500, "Retry-After", "17")).isZero();
        assertThat(RetryAfter.askedBy(new ConnectionFailure.TimedOut("late"), MOST))
                .isZero();
    }
}
