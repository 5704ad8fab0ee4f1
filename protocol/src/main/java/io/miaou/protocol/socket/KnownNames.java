package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names that are likely to come, so that a decoder hands out the String that is there instead of making another.
 *
 * <p>One table for all connections of a server: event names that somebody listens to, namespaces that exist. It only grows, up
 * to {@link #MOST} names; beyond it, for names that need an escape in JSON and for {@link ReservedEvents}, {@link #add} does
 * nothing, and reading makes a new String as it does for every unknown name. Any thread reads; writers exclude one another.
 */
public final class KnownNames {
    /** How many names are kept: listeners with names of the moment must not fill the memory. */
    public static final int MOST = 1_024;

    private static final int SLOTS = 4 * MOST; // few collisions; a power of two

    private record Entry(byte[] bytes, String name) {}

    private volatile @Nullable Entry[] slots = new Entry[16]; // replaced, never changed
    private int size; // guarded by this

    /** Knows no name. */
    public KnownNames() {}

    /** From now on this name is known, unless the table is full. */
    public synchronized void add(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (size == MOST
                || ReservedEvents.contains(name)
                || !isPlain(bytes, name)
                || find(bytes, 0, bytes.length) != null) {
            return;
        }
        @Nullable Entry[] old = slots;
        int length = Math.min(SLOTS, Math.max(old.length, Integer.highestOneBit(4 * (size + 1)) << 1));
        @Nullable Entry[] fresh = new Entry[length];
        for (Entry entry : old) {
            if (entry != null) {
                place(fresh, entry);
            }
        }
        place(fresh, new Entry(bytes, name));
        slots = fresh;
        size++;
    }

    private static void place(@Nullable Entry[] slots, Entry entry) {
        int at = hash(entry.bytes, 0, entry.bytes.length) & (slots.length - 1);
        while (slots[at] != null) {
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = entry;
    }

    /** Whether JSON has these bytes as they are, and the name survives UTF-8. */
    private static boolean isPlain(byte[] bytes, String name) {
        for (byte b : bytes) {
            if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
                return false;
            }
        }
        return new String(bytes, StandardCharsets.UTF_8).equals(name);
    }

    /** The known name with these bytes; null when there is none. */
    @Nullable
    String find(byte[] bytes, int from, int to) {
        @Nullable Entry[] now = slots;
        int at = hash(bytes, from, to) & (now.length - 1);
        for (Entry entry = now[at]; entry != null; entry = now[at]) {
            if (Arrays.equals(entry.bytes, 0, entry.bytes.length, bytes, from, to)) {
                return entry.name;
            }
            at = (at + 1) & (now.length - 1);
        }
        return null;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ (hash >>> 15);
    }
}
