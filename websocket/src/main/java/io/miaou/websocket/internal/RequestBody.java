package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;
import io.miaou.websocket.http.BodyTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way from the loop to the thread that reads it. When more waits than the high mark, the
 * connection stops reading until half of it was taken. The loop puts in, one reader takes out. A lock, not a monitor: the
 * reader is a virtual thread, which before Java 24 would hold on to its carrier while it waits in a monitor.
 */
final class RequestBody extends InputStream {
    static final int HIGH_MARK = 64 * 1024;
    private static final int PIECE = 32; // what a piece weighs besides its bytes: a body may come byte by byte

    private final Runnable whenFirstRead;
    private final Runnable whenDrained;
    private final WebSocketMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(); // guarded by lock
    private int waiting; // the weight of the pieces, guarded by lock
    private boolean full; // guarded by lock
    private boolean ended; // guarded by lock
    private @Nullable IOException failure; // guarded by lock
    private byte[] current = new byte[0]; // the reader's
    private int position; // the reader's
    private boolean begun; // the reader's

    /**
     * A body of which nothing has come yet.
     *
     * @param whenFirstRead called on the reader's thread before the first read
     * @param whenDrained called on the reader's thread when the connection may read on
     */
    RequestBody(Runnable whenFirstRead, Runnable whenDrained, WebSocketMetrics metrics) {
        this.metrics = metrics;
        this.whenFirstRead = whenFirstRead;
        this.whenDrained = whenDrained;
    }

    // --- the loop -------------------------------------------------------------------------------------------------

    /** Puts bytes in; true when it is full now and the connection should stop reading. */
    boolean put(byte[] bytes) {
        lock.lock();
        try {
            pieces.add(bytes);
            waiting += bytes.length + PIECE;
            full |= waiting >= HIGH_MARK;
            changed.signal();
            return full;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void fail(IOException reason) {
        lock.lock();
        try {
            if (!ended && failure == null) {
                failure = reason;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    // --- the reader -----------------------------------------------------------------------------------------------

    /** All of it. */
    byte[] readWhole(int limit) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (fill()) {
            if (whole.size() + current.length - position > limit) {
                throw tooLarge(limit);
            }
            whole.write(current, position, current.length - position);
            position = current.length;
        }
        return whole.toByteArray();
    }

    /** What a reader gets who wants the body whole. */
    BodyTooLargeException tooLarge(int limit) {
        metrics.limitHit("maxBodySize");
        return new BodyTooLargeException(limit);
    }

    @Override
    public int read() throws IOException {
        return fill() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return current.length - position + waiting - pieces.size() * PIECE;
        } finally {
            lock.unlock();
        }
    }

    /** Makes sure that a byte is there; false at the end. */
    private boolean fill() throws IOException {
        if (!begun) {
            begun = true;
            whenFirstRead.run();
        }
        while (position == current.length) {
            byte[] next = await();
            if (next == null) {
                return false;
            }
            current = next;
            position = 0;
            if (becameDrained(next.length + PIECE)) {
                whenDrained.run();
            }
        }
        return true;
    }

    private byte @Nullable [] await() throws IOException {
        lock.lock();
        try {
            while (pieces.isEmpty()) {
                if (failure != null) {
                    throw failure;
                }
                if (ended) {
                    return null;
                }
                changed.await();
            }
            return pieces.poll();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the request body");
        } finally {
            lock.unlock();
        }
    }

    private boolean becameDrained(int taken) {
        lock.lock();
        try {
            waiting -= taken;
            boolean drained = full && waiting <= HIGH_MARK / 2;
            if (drained) {
                full = false;
            }
            return drained;
        } finally {
            lock.unlock();
        }
    }
}
