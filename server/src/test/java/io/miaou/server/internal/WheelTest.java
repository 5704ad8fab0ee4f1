package io.miaou.server.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The timers of a loop: never early, at most a tick late, cheap to set and to stop. */
class WheelTest {
    private static final long MILLI = 1_000_000;

    private final Wheel wheel = new Wheel();
    private final List<String> rung = new ArrayList<>();

    private final class Named extends Wheel.Timer {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void ring() {
            rung.add(name);
        }
    }

    @Test
    void aTimerRingsOnceAndNeverBeforeItsTime() {
        wheel.set(new Named("a"), 5 * MILLI, 100 * MILLI);
        wheel.advance(104 * MILLI);
        assertThat(rung).isEmpty();
        wheel.advance(105 * MILLI + Wheel.TICK);
        assertThat(rung).containsExactly("a");
        wheel.advance(1_000 * MILLI);
        assertThat(rung).hasSize(1);
        assertThat(wheel.size()).isZero();
        assertThat(wheel.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aStoppedTimerDoesNotRingAndMayBeSetAgain() {
        Named timer = new Named("a");
        wheel.set(timer, 0, 50 * MILLI);
        assertThat(timer.isSet()).isTrue();
        wheel.stop(timer);
        wheel.stop(timer);
        wheel.advance(200 * MILLI);
        assertThat(rung).isEmpty();
        wheel.set(timer, 200 * MILLI, 50 * MILLI);
        wheel.advance(300 * MILLI);
        assertThat(rung).containsExactly("a");
    }

    @Test
    void aTimerThatIsSetCannotBeSetOnceMore() {
        Named timer = new Named("a");
        wheel.set(timer, 0, 50 * MILLI);
        assertThatThrownBy(() -> wheel.set(timer, 0, 60 * MILLI)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDelayOfManyTurnsOfTheWheelIsKept() {
        wheel.set(new Named("late"), 0, 60_000 * MILLI);
        wheel.set(new Named("soon"), 0, 10 * MILLI);
        for (long now = 0; now < 60_000; now += 16) {
            wheel.advance(now * MILLI);
        }
        assertThat(rung).containsExactly("soon");
        wheel.advance(60_020 * MILLI);
        assertThat(rung).containsExactly("soon", "late");
    }

    @Test
    void afterALongPauseAllThatIsDueRings() {
        for (int i = 0; i < 2_000; i++) {
            wheel.set(new Named("t" + i), 0, (long) i * 7 * MILLI);
        }
        wheel.advance(100_000 * MILLI);
        assertThat(rung).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void aTimerMayStopAndSetOthersWhileItRings() {
        Named victim = new Named("victim");
        Wheel.Timer killer = new Wheel.Timer() {
            @Override
            void ring() {
                wheel.stop(victim);
                wheel.set(new Named("child"), 32 * MILLI, 10 * MILLI);
            }
        };
        wheel.set(victim, 0, 16 * MILLI);
        wheel.set(killer, 0, 16 * MILLI); // the latest stands first in its slot
        wheel.advance(32 * MILLI);
        assertThat(rung).isEmpty();
        wheel.advance(64 * MILLI);
        assertThat(rung).containsExactly("child");
    }

    @Test
    void whateverIsSetAndStoppedTimersRingInTimeAndNeverEarly() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long[] now = {0};
        List<String> faults = new ArrayList<>();
        List<Wheel.Timer> set = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long due = now[0] + random.nextInt(20_000) * MILLI;
            Wheel.Timer timer = new Wheel.Timer() {
                @Override
                void ring() {
                    if (now[0] < due || now[0] > due + 2 * Wheel.TICK + 5 * MILLI) {
                        faults.add("due at " + due + ", rung at " + now[0]);
                    }
                }
            };
            wheel.set(timer, now[0], due - now[0]);
            set.add(timer);
            if (random.nextInt(3) == 0) {
                wheel.stop(set.get(random.nextInt(set.size())));
            }
            now[0] += random.nextInt(6) * MILLI;
            wheel.advance(now[0]);
        }
        assertThat(faults).as("seed %d", seed).isEmpty();
    }
}
