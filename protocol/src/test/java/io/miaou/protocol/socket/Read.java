package io.miaou.protocol.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.Packet.Ack;
import io.miaou.protocol.socket.Packet.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Packets from text, as tests want them. */
final class Read {
    private Read() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The packet that a text message is, read from the middle of an array. */
    static Packet packet(String text) {
        return packet(text, PacketLimits.DEFAULTS);
    }

    static Packet packet(String text, PacketLimits limits) {
        PacketDecoder decoder = new PacketDecoder(limits);
        Packet packet = feed(decoder, text);
        assertThat(decoder.violation()).as(start(text)).isNull();
        return Objects.requireNonNull(packet, () -> start(text) + " is not whole");
    }

    static Event event(String text) {
        return (Event) packet(text);
    }

    static Ack ack(String text) {
        return (Ack) packet(text);
    }

    /** What a text message does wrong. */
    static PacketViolation violation(String text) {
        return violation(text, PacketLimits.DEFAULTS);
    }

    static PacketViolation violation(String text, PacketLimits limits) {
        PacketDecoder decoder = new PacketDecoder(limits);
        assertThat(feed(decoder, text)).as(start(text)).isNull();
        return Objects.requireNonNull(decoder.violation(), () -> start(text) + " is no violation");
    }

    static boolean isRefused(String text) {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        feed(decoder, text);
        return decoder.violation() != null;
    }

    @org.jspecify.annotations.Nullable
    static Packet feed(PacketDecoder decoder, String text) {
        byte[] bytes = utf8("4" + text + "]]");
        return decoder.text(bytes, 1, bytes.length - 2);
    }

    /** Every argument's JSON. */
    static List<String> texts(Arguments arguments) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            texts.add(arguments.json(i).text());
        }
        return texts;
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), 60));
    }
}
