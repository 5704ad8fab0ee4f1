package io.miaou.websocket.internal;

import io.miaou.protocol.time.TimeSource;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one event loop share: the time, one alarm for the nearest of their deadlines, and one flush at the
 * end of each turn.
 *
 * <p>Whatever users ask for passes through the event loop's task queue, also when they ask on the loop itself: that alone
 * orders joins, broadcasts, sends and closes against each other, and no call of a user's takes effect before it returns, so
 * nobody is called back in the middle of something. Writes of one turn leave with one system call per connection: the first
 * of them queues the flush behind the tasks that are already waiting.
 *
 * <p>One connection's fault, which would be a bug of ours, never takes the loop from the others. The loop's thread only, but
 * for {@link #enqueue}, {@link #execute}, {@link #isCurrent} and {@link #now}.
 */
public final class Loop {
    /** A time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long UNARMED = Long.MIN_VALUE; // as an alarm's time: none is set now

    private final EventLoop executor;
    private final TimeSource time;
    private final long origin;
    private final Deadlines deadlines = new Deadlines();
    private final List<LoopHandler> handlers = new ArrayList<>();
    private List<Outbox> unflushed = new ArrayList<>();
    private List<Outbox> flushing = new ArrayList<>();
    private TimeSource.@Nullable Alarm alarm;
    private long alarmAt = NEVER;

    Loop(EventLoop executor, TimeSource time) {
        this.executor = executor;
        this.time = time;
        this.origin = time.nanoTime();
    }

    /** Nanoseconds since the loop was made; never negative. */
    public long now() {
        return time.nanoTime() - origin;
    }

    /** Whether the caller is on the loop. */
    public boolean isCurrent() {
        return executor.inEventLoop();
    }

    /** Runs a task of our own on the loop: now when called there, otherwise as {@link #enqueue} does. */
    public boolean execute(Runnable task) {
        if (executor.inEventLoop()) {
            task.run();
            return true;
        }
        return enqueue(task);
    }

    /** Runs a task on the loop behind what was queued before: all that users ask for; false when the loop has ended. */
    public boolean enqueue(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            RateLimitedLog.LOG.debug("a task came after the end of its loop");
            return false;
        }
    }

    /** The same for a task of one connection, which it ends, and not the loop, should it have a bug. */
    boolean execute(LoopHandler owner, Runnable task) {
        return execute(() -> guarded(owner, handler -> task.run()));
    }

    /** The same for a task of one connection, which it ends, and not the loop, should it have a bug. */
    boolean enqueue(LoopHandler owner, Runnable task) {
        return enqueue(() -> guarded(owner, handler -> task.run()));
    }

    // --- connections ----------------------------------------------------------------------------------------------

    void register(LoopHandler handler) {
        handler.registryIndex = handlers.size();
        handlers.add(handler);
    }

    void unregister(LoopHandler handler) {
        deadlines.remove(handler);
        int index = handler.registryIndex;
        if (index < 0) {
            return;
        }
        handler.registryIndex = -1;
        LoopHandler last = handlers.removeLast();
        if (index < handlers.size()) {
            handlers.set(index, last);
            last.registryIndex = index;
        }
    }

    /** Calls every connection; those that come or go meanwhile do no harm. */
    void forEach(Consumer<LoopHandler> action) {
        for (LoopHandler handler : List.copyOf(handlers)) {
            guarded(handler, action);
        }
    }

    private static <T extends Timed> void guarded(T handler, Consumer<T> action) {
        try {
            action.accept(handler);
        } catch (RuntimeException | Error bug) {
            failed(handler, bug);
        }
    }

    /** Ends a connection for which something could not be done: it must not go on as if it had been. */
    static void failed(Timed handler, Throwable bug) {
        RateLimitedLog.LOG.error("a bug of ours ended " + handler, bug);
        handler.breakOff();
    }

    /** Where channels are registered that live here. */
    EventLoop executor() {
        return executor;
    }

    /** How many connections there are. */
    int size() {
        return handlers.size();
    }

    /** How many of them wait for a deadline. */
    int deadlines() {
        return deadlines.size();
    }

    // --- time -----------------------------------------------------------------------------------------------------

    /** Has the handler asked at that time or earlier. */
    void remind(LoopHandler handler, long due) {
        boolean isAskedBefore = handler.heapIndex >= 0 && due >= handler.due; // as it is with nearly every message
        if (due == NEVER || isAskedBefore || handler.registryIndex < 0) {
            return;
        }
        deadlines.set(handler, due);
        arm();
    }

    /** Has somebody asked at that time or earlier; {@link #NEVER} changes nothing. To be taken back with {@link #forget}. */
    public void remind(Timed timed, long due) {
        if (due != NEVER) {
            deadlines.set(timed, due);
            arm();
        }
    }

    /** Asks somebody no more; harmless when it would not have been asked. */
    public void forget(Timed timed) {
        deadlines.remove(timed);
    }

    private void arm() {
        Timed first = deadlines.first();
        if (first == null || first.due() >= alarmAt) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmAt = first.due();
        alarm = time.schedule(executor, alarmAt - now(), this::ring);
    }

    private void ring() {
        alarm = null;
        alarmAt = UNARMED; // until all that is due was asked
        long now = now();
        for (Timed first = deadlines.first(); first != null && first.due() <= now; first = deadlines.first()) {
            deadlines.remove(first);
            guarded(first, timed -> timed.onDeadline(now));
        }
        alarmAt = NEVER;
        arm();
    }

    /** Forgets the alarm: the loop ends. */
    void stop() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        alarmAt = UNARMED;
    }

    // --- flushing -------------------------------------------------------------------------------------------------

    /** Flushes the outbox at the end of this turn. The caller remembers that it has asked. */
    void flushLater(Outbox outbox) {
        if (unflushed.isEmpty()) {
            enqueue(this::flushAll);
        }
        unflushed.add(outbox);
    }

    private void flushAll() {
        List<Outbox> batch = unflushed;
        unflushed = flushing;
        flushing = batch;
        for (int i = 0; i < batch.size(); i++) {
            Outbox outbox = batch.get(i);
            try {
                outbox.flushNow();
            } catch (RuntimeException | Error bug) {
                failed(outbox.owner(), bug);
            }
        }
        batch.clear();
    }
}
