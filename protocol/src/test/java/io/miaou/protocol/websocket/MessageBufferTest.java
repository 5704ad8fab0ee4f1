package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The one growing buffer of an unfinished message. */
class MessageBufferTest {
    private final CountingBudget budget = new CountingBudget(10_000);
    private final MessageBuffer buffer = new MessageBuffer(budget);

    @Test
    void itGrowsByDoublingAndReservesExactlyWhatItHas() {
        append(1, 100_000);
        assertThat(budget.held()).isEqualTo(1_024).isEqualTo(buffer.array().length);
        append(1_023, 100_000);
        assertThat(budget.held()).isEqualTo(1_024);
        append(1, 100_000);
        assertThat(budget.held()).isEqualTo(2_048).isEqualTo(buffer.array().length);
        append(5_000, 100_000);
        assertThat(budget.held()).isEqualTo(6_025).isEqualTo(buffer.array().length);
        assertThat(buffer.size()).isEqualTo(6_025);
    }

    @Test
    void aKnownEndCapsTheGrowthSoThatNothingIsCopiedInTheEnd() {
        append(1_000, 1_700);
        append(300, 1_700);
        append(400, 1_700);
        byte[] array = buffer.array();
        assertThat(array).hasSize(1_700);
        assertThat(buffer.take()).isSameAs(array);
        assertThat(budget.held()).isZero();
    }

    @Test
    void theSmallestIsNoMoreThanTheMessage() {
        append(5, 10);
        assertThat(budget.held()).isEqualTo(10);
    }

    @Test
    void aSpentBudgetRefusesAndChangesNothing() {
        append(6_000, 100_000);
        ByteBuffer more = ByteBuffer.allocate(5_000);
        assertThat(buffer.append(more, 5_000, 100_000, 0, 0)).isFalse();
        assertThat(more.remaining()).as("nothing was taken in").isEqualTo(5_000);
        assertThat(buffer.size()).isEqualTo(6_000);
        assertThat(budget.held()).isEqualTo(6_000);
    }

    @Test
    void aTakenArrayIsTheTakersAndHasTheMessagesSize() {
        append(3, 100);
        byte[] taken = buffer.take();
        assertThat(taken).containsExactly(7, 7, 7);
        assertThat(buffer.size()).isZero();
        append(2, 100);
        assertThat(taken).containsExactly(7, 7, 7);
        assertThat(buffer.take()).isNotSameAs(taken).containsExactly(7, 7);
    }

    @Test
    void clearingGivesTheBudgetBackOnce() {
        append(2_000, 100_000);
        buffer.clear();
        buffer.clear();
        assertThat(budget.held()).isZero();
        assertThat(buffer.take()).isEmpty();
    }

    private void append(int count, int useful) {
        assertThat(buffer.append(ByteBuffer.wrap(Bytes.repeated(count, 7)), count, useful, 0, 0))
                .isTrue();
    }
}
