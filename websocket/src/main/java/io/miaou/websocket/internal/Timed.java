package io.miaou.websocket.internal;

/**
 * Something that has deadlines on a {@link Loop}: connections, and what lives beside them. It keeps two numbers for the loop,
 * because an object for each would double what an idle connection's deadline costs. The loop's thread only.
 */
public interface Timed {
    /** A deadline may have come; early calls happen. The callee sets its next one with {@link Loop#remind(Timed, long)}. */
    void onDeadline(long now);

    /** {@link #onDeadline} has thrown, which is logged: end what must not go on. */
    public void breakOff();

    /** What {@link #due(long)} was given last. */
    long due();

    /** The loop's: to be kept. */
    void due(long nanos);

    /** What {@link #heapIndex(int)} was given last, at first -1. */
    int heapIndex();

    /** The loop's: to be kept. */
    void heapIndex(int index);
}
