package io.miaou.websocket.internal;

/** Where something is put in to be worked off by another thread, in order. */
public interface Inbox<T> {
    /** Puts something in; it is always taken. True when the inbox is full now and the sender should stop. */
    boolean offer(T letter);
}
