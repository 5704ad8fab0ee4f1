package io.miaou.chat.room;

import io.miaou.chat.wire.ServerFrame;
import java.util.List;
import java.util.Set;

/**
 * What was said in a room. The room calls it under its lock, one call at a time: it must answer from memory, and a lasting
 * one must write behind.
 */
public interface History {
    /**
     * A message in its place.
     *
     * @param sequence its number in the room, one more than the one before
     */
    record Entry(long sequence, ServerFrame.Message message) {}

    /** Keeps a message; its sequence and its time are not smaller than those of the one before. */
    void append(Entry entry);

    /**
     * The messages that are kept, in order, in a list that is the caller's to change.
     *
     * @param millis said at that time or later; inclusive, because two messages may share a millisecond
     * @param without ids to leave out
     */
    List<Entry> since(long millis, Set<String> without);
}
