package io.miaou.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PacingTest {
    private static final long MILLI = 1_000_000;

    private static Pacing pacing(Faults faults) {
        return new Pacing(new SplittableRandom(7), 0, faults);
    }

    /** Where the pieces of 1,000 bytes end that arrive in chunks of that size. */
    private static List<Integer> ends(Faults faults, int chunk) {
        Pacing pacing = pacing(faults);
        ChunkQueue queue = new ChunkQueue();
        List<Integer> ends = new ArrayList<>();
        int end = 0;
        for (int arrived = 0; arrived < 1_000; arrived += chunk) {
            queue.add(pacing.chunk(new byte[chunk], 0));
            while (queue.bytes() > 0) {
                int size = pacing.piece(queue, end, 65_536, 0);
                queue.remove(size);
                pacing.left(size);
                end += size;
                ends.add(end);
            }
        }
        assertThat(end).isEqualTo(1_000);
        return ends;
    }

    @Test
    void slicesEndWhereTheSeedSaysHoweverTheBytesCame() {
        Faults faults = Faults.NONE.slice(9);
        List<Integer> whole = ends(faults, 1_000);
        int before = 0;
        for (int end : whole) {
            assertThat(end - before).isBetween(1, 9);
            before = end;
        }
        assertThat(ends(faults, 1_000)).isEqualTo(whole);
        for (int chunk : new int[] {10, 50, 500}) {
            // Where a chunk ends, nothing more is there: a slice may come in two parts, but it ends at its place.
            assertThat(new TreeSet<>(ends(faults, chunk))).containsAll(whole);
        }
    }

    @Test
    void aRateGoesOutInSmallPieces() {
        List<Integer> ends = ends(Faults.NONE.rate(10_000), 1_000);
        assertThat(ends).hasSize(10).startsWith(100, 200);
    }

    @Test
    void aPieceStopsWhereTheConnectionIsToEnd() {
        Pacing pacing = pacing(Faults.NONE.cutAfter(30));
        ChunkQueue queue = new ChunkQueue();
        queue.add(new Chunk(new byte[100], null, 0, 0, 0));
        assertThat(pacing.piece(queue, 0, 65_536, 0)).isEqualTo(30);
    }

    @Test
    void jitterAddsItsShareOfTheDrawAndCoalescingRoundsUp() {
        Chunk chunk = new Chunk(new byte[1], null, 5 * MILLI, 0.5f, 0.3f);
        Faults late = Faults.NONE.delay(Duration.ofMillis(10)).jitter(Duration.ofMillis(8));
        assertThat(pacing(late).due(chunk)).isEqualTo(19 * MILLI);
        assertThat(pacing(late.coalesce(Duration.ofMillis(50))).due(chunk)).isEqualTo(50 * MILLI);
        assertThat(pacing(late.loss(0.3)).due(chunk)).isEqualTo(19 * MILLI);
        assertThat(pacing(late.loss(0.31)).due(chunk)).isEqualTo(219 * MILLI);
    }

    @Test
    void drawsAreTheSameForTheSameSeedAndSpreadOverTheWholeRange() {
        Pacing one = pacing(Faults.NONE);
        Pacing other = pacing(Faults.NONE);
        double sum = 0;
        for (int i = 0; i < 1_000; i++) {
            Chunk chunk = one.chunk(new byte[0], i);
            assertThat(other.chunk(new byte[0], i).jitterDraw()).isEqualTo(chunk.jitterDraw());
            assertThat(chunk.jitterDraw()).isBetween(0f, 1f);
            sum += chunk.jitterDraw();
        }
        assertThat(sum / 1_000).isBetween(0.45, 0.55);
    }
}
