package io.miaou.protocol.engine;

import org.jspecify.annotations.Nullable;

/** What a session knows only while it is on long polling; a session on WebSocket has none. One thread. */
final class PollingSide {
    @Nullable
    PacketQueue queue; // null while nothing waits

    @Nullable
    Payload post; // the rest of a body that is worked on in slices

    boolean posting; // from the begin of a POST to its last packet

    long firstPollAt = ServerSession.NEVER;
    long upgradeAt = ServerSession.NEVER; // counts while there is a probe
    long noopAt = ServerSession.NEVER; // counts while a probe is answered and a GET waits
    long closeAt = ServerSession.NEVER; // counts while closing
}
