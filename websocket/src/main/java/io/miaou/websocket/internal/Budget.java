package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.InboundBudget;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that the unfinished messages of a server may take together. Safe for use by many threads. */
final class Budget implements InboundBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    Budget(long limit) {
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
    long taken() {
        return taken.get();
    }
}
