package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflateResources;
import io.miaou.protocol.websocket.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The native memory of compression: counted, limited, freed. */
class DeflatePoolTest {
    private static final int INFLATER = DeflateResources.INFLATER_BYTES;
    private static final int DEFLATER = DeflateResources.DEFLATER_BYTES;

    @Test
    void whatIsGivenBackIsLentAgain() {
        DeflatePool pool = new DeflatePool(-1, 10_000_000, 0, 2);
        Inflater inflater = lent(pool.borrowInflater());
        Deflater deflater = lent(pool.borrowDeflater(true));
        assertThat(pool.reserved()).isEqualTo(INFLATER + DEFLATER);
        pool.giveBack(inflater);
        pool.giveBack(deflater, true);
        assertThat(pool.reserved()).as("idle ones still hold memory").isEqualTo(INFLATER + DEFLATER);
        assertThat(pool.borrowInflater()).isSameAs(inflater);
        assertThat(pool.borrowDeflater(false)).isNotSameAs(deflater);
        assertThat(pool.borrowDeflater(true)).isSameAs(deflater);
    }

    @Test
    void moreThanTheIdleOnesAreFreed() {
        DeflatePool pool = new DeflatePool(1, 10_000_000, 0, 2);
        List<Deflater> lent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lent.add(lent(pool.borrowDeflater(false)));
        }
        assertThat(pool.reserved()).isEqualTo(5L * DEFLATER);
        lent.forEach(deflater -> pool.giveBack(deflater, false));
        assertThat(pool.reserved()).isEqualTo(2L * DEFLATER);
        assertThatThrownBy(() -> lent.getLast().reset())
                .as("freed")
                .isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
    }

    @Test
    void aClosedPoolFreesWhatComesBack() {
        DeflatePool pool = new DeflatePool(9, 10_000_000, 0, 2);
        Inflater late = lent(pool.borrowInflater());
        Inflater idle = lent(pool.borrowInflater());
        pool.giveBack(idle);
        pool.close();
        assertThat(pool.reserved()).isEqualTo(INFLATER);
        pool.giveBack(late);
        assertThat(pool.reserved()).isZero();
        pool.close();
        assertThatThrownBy(late::reset)
                .as("freed")
                .isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
    }

    @Test
    void z06_ofTenThousandConnectionsWithTakeoverTheBudgetDecidesHowManyKeepAContext() {
        DeflatePool pool = new DeflatePool(-1, 50_000_000, 0, 2);
        int each = new DeflateParameters(false, false, 15, 15).bytesKept(Side.SERVER);
        assertThat(each).isEqualTo(INFLATER + DEFLATER);
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += pool.tryReserve(each) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(50_000_000 / each);
        assertThat(pool.reserved()).isEqualTo((long) admitted * each);
        Inflater paid = lent(pool.prepaid().borrowInflater());
        Deflater alsoPaid = lent(pool.prepaid().borrowDeflater(true));
        assertThat(pool.reserved()).as("paid before").isEqualTo((long) admitted * each);
        pool.prepaid().giveBack(paid);
        pool.prepaid().giveBack(alsoPaid, true);
        assertThat(pool.borrowDeflater(true)).as("the budget is spent").isNull();
        pool.release(each);
        assertThat(pool.borrowDeflater(true)).isNotNull();
    }

    @Test
    void z06_idleDeflatersThatHoldTheWholeBudgetMakeWayForAnInflater() {
        DeflatePool pool = new DeflatePool(-1, 4L * DEFLATER, 0, 4);
        leaveIdle(pool, 4, true);
        assertThat(pool.reserved()).isEqualTo(4L * DEFLATER);
        assertThat(pool.canInflate()).isTrue();
        Inflater inflater = lent(pool.borrowInflater());
        assertThat(pool.reserved()).isEqualTo(3L * DEFLATER + INFLATER);
        pool.giveBack(inflater);
        assertThat(pool.borrowInflater()).isSameAs(inflater);
    }

    @Test
    void z06_idleDeflatersMakeWayForThoseOfTheOtherKindAndInflatersDoNot() {
        DeflatePool pool = new DeflatePool(-1, DEFLATER + INFLATER, 0, 4);
        Inflater inflater = lent(pool.borrowInflater());
        pool.giveBack(inflater);
        leaveIdle(pool, 1, true);
        Deflater literal = lent(pool.borrowDeflater(false));
        assertThat(pool.borrowDeflater(true)).as("all is lent or for inflaters").isNull();
        pool.giveBack(literal, false);
        assertThat(pool.borrowDeflater(true)).isNotNull();
        assertThat(pool.borrowInflater()).isSameAs(inflater);
        assertThat(pool.canInflate()).isFalse();
        assertThat(pool.borrowInflater()).isNull();
    }

    @Test
    void z06_whatIsReservedOrCompressesLeavesAnInflaterForEveryLoop() {
        DeflatePool pool = new DeflatePool(-1, 2L * DEFLATER + 2L * INFLATER, 2, 4);
        assertThat(pool.tryReserve(DEFLATER)).isTrue();
        assertThat(pool.borrowDeflater(true)).isNotNull();
        assertThat(pool.borrowDeflater(true)).isNull();
        assertThat(pool.tryReserve(1)).isFalse();
        assertThat(pool.borrowInflater()).isNotNull();
        assertThat(pool.borrowInflater()).isNotNull();
        assertThat(pool.borrowInflater()).isNull();
    }

    @Test
    void z06_onMoreLoopsThanTheMemorySufficesForHalfOfItIsForInflaters() {
        DeflatePool pool = new DeflatePool(-1, 2L * DEFLATER, 1_000, 4);
        assertThat(pool.tryReserve(DEFLATER)).isTrue();
        assertThat(pool.tryReserve(1)).isFalse();
        assertThat(pool.borrowInflater()).isNotNull();
    }

    private static void leaveIdle(DeflatePool pool, int count, boolean backReferences) {
        List<Deflater> lent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lent.add(lent(pool.borrowDeflater(backReferences)));
        }
        lent.forEach(deflater -> pool.giveBack(deflater, backReferences));
    }

    @Test
    void z06_onlyWhatIsKeptIsPaidFor() {
        assertThat(new DeflateParameters(true, true, 15, 15).bytesKept(Side.SERVER))
                .isZero();
        DeflateParameters serverKeeps = new DeflateParameters(false, true, 15, 15);
        assertThat(serverKeeps.bytesKept(Side.SERVER)).isEqualTo(DEFLATER);
        assertThat(serverKeeps.bytesKept(Side.CLIENT)).isEqualTo(INFLATER);
        DeflateParameters smallWindow = new DeflateParameters(false, false, 12, 12);
        assertThat(smallWindow.bytesKept(Side.SERVER))
                .as("without back references there is no context to keep")
                .isEqualTo(INFLATER);
    }

    @Test
    void settingsOutOfRangeAreTheCallersMistake() {
        for (int level : new int[] {-2, 0, 10}) {
            assertThatThrownBy(() -> new DeflatePool(level, 1, 0, 1)).hasMessageContaining("level is " + level);
        }
        assertThatThrownBy(() -> new DeflatePool(1, 0, 0, 1)).hasMessageContaining("maxBytes is 0");
        assertThatThrownBy(() -> new DeflatePool(1, 1, 0, 0)).hasMessageContaining("maxIdle is 0");
    }

    private static <T> T lent(@Nullable T borrowed) {
        return Objects.requireNonNull(borrowed, "the pool had none");
    }
}
