package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.testkit.VirtualClock;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop's queue and its one alarm. */
class LoopTest {
    private final VirtualClock clock = new VirtualClock();
    private final DefaultEventLoop executor = new DefaultEventLoop();
    private final Loop loop = new Loop(executor, clock);
    private final List<String> heard = new ArrayList<>(); // the loop's

    @AfterEach
    void stop() throws Exception {
        executor.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }

    private final class Ticker extends LoopHandler {
        private final String name;
        private final long every;

        Ticker(String name, long everySeconds) {
            super(LoopTest.this.loop);
            this.name = name;
            this.every = TimeUnit.SECONDS.toNanos(everySeconds);
            loop.register(this);
            loop.remind(this, loop.now() + every);
        }

        @Override
        void onDue(long now) {
            heard.add(name + TimeUnit.NANOSECONDS.toSeconds(now));
            loop.remind(this, now + every);
            if (name.equals("faulty")) {
                throw new IllegalStateException("a bug");
            }
        }

        @Override
        void shutDown() {
            heard.add(name + " shuts down");
            if (name.equals("faulty")) {
                throw new IllegalStateException("a bug");
            }
        }

        @Override
        public void breakOff() {
            heard.add(name + " breaks off");
            loop.unregister(this);
        }
    }

    private void onLoop(Runnable work) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.enqueue(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable fault) {
                done.completeExceptionally(fault);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void oneAlarmServesAllDeadlines() throws Exception {
        onLoop(() -> {
            new Ticker("a", 30);
            new Ticker("b", 20);
            new Ticker("c", 60);
        });
        assertThat(clock.pendingAlarms()).isOne();
        clock.advance(Duration.ofSeconds(65));
        onLoop(() -> assertThat(heard).containsExactlyInAnyOrder("b20", "a30", "b40", "a60", "b60", "c60"));
        assertThat(clock.pendingAlarms()).isOne();
        onLoop(loop::stop);
        assertThat(clock.pendingAlarms()).isZero();
        onLoop(() -> new Ticker("late", 1));
        assertThat(clock.pendingAlarms()).isZero();
    }

    @Test
    void whatAUserAsksForIsNeverDoneBeforeTheCallReturns() throws Exception {
        onLoop(() -> {
            loop.enqueue(() -> heard.add("asked first"));
            loop.enqueue(() -> heard.add("asked second"));
            heard.add("returned");
            loop.execute(() -> heard.add("our own"));
        });
        onLoop(() -> assertThat(heard).containsExactly("returned", "our own", "asked first", "asked second"));
    }

    /** The line at ERROR that this test makes is the point of it. */
    @Test
    void aTaskThatFailsEndsItsConnectionAndNothingElse() throws Exception {
        onLoop(() -> {
            Ticker sound = new Ticker("sound", 10);
            Ticker poor = new Ticker("poor", 10);
            loop.execute(poor, () -> {
                throw new OutOfMemoryError("a test's");
            });
            loop.execute(sound, () -> heard.add("sound goes on"));
            assertThat(heard).containsExactly("poor breaks off", "sound goes on");
        });
    }

    /** The two lines at ERROR that this test makes are the point of it. */
    @Test
    void aBugInOneConnectionEndsThatOneAndTheOthersKeepTheirTime() throws Exception {
        onLoop(() -> {
            new Ticker("faulty", 10);
            new Ticker("sound", 10);
        });
        clock.advance(Duration.ofSeconds(30));
        onLoop(() -> assertThat(heard)
                .containsExactlyInAnyOrder("faulty10", "faulty breaks off", "sound10", "sound20", "sound30"));
        onLoop(() -> {
            heard.clear();
            new Ticker("faulty", 10);
            new Ticker("last", 10);
            loop.forEach(LoopHandler::shutDown);
            assertThat(heard)
                    .containsExactly("sound shuts down", "faulty shuts down", "faulty breaks off", "last shuts down");
        });
    }

    @Test
    void aLoopThatHasEndedTakesNothing() throws Exception {
        assertThat(loop.enqueue(() -> {})).isTrue();
        stop();
        assertThat(loop.enqueue(() -> {})).isFalse();
        assertThat(loop.execute(() -> {})).isFalse();
    }

    /** A session, for instance: no handler of a channel. */
    private final class Guest implements Timed {
        private final String name;
        private long due;
        private int heapIndex = -1;

        Guest(String name) {
            this.name = name;
        }

        @Override
        public void onDeadline(long now) {
            heard.add(name + TimeUnit.NANOSECONDS.toSeconds(now));
            if (name.equals("faulty")) {
                throw new IllegalStateException("a bug");
            }
        }

        @Override
        public void breakOff() {
            heard.add(name + " breaks off");
        }

        @Override
        public long due() {
            return due;
        }

        @Override
        public void due(long nanos) {
            due = nanos;
        }

        @Override
        public int heapIndex() {
            return heapIndex;
        }

        @Override
        public void heapIndex(int index) {
            heapIndex = index;
        }
    }

    @Test
    void whatIsNoConnectionHasDeadlinesToo() throws Exception {
        onLoop(() -> {
            Guest forgotten = new Guest("forgotten");
            new Ticker("a", 2);
            loop.remind(new Guest("faulty"), loop.now() + TimeUnit.SECONDS.toNanos(1));
            loop.remind(new Guest("later"), loop.now() + TimeUnit.SECONDS.toNanos(3));
            loop.remind(new Guest("never"), Loop.NEVER);
            loop.remind(forgotten, loop.now() + TimeUnit.SECONDS.toNanos(1));
            loop.forget(forgotten);
            loop.forget(forgotten); // harmless
        });
        for (int second = 0; second < 3; second++) {
            clock.advance(Duration.ofSeconds(1));
            onLoop(() -> {});
        }
        onLoop(() -> assertThat(heard).containsExactly("faulty1", "faulty breaks off", "a2", "later3"));
    }
}
