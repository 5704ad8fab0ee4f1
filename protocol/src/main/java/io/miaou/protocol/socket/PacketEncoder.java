package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets. Every result is text of its own, UTF-8, and begins with Engine.IO's {@code 4} for a message, ready for a
 * frame; the attachments of a payload follow it as binary messages. No state: any thread.
 *
 * <p>A namespace {@code /} is left out, as the reference leaves it out. Ids are {@link Packet#NO_ID} for none, else 0 to
 * 2<sup>53</sup>.
 */
public final class PacketEncoder {
    private static final byte[] NOTHING = {};
    private static final byte[] SID = "{\"sid\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "{\"message\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);

    private PacketEncoder() {}

    /** A server's permission: {@code 40{"sid":"..."}}. */
    public static byte[] connect(String namespace, String sid) {
        ByteBuilder data = new ByteBuilder(32).put(SID);
        JsonText.writeString(data, sid);
        data.put('}');
        return packet(PacketType.CONNECT, 0, namespace, Packet.NO_ID, data.array(), 0, data.size());
    }

    /** A CONNECT with this object as its data, or without any. */
    public static byte[] connectWith(String namespace, byte @Nullable [] dataJson) {
        byte[] data = dataJson == null ? NOTHING : dataJson;
        return packet(PacketType.CONNECT, 0, namespace, Packet.NO_ID, data, 0, data.length);
    }

    /** A refusal: {@code 44{"message":"...","data":...}}, the data left out when it is null. */
    public static byte[] connectError(String namespace, String message, byte @Nullable [] dataJson) {
        ByteBuilder data = new ByteBuilder(64).put(MESSAGE);
        JsonText.writeString(data, message);
        if (dataJson != null) {
            data.put(DATA).put(dataJson);
        }
        data.put('}');
        return packet(PacketType.CONNECT_ERROR, 0, namespace, Packet.NO_ID, data.array(), 0, data.size());
    }

    /** The end of a socket: {@code 41}. */
    public static byte[] disconnect(String namespace) {
        return packet(PacketType.DISCONNECT, 0, namespace, Packet.NO_ID, NOTHING, 0, 0);
    }

    /** An event; its attachments are the caller's to send behind it. */
    public static byte[] event(String namespace, long id, Payload payload) {
        int attachments = payload.attachments().size();
        PacketType type = attachments == 0 ? PacketType.EVENT : PacketType.BINARY_EVENT;
        return packet(type, attachments, namespace, id, payload.bytes(), payload.from(), payload.to());
    }

    /** An event with this JSON array, its name the first element. */
    public static byte[] event(String namespace, long id, int attachments, byte[] payloadJsonArray) {
        PacketType type = attachments == 0 ? PacketType.EVENT : PacketType.BINARY_EVENT;
        return packet(type, attachments, namespace, id, payloadJsonArray, 0, payloadJsonArray.length);
    }

    /** An answer; its attachments are the caller's to send behind it. */
    public static byte[] ack(String namespace, long id, Payload payload) {
        int attachments = payload.attachments().size();
        PacketType type = attachments == 0 ? PacketType.ACK : PacketType.BINARY_ACK;
        return packet(type, attachments, namespace, id, payload.bytes(), payload.from(), payload.to());
    }

    /** An answer with this JSON array. */
    public static byte[] ack(String namespace, long id, int attachments, byte[] payloadJsonArray) {
        PacketType type = attachments == 0 ? PacketType.ACK : PacketType.BINARY_ACK;
        return packet(type, attachments, namespace, id, payloadJsonArray, 0, payloadJsonArray.length);
    }

    /**
     * An answer that repeats arguments as they were received, in one copy.
     *
     * @throws IllegalArgumentException when they have binary data: that takes {@link PayloadWriter#received(Arguments)}
     */
    public static byte[] echo(String namespace, long id, Arguments arguments) {
        if (arguments.hasBinary()) {
            throw new IllegalArgumentException("The arguments have binary data: use PayloadWriter.received");
        }
        int size = arguments.size();
        int from = size == 0 ? 0 : arguments.from(0);
        int to = size == 0 ? 0 : arguments.to(size - 1);
        ByteBuilder out = head(PacketType.ACK, 0, namespace, id, to - from + 2);
        return out.put('[').put(arguments.source(), from, to).put(']').toByteArray();
    }

    private static byte[] packet(
            PacketType type, int attachments, String namespace, long id, byte[] payload, int from, int to) {
        return head(type, attachments, namespace, id, to - from)
                .put(payload, from, to)
                .toByteArray();
    }

    /** What comes before the payload, in an array of the exact size of the whole. */
    private static ByteBuilder head(PacketType type, int attachments, String namespace, long id, int payloadLength) {
        byte[] name = "/".equals(namespace) ? NOTHING : namespace.getBytes(StandardCharsets.UTF_8);
        int size = 2
                + (attachments > 0 ? JsonText.digits(attachments) + 1 : 0)
                + (name.length > 0 ? name.length + 1 : 0)
                + (id >= 0 ? JsonText.digits(id) : 0);
        ByteBuilder out = ByteBuilder.exact(size + payloadLength).put('4').put(type.wire());
        if (attachments > 0) {
            JsonText.writeLong(out, attachments);
            out.put('-');
        }
        if (name.length > 0) {
            out.put(name).put(',');
        }
        if (id >= 0) {
            JsonText.writeLong(out, id);
        }
        return out;
    }
}
