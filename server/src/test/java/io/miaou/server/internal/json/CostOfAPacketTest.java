package io.miaou.server.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.KnownNames;
import io.miaou.protocol.socket.Packet.Event;
import io.miaou.protocol.socket.PacketDecoder;
import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.PacketLimits;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the usual packet costs in memory, which is what it costs the collector. */
class CostOfAPacketTest {
    private static final byte[] EVENT = bytes("42[\"say\",{\"room\":\"a\",\"text\":\"hello\"}]");
    private static final byte[] REQUEST = bytes("4217[\"say\",{\"room\":\"a\",\"text\":\"hello\"}]");

    private final PacketDecoder decoder =
            new PacketDecoder(new PacketDecoder.Names(PacketLimits.DEFAULTS, known(), new KnownNames()));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static KnownNames known() {
        KnownNames names = new KnownNames();
        names.add("say");
        return names;
    }

    @Test
    void aKnownEventIsTwoObjects() {
        assertThat(bytesPer(() -> decoder.text(EVENT, 1, EVENT.length))).isLessThanOrEqualTo(80);
        assertThat(bytesPer(() -> decoder.text(REQUEST, 1, REQUEST.length))).isLessThanOrEqualTo(80);
    }

    @Test
    void anEchoIsOneCopyMore() {
        Event event = (Event) Objects.requireNonNull(decoder.text(REQUEST, 1, REQUEST.length));
        int answer = 16 + "4317[{\"room\":\"a\",\"text\":\"hello\"}]".length() + 7;
        assertThat(bytesPer(() -> PacketEncoder.echo("/", event.id(), event.arguments())))
                .isLessThanOrEqualTo(answer + 32);
    }

    /** Bytes that one call allocates, by the JVM's own count for this thread. */
    private static long bytesPer(Supplier<?> call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        Object last = call.get(); // classes are loaded now
        int calls = 10_000;
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < calls; i++) {
            last = call.get();
        }
        long after = threads.getThreadAllocatedBytes(thread);
        assertThat(last).isNotNull();
        return (after - before) / calls;
    }
}
