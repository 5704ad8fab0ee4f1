package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Lends out of a pool and remembers who has what: giving back twice, or what was not lent, fails the test. A lent inflater
 * can be refused.
 */
final class CountingResources implements DeflateResources {
    private final DeflateResources pool = DeflateResources.unpooled(Deflater.DEFAULT_COMPRESSION);
    private final Set<Object> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    private int borrowings;
    private boolean spent;

    /** From now on there is nothing to borrow. */
    void spend() {
        spent = true;
    }

    @Override
    public @Nullable Inflater borrowInflater() {
        return spent ? null : lend(pool.borrowInflater());
    }

    @Override
    public void giveBack(Inflater inflater) {
        takeBack(inflater);
        pool.giveBack(inflater);
    }

    @Override
    public @Nullable Deflater borrowDeflater(boolean backReferences) {
        return spent ? null : lend(pool.borrowDeflater(backReferences));
    }

    @Override
    public void giveBack(Deflater deflater, boolean backReferences) {
        takeBack(deflater);
        pool.giveBack(deflater, backReferences);
    }

    int lent() {
        return lent.size();
    }

    int borrowings() {
        return borrowings;
    }

    void requireAllGivenBack() {
        assertThat(lent).as("what was borrowed and not given back").isEmpty();
    }

    private <T> @Nullable T lend(@Nullable T borrowed) {
        if (borrowed != null) {
            borrowings++;
            assertThat(lent.add(borrowed)).isTrue();
        }
        return borrowed;
    }

    private void takeBack(Object borrowed) {
        assertThat(lent.remove(borrowed)).as("given back, but not lent").isTrue();
    }
}
