package io.miaou.server.internal;

import io.miaou.server.adapter.Audience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one namespace that live on one event loop, and the rooms they are in. Only that loop touches it, so no lock
 * stands on the way of a broadcast.
 *
 * <p>Every socket is in the room that its id names without being listed in it: most sockets are in no other. Union and
 * difference of rooms need no set: who was met gets the number of the walk as a stamp.
 */
final class RoomShard {
    private final List<LiveSocket> all = new ArrayList<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private int walk;

    /** A room's members on this loop. */
    private static final class Room {
        final String name;
        final List<Membership> members = new ArrayList<>(2);

        Room(String name) {
            this.name = name;
        }
    }

    /** One socket's place in one room, in the socket's chain of them. */
    static final class Membership {
        private final Room room;
        private final LiveSocket socket;
        private int index;
        private @Nullable Membership next;

        private Membership(Room room, LiveSocket socket) {
            this.room = room;
            this.socket = socket;
        }
    }

    // --- members --------------------------------------------------------------------------------------------------

    void add(LiveSocket socket) {
        socket.shardIndex = all.size();
        all.add(socket);
    }

    /** Takes a socket out, and out of all its rooms. */
    void remove(LiveSocket socket) {
        if (socket.shardIndex < 0) {
            return;
        }
        LiveSocket last = all.removeLast();
        if (last != socket) {
            all.set(socket.shardIndex, last);
            last.shardIndex = socket.shardIndex;
        }
        socket.shardIndex = -1;
        for (Membership place = socket.memberships; place != null; place = place.next) {
            drop(place);
        }
        socket.memberships = null;
    }

    /** Puts a socket into a room; harmless when it is there, or not in the namespace any more. */
    void join(LiveSocket socket, String name) {
        if (socket.shardIndex < 0) {
            return;
        }
        if (name.equals(socket.id())) {
            socket.ownRoomLeft = false;
            return;
        }
        for (Membership place = socket.memberships; place != null; place = place.next) {
            if (place.room.name.equals(name)) {
                return;
            }
        }
        Room room = rooms.computeIfAbsent(name, Room::new);
        Membership place = new Membership(room, socket);
        place.index = room.members.size();
        room.members.add(place);
        place.next = socket.memberships;
        socket.memberships = place;
    }

    /** Takes a socket out of a room; harmless when it is not there. */
    void leave(LiveSocket socket, String name) {
        if (name.equals(socket.id())) {
            socket.ownRoomLeft = true;
        }
        Membership before = null;
        for (Membership place = socket.memberships; place != null; place = place.next) {
            if (place.room.name.equals(name)) {
                if (before == null) {
                    socket.memberships = place.next;
                } else {
                    before.next = place.next;
                }
                drop(place);
                return;
            }
            before = place;
        }
    }

    private void drop(Membership place) {
        List<Membership> members = place.room.members;
        Membership last = members.removeLast();
        if (last != place) {
            members.set(place.index, last);
            last.index = place.index;
        }
        if (members.isEmpty()) {
            rooms.remove(place.room.name);
        }
    }

    // --- walks ----------------------------------------------------------------------------------------------------

    /** Calls everyone in the audience once; who leaves meanwhile does no harm. */
    void forEach(Audience audience, Lookup byId, Consumer<LiveSocket> action) {
        if (audience.rooms().isEmpty() && audience.except().isEmpty()) {
            forAll(action);
            return;
        }
        int stamp = ++walk;
        for (String name : audience.except()) {
            forRoom(name, byId, socket -> socket.stamp = stamp);
        }
        Consumer<LiveSocket> once = socket -> {
            if (socket.stamp != stamp) {
                socket.stamp = stamp;
                action.accept(socket);
            }
        };
        if (audience.rooms().isEmpty()) {
            forAll(once);
        }
        for (String name : audience.rooms()) {
            forRoom(name, byId, once);
        }
    }

    /** From the end: who is taken out on the way makes nobody be missed or met twice. */
    private void forAll(Consumer<LiveSocket> action) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (i < all.size()) {
                action.accept(all.get(i));
            }
        }
    }

    private void forRoom(String name, Lookup byId, Consumer<LiveSocket> action) {
        LiveSocket own = byId.find(name);
        if (own != null && own.shardIndex >= 0 && !own.ownRoomLeft && own.isOn(this)) {
            action.accept(own);
        }
        Room room = rooms.get(name);
        if (room == null) {
            return;
        }
        for (int i = room.members.size() - 1; i >= 0; i--) {
            if (i < room.members.size()) {
                action.accept(room.members.get(i).socket);
            }
        }
    }

    /** Finds a socket of the namespace by its id, on whatever loop. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        LiveSocket find(String id);
    }

    /** Names of the rooms that somebody here is in, but for those that ids name. */
    List<String> names() {
        return List.copyOf(rooms.keySet());
    }

    int size() {
        return all.size();
    }
}
