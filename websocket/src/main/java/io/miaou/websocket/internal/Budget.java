package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.InboundBudget;
import java.util.concurrent.atomic.AtomicLong;

/** Memory that all connections of a server share in one direction. Safe for use by many threads. */
public final class Budget implements InboundBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** Memory of so many bytes. */
    public Budget(long limit) {
        this.limit = limit;
    }

    @Override
    public boolean tryReserve(int bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    @Override
    public void release(int bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes taken now. */
    public long taken() {
        return taken.get();
    }
}
