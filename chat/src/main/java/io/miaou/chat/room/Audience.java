package io.miaou.chat.room;

import io.miaou.chat.wire.Capability;
import io.miaou.chat.wire.FrameWriter;
import io.miaou.chat.wire.ServerFrame;
import io.miaou.chat.wire.TimestampUnit;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Those who hear a room, by the unit they count time in: a frame is written once for each unit, whatever their number.
 *
 * <p>Guarded by the room's lock. Groups take their work through one queue for each loop, so that the order of calls made
 * here is the order on every connection.
 */
final class Audience {
    private final Supplier<WebSocketGroup> groups;
    private final Map<TimestampUnit, Circle> everybody = new EnumMap<>(TimestampUnit.class);
    private final Map<TimestampUnit, Circle> watchingTypists = new EnumMap<>(TimestampUnit.class);

    /** An audience of nobody, which asks for its groups when it needs them. */
    Audience(Supplier<WebSocketGroup> groups) {
        this.groups = groups;
    }

    /** A group and how many were put into it; the group itself counts later, and less those who have gone. */
    private static final class Circle {
        final WebSocketGroup group;
        int count;

        Circle(WebSocketGroup group) {
            this.group = group;
        }

        void add(WebSocket socket) {
            group.add(socket);
            count++;
        }

        void remove(WebSocket socket) {
            group.remove(socket);
            count--;
        }
    }

    /** Puts a member where its unit and capabilities belong; to change those, take it out first and put it back. */
    void add(Member member) {
        circle(everybody, member).add(member.socket);
        if (member.capabilities.contains(Capability.TYPING)) {
            circle(watchingTypists, member).add(member.socket);
        }
    }

    /** Takes a member out, of where it was put. */
    void remove(Member member) {
        circle(everybody, member).remove(member.socket);
        if (member.capabilities.contains(Capability.TYPING)) {
            circle(watchingTypists, member).remove(member.socket);
        }
    }

    void tellAll(ServerFrame frame) {
        tell(everybody, frame, socket -> true);
    }

    void tellAllBut(Member member, ServerFrame frame) {
        tell(everybody, frame, socket -> !socket.equals(member.socket));
    }

    /** Tells of a typist to those who asked to see it, but for the typist. */
    void tellWatchersBut(Member member, ServerFrame frame) {
        tell(watchingTypists, frame, socket -> !socket.equals(member.socket));
    }

    private static void tell(Map<TimestampUnit, Circle> circles, ServerFrame frame, Predicate<WebSocket> filter) {
        circles.forEach((unit, circle) -> {
            if (circle.count > 0) {
                circle.group.send(FrameWriter.write(frame, unit), filter);
            }
        });
    }

    private Circle circle(Map<TimestampUnit, Circle> circles, Member member) {
        return circles.computeIfAbsent(member.unit, unit -> new Circle(groups.get()));
    }
}
