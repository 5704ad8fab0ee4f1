package io.miaou.protocol.websocket;

/** A budget that remembers how much was held at most, and how much the heap had while a buffer was copied into a larger one. */
final class CountingBudget implements InboundBudget {
    private final long capacity;
    private long held;
    private long peak;
    private long peakWhileCopying;
    private int reservations;

    CountingBudget(long capacity) {
        this.capacity = capacity;
    }

    static CountingBudget unlimited() {
        return new CountingBudget(Long.MAX_VALUE);
    }

    @Override
    public boolean tryReserve(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("reserves " + bytes);
        }
        reservations++;
        if (bytes > capacity - held) {
            return false;
        }
        peakWhileCopying = Math.max(peakWhileCopying, held + held + bytes);
        held += bytes;
        peak = Math.max(peak, held);
        return true;
    }

    @Override
    public void release(int bytes) {
        if (bytes < 0 || bytes > held) {
            throw new IllegalArgumentException("releases " + bytes + " of " + held);
        }
        held -= bytes;
    }

    long held() {
        return held;
    }

    long peak() {
        return peak;
    }

    /** The old and the new array together, when one decoder alone uses the budget. */
    long peakWhileCopying() {
        return peakWhileCopying;
    }

    int reservations() {
        return reservations;
    }
}
