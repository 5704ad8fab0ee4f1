package io.miaou.server.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a connection by their namespaces. A superclass and no object of its own, for most clients are in one namespace. The
 * loop's thread only.
 */
abstract class SocketTable {
    private @Nullable LiveSocket first;
    private @Nullable Map<String, LiveSocket> others; // by namespace, from the second on

    /** The one in that namespace, or on its way in. */
    final @Nullable LiveSocket find(String namespace) {
        LiveSocket one = first;
        if (one != null && one.namespace().name().equals(namespace)) {
            return one;
        }
        return others == null ? null : others.get(namespace);
    }

    final int count() {
        return (first == null ? 0 : 1) + (others == null ? 0 : others.size());
    }

    final void put(LiveSocket socket) {
        if (first == null) {
            first = socket;
            return;
        }
        if (others == null) {
            others = new HashMap<>(4);
        }
        others.put(socket.namespace().name(), socket);
    }

    /** A socket has left its namespace, or never was in it. */
    final void remove(LiveSocket socket) {
        if (first == socket) {
            first = null;
        } else if (others != null) {
            others.remove(socket.namespace().name(), socket);
        }
    }

    final List<LiveSocket> sockets() {
        List<LiveSocket> all = new ArrayList<>(count());
        if (first != null) {
            all.add(first);
        }
        if (others != null) {
            all.addAll(others.values());
        }
        return all;
    }
}
