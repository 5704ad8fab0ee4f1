package io.miaou.protocol.engine;

import java.util.Base64;
import java.util.List;

/**
 * The bodies of long polling: packets joined by U+001E, a binary message as {@code b} and standard base64 (Engine.IO 4, "HTTP
 * long-polling"). What comes is read by {@link ServerSession} itself, packet by packet.
 */
public final class EnginePayload {
    /** Stands between two packets; no text of JSON holds it unescaped. */
    static final byte SEPARATOR = 0x1e;

    /** In the place of a type: the rest is base64. */
    static final byte BASE64 = 'b';

    private EnginePayload() {}

    /** Joins packets to one body. */
    public static byte[] encode(List<? extends OutgoingPacket> packets) {
        if (packets.size() == 1 && !packets.getFirst().isBinary()) {
            return packets.getFirst().bytes().clone();
        }
        byte[] body = new byte[length(packets)];
        int at = 0;
        for (OutgoingPacket packet : packets) {
            if (at > 0) {
                body[at++] = SEPARATOR;
            }
            byte[] bytes = packet.bytes();
            if (packet.isBinary()) {
                body[at++] = BASE64;
                bytes = Base64.getEncoder().encode(bytes);
            }
            System.arraycopy(bytes, 0, body, at, bytes.length);
            at += bytes.length;
        }
        return body;
    }

    private static int length(List<? extends OutgoingPacket> packets) {
        long length = Math.max(0, packets.size() - 1);
        for (OutgoingPacket packet : packets) {
            length += lengthOf(packet);
        }
        return Math.toIntExact(length);
    }

    /** What a packet takes in a body, in bytes. */
    static long lengthOf(OutgoingPacket packet) {
        long length = packet.bytes().length;
        return packet.isBinary() ? 1 + (length + 2) / 3 * 4 : length;
    }
}
