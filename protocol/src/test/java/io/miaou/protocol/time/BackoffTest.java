package io.miaou.protocol.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The waits between attempts. */
class BackoffTest {
    private static final Backoff EXACT = Backoff.DEFAULTS;
    private static final Backoff JITTERED = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), true);

    @Test
    void r63_theWaitsAre2_4_8_16AndThen30Seconds() {
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(EXACT::delay).map(Duration::toMillis))
                .containsExactly(2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L);
        for (int n = 1; n <= 30; n++) {
            assertThat(EXACT.delay(n)).hasMillis(Math.min(1_000L << n, 30_000));
        }
    }

    @Test
    void everyLaterWaitIsTheCapHoweverManyAttempts() {
        assertThat(EXACT.delay(Integer.MAX_VALUE)).hasSeconds(30);
        Backoff long_ = new Backoff(Duration.ofNanos(1), Backoff.LONGEST, false);
        assertThat(long_.delay(Integer.MAX_VALUE)).isEqualTo(Backoff.LONGEST);
        assertThat(long_.delay(3)).hasNanos(8);
        assertThat(new Backoff(Duration.ofSeconds(7), Duration.ofSeconds(7), false).delay(1))
                .hasSeconds(7);
    }

    @Test
    void withoutJitterNothingIsDrawn() {
        assertThat(EXACT.delay(1, () -> {
                    throw new AssertionError("asked for chance");
                }))
                .hasSeconds(2);
    }

    @Test
    void fullJitterIsEvenBetweenZeroAndTheDelay() {
        assertThat(JITTERED.delay(2, () -> 0)).isZero();
        assertThat(JITTERED.delay(2, () -> 0.5)).hasMillis(2_000);
        assertThat(JITTERED.delay(9, () -> 0.25)).hasMillis(7_500);
        Random random = new Random(20261120);
        long[] millis = LongStream.generate(
                        () -> JITTERED.delay(5, random::nextDouble).toMillis())
                .limit(30_000)
                .toArray();
        int[] thirds = new int[3];
        for (long wait : millis) {
            assertThat(wait).isBetween(0L, 29_999L);
            thirds[(int) (wait / 10_000)]++;
        }
        assertThat(thirds).as("seed 20261120").satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(9_500, 10_500);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void aSourceThatDrawsNoChanceIsRefused(double draw) {
        assertThatThrownBy(() -> JITTERED.delay(1, () -> draw))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give 0 (inclusive) to 1 (exclusive)");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> EXACT.delay(0)).hasMessage("attempt is 0: the first is 1");
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), false))
                .hasMessage("base is PT0S: give more than zero");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), false))
                .hasMessageContaining("less than the base");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofDays(366), false))
                .hasMessageStartingWith("cap is ");
    }
}
