package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.WhileAway;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a client was given to send while it had no connection, in order, up to a bound ({@link WhileAway}).
 *
 * <p>Order is the point. While anything waits here, what comes is put behind it, even if a connection is open; only when the last
 * of it was handed over does a message go straight to the connection. That it was handed over and that the way is free is made
 * known together, under the lock. Safe for use by many threads; no lock is taken while nothing waits.
 */
final class Backlog {
    private static final int OVERHEAD = 96; // as a send queue counts it

    private final WhileAway limits;
    private final Deque<Message> waiting = new ArrayDeque<>(); // guarded by this
    private long bytes; // guarded by this
    private volatile @Nullable LiveWebSocket direct; // the connection, while nothing waits; written under the lock
    private boolean over; // guarded by this

    private record Message(Opcode opcode, byte[] payload) {
        long weight() {
            return payload.length + (long) OVERHEAD;
        }
    }

    Backlog(WhileAway limits) {
        this.limits = limits;
    }

    /** Sends a message or keeps it; false when there is room for it in neither place. The array is the backlog's. Any thread. */
    boolean send(Opcode opcode, byte[] payload) {
        LiveWebSocket open = direct;
        if (open != null && open.isOpen()) {
            if (open.enqueue(opcode, payload)) {
                return true;
            }
            if (open.isOpen()) {
                return false; // its queue is full
            }
        }
        return keep(opcode, payload);
    }

    private synchronized boolean keep(Opcode opcode, byte[] payload) {
        LiveWebSocket open = direct; // perhaps it opened meanwhile
        if (open != null && open.isOpen()) {
            return open.enqueue(opcode, payload);
        }
        Message message = new Message(opcode, payload);
        if (over || message.weight() > limits.maxBytes()) {
            return false;
        }
        while (waiting.size() >= limits.maxMessages() || bytes + message.weight() > limits.maxBytes()) {
            switch (limits.whenFull()) {
                case REFUSE -> {
                    return false;
                }
                case DROP_OLDEST -> bytes -= waiting.removeFirst().weight();
            }
        }
        waiting.addLast(message);
        bytes += message.weight();
        return true;
    }

    /** How many messages wait. Any thread. */
    synchronized int size() {
        return waiting.size();
    }

    /** The connection takes what waits, as far as it has room; false when something is left. On its loop. */
    synchronized boolean handOver(LiveWebSocket to) {
        for (Message next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            if (!to.offer(next.opcode(), next.payload())) {
                return false;
            }
            waiting.removeFirst();
            bytes -= next.weight();
        }
        direct = to;
        return true;
    }

    /** There is no connection any more. On its loop. */
    synchronized void away() {
        direct = null;
    }

    /** Nothing will be sent any more. */
    synchronized void end() {
        away();
        over = true;
        waiting.clear();
        bytes = 0;
    }
}
