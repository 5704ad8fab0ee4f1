package io.miaou.server.adapter;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom something is for, and how it may travel. Immutable.
 *
 * @param rooms those in at least one of them; none for all of the namespace
 * @param except but for those in one of these
 * @param local only on this server
 * @param isVolatile may be lost on the way to a client that cannot take it at once
 * @param compress whether it may be compressed
 * @param timeout how long to wait for other servers; null for the adapter's own
 */
public record Audience(
        List<String> rooms,
        List<String> except,
        boolean local,
        boolean isVolatile,
        boolean compress,
        @Nullable Duration timeout) {
    /** Everyone. */
    public static final Audience ALL = new Audience(List.of(), List.of(), false, false, true, null);

    /** Copies the lists. */
    public Audience {
        rooms = List.copyOf(rooms);
        except = List.copyOf(except);
    }
}
