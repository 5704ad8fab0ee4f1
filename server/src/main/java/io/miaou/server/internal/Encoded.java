package io.miaou.server.internal;

import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.Payload;
import io.miaou.server.internal.engine.EngineLink;
import io.miaou.server.internal.engine.Part;
import java.util.ArrayList;
import java.util.List;

/** A packet as it leaves: encoded once, whoever gets it. Its bytes never change: any thread. */
final class Encoded {
    private static final int OVERHEAD = 96; // what waits besides the bytes

    private final Part text;
    private final List<Part> all; // the text and its attachments; empty when there are none

    private Encoded(Part text, List<Part> all) {
        this.text = text;
        this.all = all;
    }

    /** A packet without attachments, with the Engine.IO type in front. */
    static Encoded of(byte[] packet) {
        return new Encoded(Part.text(packet), List.of());
    }

    /** An event for a namespace. */
    static Encoded event(String namespace, long id, Payload payload, boolean compress) {
        return of(PacketEncoder.event(namespace, id, payload), payload.attachments(), compress);
    }

    /** An acknowledgement. */
    static Encoded ack(String namespace, long id, Payload payload) {
        return of(PacketEncoder.ack(namespace, id, payload), payload.attachments(), true);
    }

    private static Encoded of(byte[] packet, List<byte[]> attachments, boolean compress) {
        Part text = Part.text(packet).compress(compress);
        if (attachments.isEmpty()) {
            return new Encoded(text, List.of());
        }
        List<Part> all = new ArrayList<>(1 + attachments.size());
        all.add(text);
        for (byte[] attachment : attachments) {
            all.add(Part.binary(attachment).compress(compress));
        }
        return new Encoded(text, all);
    }

    /** Bytes to account for. */
    int bytes() {
        int bytes = text.bytes().length + OVERHEAD;
        for (int i = 1; i < all.size(); i++) {
            bytes += all.get(i).bytes().length + OVERHEAD;
        }
        return bytes;
    }

    /** Frames it for all that will get it; {@link #release} is to follow. */
    void share() {
        if (all.isEmpty()) {
            text.share();
        } else {
            all.forEach(Part::share);
        }
    }

    /** The maker of a shared one needs it no longer. */
    void release() {
        if (all.isEmpty()) {
            text.release();
        } else {
            all.forEach(Part::release);
        }
    }

    /** Hands it to a session. On its loop. */
    void sendTo(EngineLink link, boolean isVolatile) {
        if (all.isEmpty()) {
            link.send(text, isVolatile);
        } else {
            link.send(all, isVolatile);
        }
    }
}
