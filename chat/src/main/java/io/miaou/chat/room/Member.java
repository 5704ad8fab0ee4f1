package io.miaou.chat.room;

import io.miaou.chat.wire.Capability;
import io.miaou.chat.wire.TimestampUnit;
import io.miaou.websocket.WebSocket;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection in a room, with or without a name. Everything that changes is guarded by the room's lock. */
public final class Member {
    /** Who speaks before giving a name. */
    static final String ANONYMOUS = "Anonymous";

    final WebSocket socket;
    final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    TimestampUnit unit;

    @Nullable
    String name;

    boolean typing;
    /** Whether it is in the audience. */
    boolean hears;
    /** Number of the last message before it came into the audience. */
    long heardAfter;
    /** Whether it was told already what came before that. */
    boolean replayed;

    Member(WebSocket socket, TimestampUnit unit) {
        this.socket = socket;
        this.unit = unit;
    }

    /** The name others see; exact on the thread of the connection's handler, which alone changes it. */
    public String displayName() {
        return name == null ? ANONYMOUS : name;
    }
}
