package io.miaou.server.internal;

import io.miaou.server.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a socket. What it is in changes at the call and is seen by the caller at once; the loop's index follows through the
 * queue that messages take, too. A superclass and no object of its own, for most sockets are in no room but their own. Any thread,
 * but for what is the loop's.
 */
abstract class RoomMember implements Socket {
    private @Nullable Set<String> rooms; // guarded by this; null for its own alone
    private boolean roomsForgotten; // guarded by this

    // the loop's
    int shardIndex = -1;
    int stamp;
    boolean ownRoomLeft;
    RoomShard.@Nullable Membership memberships;
    private @Nullable RoomShard shard;

    abstract LiveSocket self();

    abstract boolean isGone();

    abstract int maxRooms();

    abstract int maxRoomName();

    abstract void onLoop(Runnable task);

    // --- the loop -------------------------------------------------------------------------------------------------

    /** It is in its namespace: whoever sends to the rooms it has joined before finds it. */
    final void moveIn(RoomShard home) {
        shard = home;
        home.add(self());
        for (String room : rooms()) {
            home.join(self(), room);
        }
    }

    final void moveOut() {
        if (shard != null) {
            shard.remove(self());
        }
    }

    final boolean isOn(RoomShard other) {
        return shard == other;
    }

    /** Joins; what was asked for is done at once. */
    final void joinNow(String... names) {
        if (remember(names)) {
            index(names);
        }
    }

    private void index(String... names) {
        RoomShard home = shard;
        if (home != null) {
            for (String name : names) {
                home.join(self(), name);
            }
        }
    }

    /** Leaves; what was asked for is done at once. */
    final void leaveNow(String... names) {
        forget(names);
        unindex(names);
    }

    private void unindex(String... names) {
        RoomShard home = shard;
        if (home != null) {
            for (String name : names) {
                home.leave(self(), name);
            }
        }
    }

    // --- any thread -----------------------------------------------------------------------------------------------

    @Override
    public final synchronized Set<String> rooms() {
        if (rooms != null) {
            return Set.copyOf(rooms);
        }
        return roomsForgotten ? Set.of() : Set.of(id());
    }

    @Override
    public final void join(String... names) {
        for (String name : names) {
            requireRoomName(name);
        }
        if (remember(names) && isConnected()) {
            String[] copy = names.clone();
            onLoop(() -> index(copy));
        }
    }

    @Override
    public final void leave(String... names) {
        forget(names);
        if (isConnected()) {
            String[] copy = names.clone();
            onLoop(() -> unindex(copy));
        }
    }

    private void requireRoomName(String name) {
        if (name.length() > maxRoomName()) {
            throw new IllegalArgumentException("a room's name has " + name.length() + " characters, limit "
                    + maxRoomName() + " (maxRoomName): shorten it");
        }
    }

    private synchronized boolean remember(String... names) {
        if (isGone() || roomsForgotten) {
            return false;
        }
        Set<String> now = rooms == null ? new LinkedHashSet<>(List.of(id())) : rooms;
        for (String name : names) {
            if (!now.contains(name) && now.size() >= maxRooms()) {
                throw new IllegalStateException("socket " + id() + " is in " + maxRooms()
                        + " rooms (maxRoomsPerSocket): leave some, or raise the limit");
            }
            now.add(name);
        }
        rooms = now;
        return true;
    }

    private synchronized void forget(String... names) {
        if (!roomsForgotten) {
            Set<String> now = rooms == null ? new LinkedHashSet<>(List.of(id())) : rooms;
            List.of(names).forEach(now::remove);
            rooms = now;
        }
    }

    /** It has left all its rooms, and its listeners know. */
    final synchronized void forgetRooms() {
        rooms = null;
        roomsForgotten = true;
    }
}
