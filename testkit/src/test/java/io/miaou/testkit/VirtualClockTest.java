package io.miaou.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T09:00:00Z"));
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        loop.shutdownNow();
    }

    private TimeSource.Alarm in(long millis, String word) {
        return clock.schedule(
                loop,
                Duration.ofMillis(millis).toNanos(),
                () -> heard.add(word + " at " + clock.nanoTime() / 1_000_000));
    }

    @Test
    void timeStandsStillUntilItIsMoved() {
        long before = clock.nanoTime();
        assertThat(clock.nanoTime()).isEqualTo(before);
        clock.advance(Duration.ofSeconds(90));
        assertThat(clock.nanoTime() - before).isEqualTo(90_000_000_000L);
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-11-20T09:01:30Z"));
    }

    @Test
    void alarmsRunInOrderEachAtItsOwnTime() {
        in(30, "third");
        in(10, "first");
        in(20, "second");
        in(20, "second again");
        clock.advance(Duration.ofMillis(29));
        assertThat(heard).containsExactly("first at 10", "second at 20", "second again at 20");
        clock.advance(Duration.ofMillis(1));
        assertThat(heard).last().isEqualTo("third at 30");
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void anAlarmSetByAnotherRunsInTheSameAdvanceIfItsTimeLiesInIt() {
        clock.schedule(loop, 10_000_000, () -> in(10, "child"));
        clock.advance(Duration.ofMillis(20));
        assertThat(heard).containsExactly("child at 20");
    }

    @Test
    void anAlarmRunsOnTheLoopItWasMeantFor() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        loop.execute(() -> threads.add(Thread.currentThread()));
        clock.schedule(loop, 1, () -> threads.add(Thread.currentThread()));
        clock.advance(Duration.ofMillis(1));
        assertThat(threads).hasSize(2);
        assertThat(threads.get(1)).isSameAs(threads.get(0)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aCancelledAlarmIsForgotten() {
        TimeSource.Alarm alarm = in(10, "never");
        in(10, "this one");
        alarm.cancel();
        alarm.cancel(); // harmless
        clock.advance(Duration.ofMillis(10));
        assertThat(heard).containsExactly("this one at 10");
    }

    @Test
    void aDelayOfZeroOrLessIsDueAtOnce() {
        in(-5, "late");
        clock.advance(Duration.ZERO);
        assertThat(heard).containsExactly("late at 0");
    }

    @Test
    void anAlarmOfALoopThatHasEndedIsPassedOver() {
        in(10, "never");
        loop.shutdown();
        clock.advance(Duration.ofMillis(10));
        assertThat(heard).isEmpty();
    }

    @Test
    void anAlarmThatThrowsFailsTheTestThatMovedTheTime() {
        clock.schedule(loop, 1, () -> {
            throw new IllegalArgumentException("broken");
        });
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("broken");
    }
}
