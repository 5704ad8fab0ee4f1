package io.miaou.websocket.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a streamed answer: collects what one thread writes into chunks and blocks it while more than {@value
 * #HIGH_MARK} bytes wait for the network.
 */
final class ResponseStream extends OutputStream {
    static final int HIGH_MARK = 64 * 1024;
    private static final int CHUNK = 8 * 1024;

    private final Loop loop;
    private final HttpReply reply;
    private final byte[] buffer = new byte[CHUNK]; // the writer's
    private int size; // the writer's

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting; // guarded by lock
    private @Nullable IOException failure; // guarded by lock

    ResponseStream(Loop loop, HttpReply reply) {
        this.loop = loop;
        this.reply = reply;
    }

    @Override
    public void write(int octet) throws IOException {
        if (size == CHUNK) {
            flush();
        }
        buffer[size++] = (byte) octet;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (size == CHUNK) {
                flush();
            }
            int count = Math.min(end - at, CHUNK - size);
            System.arraycopy(bytes, at, buffer, size, count);
            size += count;
            at += count;
        }
    }

    @Override
    public void flush() throws IOException {
        awaitRoom();
        if (size == 0) {
            return;
        }
        ByteBuf piece = Unpooled.directBuffer(size).writeBytes(buffer, 0, size);
        int bytes = size;
        size = 0;
        if (!loop.execute(() -> reply.write(piece, () -> taken(bytes)))) {
            piece.release();
            fail();
        }
    }

    private void awaitRoom() throws IOException {
        lock.lock();
        try {
            while (waiting > HIGH_MARK && failure == null) {
                changed.await();
            }
            if (failure != null) {
                throw failure;
            }
            waiting += size;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing the response");
        } finally {
            lock.unlock();
        }
    }

    /** The network has taken bytes. The loop's thread. */
    private void taken(int bytes) {
        lock.lock();
        try {
            waiting -= bytes;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The client is gone: whoever writes hears it. Any thread. */
    void fail() {
        lock.lock();
        try {
            failure = new IOException("the client is gone");
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
