package io.miaou.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An idle WebSocket stays cheap: epoll, compact object headers, SerialGC, after forced collections. */
@Timeout(120)
class IdleMemoryTest {
    private static final int MOST_HEAP = 1_536;
    private static final int MOST_RESIDENT = 3_200;

    @Test
    void anIdleConnectionHoldsNoMoreThan1536BytesOfHeap() throws Exception {
        List<String> objects = new ArrayList<>();
        Footprint footprint = Footprint.weigh("miaou", "epoll", 4_000, IdleCrowd::new, objects);
        System.out.printf("4000 idle connections: %.0f bytes of heap each%n", footprint.heapEach());
        assertThat(footprint.heapEach())
                .as("bytes of heap, for each connection:%n%s%n", String.join("\n", objects))
                .isBetween(500.0, (double) MOST_HEAP); // less would mean that they are not there
    }

    /** Resident memory varies by some hundred bytes a connection from round to round: what counts is the median of three. */
    @Test
    @Tag("long")
    void fifteenThousandIdleConnectionsHoldNoMoreThan1536BytesOfHeapAnd3200OfMemoryEach() throws Exception {
        List<String> objects = new ArrayList<>();
        List<Footprint> rounds = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            rounds.add(Footprint.weigh("miaou", "epoll", 15_000, IdleCrowd::new, objects));
            rounds.add(Footprint.weigh("netty", "epoll", 15_000, IdleCrowd::new, new ArrayList<>()));
        }
        System.out.print(new MemoryReport(rounds).table());
        double heap = median(rounds, "miaou", Footprint::heapEach);
        assertThat(heap)
                .as("bytes of heap, for each connection:%n%s%n", String.join("\n", objects))
                .isBetween(500.0, (double) MOST_HEAP)
                .isLessThan(median(rounds, "netty", Footprint::heapEach));
        assertThat(median(rounds, "miaou", Footprint::residentEach)).isLessThanOrEqualTo(MOST_RESIDENT);
    }

    private static double median(List<Footprint> rounds, String stack, ToDoubleFunction<Footprint> figure) {
        return rounds.stream()
                .filter(round -> round.stack().equals(stack))
                .mapToDouble(figure)
                .sorted()
                .skip(1)
                .findFirst()
                .orElseThrow();
    }
}
