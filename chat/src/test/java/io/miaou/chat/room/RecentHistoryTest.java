package io.miaou.chat.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.chat.wire.ServerFrame;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentHistoryTest {
    private static History.Entry entry(long sequence, long at) {
        return new History.Entry(
                sequence, new ServerFrame.Message("m" + sequence, "#r", "A", "c" + sequence, null, at));
    }

    private static List<Long> sequences(List<History.Entry> entries) {
        return entries.stream().map(History.Entry::sequence).toList();
    }

    @Test
    void r82_theLast100MessagesAreKept() {
        History history = new RecentHistory();
        for (int i = 1; i <= 250; i++) {
            history.append(entry(i, i));
        }
        assertThat(history.since(0, Set.of())).hasSize(100);
        assertThat(sequences(history.since(0, Set.of())))
                .startsWith(151L)
                .endsWith(250L)
                .isSorted();
    }

    @Test
    void rule14_sinceIsInclusiveBecauseTwoMessagesMayShareAMillisecond() {
        History history = new RecentHistory(10);
        history.append(entry(1, 5));
        history.append(entry(2, 7));
        history.append(entry(3, 7));
        history.append(entry(4, 9));
        assertThat(sequences(history.since(7, Set.of()))).containsExactly(2L, 3L, 4L);
        assertThat(sequences(history.since(8, Set.of()))).containsExactly(4L);
        assertThat(sequences(history.since(10, Set.of()))).isEmpty();
    }

    @Test
    void rule14_whatTheClientHasIsLeftOut() {
        History history = new RecentHistory(10);
        history.append(entry(1, 7));
        history.append(entry(2, 7));
        assertThat(sequences(history.since(7, Set.of("m1", "other")))).containsExactly(2L);
    }

    @Test
    void aHistoryThatKeepsNothingIsRefused() {
        assertThatThrownBy(() -> new RecentHistory(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
