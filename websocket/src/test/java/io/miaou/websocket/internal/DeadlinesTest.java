package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.time.TimeSource;
import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The heap of deadlines against a map. */
class DeadlinesTest {
    private final DefaultEventLoop executor = new DefaultEventLoop();
    private final Loop loop = new Loop(executor, TimeSource.system());

    @AfterEach
    void stop() {
        executor.shutdownGracefully();
    }

    private LoopHandler handler() {
        return new LoopHandler(loop) {
            @Override
            void onDue(long now) {}

            @Override
            void shutDown() {}

            @Override
            public void breakOff() {}
        };
    }

    @Test
    void theFirstIsAlwaysTheNearestWhateverWasSetAndRemoved() {
        long seed = System.nanoTime();
        System.out.println("deadlines, seed " + seed);
        Random random = new Random(seed);
        Deadlines deadlines = new Deadlines();
        Map<Timed, Long> model = new HashMap<>();
        List<LoopHandler> handlers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            handlers.add(handler());
        }
        for (int step = 0; step < 100_000; step++) {
            LoopHandler handler = handlers.get(random.nextInt(handlers.size()));
            if (random.nextInt(3) == 0) {
                deadlines.remove(handler);
                model.remove(handler);
            } else {
                long due = random.nextInt(1_000);
                deadlines.set(handler, due);
                model.merge(handler, due, Math::min); // never later: asked early, it says when it wants to be asked
            }
            assertThat(deadlines.size()).isEqualTo(model.size());
            Timed first = deadlines.first();
            if (first == null) {
                assertThat(model).isEmpty();
            } else if (step % 10 == 0) {
                assertThat(model.get(first)).as("step %d", step).isEqualTo(Collections.min(model.values()));
            }
        }
    }

    @Test
    void theyComeOutInOrder() {
        Random random = new Random(7);
        Deadlines deadlines = new Deadlines();
        for (int i = 0; i < 1_000; i++) {
            deadlines.set(handler(), random.nextLong(1_000_000));
        }
        long last = 0;
        for (Timed first = deadlines.first(); first != null; first = deadlines.first()) {
            assertThat(first.due()).isGreaterThanOrEqualTo(last);
            last = first.due();
            deadlines.remove(first);
            deadlines.remove(first); // harmless
        }
        assertThat(deadlines.size()).isZero();
    }
}
