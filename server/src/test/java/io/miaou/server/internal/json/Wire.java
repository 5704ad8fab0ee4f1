package io.miaou.server.internal.json;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.JsonSlice;
import io.miaou.protocol.socket.Packet;
import io.miaou.protocol.socket.PacketDecoder;
import io.miaou.protocol.socket.PacketEncoder;
import io.miaou.protocol.socket.PacketLimits;
import io.miaou.protocol.socket.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From values to the wire and back, as tests want it. */
final class Wire {
    static final JacksonCodec CODEC = new JacksonCodec();

    private Wire() {}

    /** The JSON of some arguments, without the array around them. */
    static String json(@Nullable Object... arguments) {
        String array = CODEC.write(null, arguments).text();
        return array.substring(1, array.length() - 1);
    }

    /** Arguments as a peer receives them. */
    static Arguments sent(@Nullable Object... arguments) {
        return received(CODEC.write("event", arguments));
    }

    static Arguments received(Payload payload) {
        byte[] packet = PacketEncoder.event("/", Packet.NO_ID, payload);
        return received(packet, payload.attachments().toArray(new byte[0][]));
    }

    /** The arguments of an event with this JSON behind its name. */
    static Arguments arguments(String json, byte[]... attachments) {
        String type = attachments.length == 0 ? "42" : "45" + attachments.length + "-";
        return received((type + "[\"event\"," + json + "]").getBytes(StandardCharsets.UTF_8), attachments);
    }

    private static Arguments received(byte[] packet, byte[]... attachments) {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        Packet read = decoder.text(packet, 1, packet.length);
        for (byte[] attachment : attachments) {
            read = decoder.binary(attachment);
        }
        return ((Packet.Event) Objects.requireNonNull(read, () -> String.valueOf(decoder.violation()))).arguments();
    }

    static <T> @Nullable T read(String json, Class<T> type) {
        @SuppressWarnings("unchecked")
        T value = (T) CODEC.read(arguments(json), 0, type);
        return value;
    }

    static <T> T there(Arguments arguments, Class<T> type) {
        return type.cast(Objects.requireNonNull(CODEC.read(arguments, 0, type)));
    }

    static Map<?, ?> map(String json) {
        return there(arguments(json), Map.class);
    }

    static JsonSlice slice(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new JsonSlice(bytes, 0, bytes.length);
    }
}
