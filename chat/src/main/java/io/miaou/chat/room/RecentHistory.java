package io.miaou.chat.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The last messages, in memory. To be used by one thread at a time. */
public final class RecentHistory implements History {
    /** As many as the course asks a server to keep. */
    public static final int DEFAULT_CAPACITY = 100;

    private final int capacity;
    private final Deque<Entry> entries;

    /** Keeps the last hundred. */
    public RecentHistory() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * Keeps that many; the oldest goes when one more comes.
     *
     * @throws IllegalArgumentException when there is room for none
     */
    public RecentHistory(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a history of " + capacity + " messages keeps nothing: give 1 or more");
        }
        this.capacity = capacity;
        this.entries = new ArrayDeque<>(capacity);
    }

    @Override
    public void append(Entry entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    @Override
    public List<Entry> since(long millis, Set<String> without) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.message().at() >= millis
                    && !without.contains(entry.message().id())) {
                found.add(entry);
            }
        }
        return found;
    }
}
