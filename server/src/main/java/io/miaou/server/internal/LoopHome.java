package io.miaou.server.internal;

import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.Timed;

/** What the Socket.IO connections of one event loop share: their timers. The loop's thread only. */
final class LoopHome implements Timed {
    private final Loop loop;
    private final Wheel wheel = new Wheel();
    private long due;
    private int heapIndex = -1;

    LoopHome(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    /** Sets a timer, {@code delay} nanoseconds from now. */
    void set(Wheel.Timer timer, long delay) {
        wheel.set(timer, loop.now(), delay);
        loop.remind(this, wheel.due());
    }

    /** Stops a timer; harmless when it is not set. */
    void stop(Wheel.Timer timer) {
        wheel.stop(timer);
    }

    @Override
    public void onDeadline(long now) {
        wheel.advance(now);
        loop.remind(this, wheel.due());
    }

    /** A timer's bug: the others ring all the same. */
    @Override
    public void breakOff() {
        loop.remind(this, wheel.due());
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void due(long nanos) {
        due = nanos;
    }

    @Override
    public int heapIndex() {
        return heapIndex;
    }

    @Override
    public void heapIndex(int index) {
        heapIndex = index;
    }
}
