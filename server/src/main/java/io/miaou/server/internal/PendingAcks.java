package io.miaou.server.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The acknowledgements that a socket waits for, oldest first, at most so many. Any thread. */
final class PendingAcks {
    private final int limit;
    private final Map<Long, PendingAck> waiting = new LinkedHashMap<>(4); // guarded by this
    private boolean over; // guarded by this

    PendingAcks(int limit) {
        this.limit = limit;
    }

    /** Puts one in; what had to make way for it, or it itself when all is over, or null. */
    synchronized @Nullable PendingAck add(long id, PendingAck ack) {
        if (over) {
            return ack;
        }
        PendingAck oldest = null;
        if (waiting.size() >= limit) {
            oldest = waiting.remove(waiting.keySet().iterator().next());
        }
        waiting.put(id, ack);
        return oldest;
    }

    /** Takes one out: whoever gets it tells it. */
    synchronized @Nullable PendingAck take(long id) {
        return waiting.remove(id);
    }

    /** Takes all out; none comes in any more. */
    synchronized List<PendingAck> end() {
        over = true;
        List<PendingAck> all = new ArrayList<>(waiting.values());
        waiting.clear();
        return all;
    }

    synchronized int size() {
        return waiting.size();
    }
}
