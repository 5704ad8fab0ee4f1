package io.miaou.websocket.internal;

import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The events of one connection on their way to its handler: one at a time, in order, on a virtual thread that exists only
 * while there is something to do.
 *
 * <p>An idle connection owns neither a thread nor a queue. The loop puts in, the thread takes out; the lock is held for a
 * few instructions on either side, never while a handler runs. When what waits passes the high mark the loop is told to
 * stop reading, and to go on when half of it is done: a slow handler slows its own peer down and nobody else.
 */
public final class Mailbox<T extends Mailbox.Letter> implements Inbox<T> {
    /** Something to be read. */
    public interface Letter {
        /** What it weighs while it waits, in bytes. */
        int weight();
    }

    private static final String THREAD_NAME = "miaou-handler-";
    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name(THREAD_NAME, 0).factory();

    /** What a mailbox leads to; called on the virtual thread. */
    public interface Reader<T> {
        /** An event, one after the other; must not throw. */
        void read(T letter);

        /** A full mailbox has been worked down to half. */
        void halfEmpty();
    }

    /** How much may wait before the sender should stop; shared by all mailboxes of an owner. */
    public record Capacity(int maxEvents, int maxBytes) {}

    private final Capacity capacity;
    private final Reader<T> reader;

    private @Nullable ArrayDeque<T> waiting; // guarded by this; null while nobody works
    private long bytes; // guarded by this
    private boolean full; // guarded by this

    /** A mailbox that nobody works at. */
    public Mailbox(Capacity capacity, Reader<T> reader) {
        this.capacity = capacity;
        this.reader = reader;
    }

    /** Whether the current thread is one that a mailbox runs a handler on. */
    public static boolean isCurrent() {
        Thread current = Thread.currentThread();
        return current.isVirtual() && current.getName().startsWith(THREAD_NAME);
    }

    @Override
    public boolean offer(T letter) {
        boolean idle;
        boolean isFull;
        synchronized (this) {
            idle = waiting == null;
            if (waiting == null) {
                waiting = new ArrayDeque<>(4);
            }
            waiting.add(letter);
            bytes += letter.weight();
            full |= waiting.size() >= capacity.maxEvents || bytes >= capacity.maxBytes;
            isFull = full;
        }
        if (idle) {
            THREADS.newThread(this::work).start();
        }
        return isFull;
    }

    /** Whether it is full, and half of it is yet to be done. */
    public synchronized boolean isFull() {
        return full;
    }

    private void work() {
        for (T next = take(); next != null; next = take()) {
            reader.read(next);
            Thread.interrupted(); // the flag that a handler restores is for its own call, not for the next one
            if (becameHalfEmpty(next.weight())) {
                reader.halfEmpty();
            }
        }
    }

    private synchronized @Nullable T take() {
        ArrayDeque<T> queue = waiting;
        if (queue == null || queue.isEmpty()) {
            waiting = null;
            return null;
        }
        return queue.poll();
    }

    private synchronized boolean becameHalfEmpty(int weight) {
        bytes -= weight;
        boolean half =
                full && waiting != null && waiting.size() <= capacity.maxEvents / 2 && bytes <= capacity.maxBytes / 2;
        if (half) {
            full = false;
        }
        return half;
    }
}
