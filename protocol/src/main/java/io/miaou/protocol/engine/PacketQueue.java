package io.miaou.protocol.engine;

import java.util.ArrayList;
import java.util.List;

/** What waits in a session for a poll, in order; it exists only while something does. One thread. */
final class PacketQueue {
    private final ArrayList<OutgoingPacket> packets = new ArrayList<>(4);
    private long bytes;

    void add(OutgoingPacket packet) {
        packets.add(packet);
        bytes += EnginePayload.lengthOf(packet) + 1;
    }

    List<OutgoingPacket> packets() {
        return packets;
    }

    /** What they take on the wire, separators included. */
    long bytes() {
        return bytes;
    }

    /** Whether a body of them may be compressed: one that may is enough, as with the official server. */
    boolean mayCompress() {
        for (OutgoingPacket packet : packets) {
            if (packet.mayCompress()) {
                return true;
            }
        }
        return false;
    }
}
