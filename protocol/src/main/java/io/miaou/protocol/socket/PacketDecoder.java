package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Packet.NO_ID;
import static io.miaou.protocol.socket.Packet.UNANSWERABLE;

import io.miaou.protocol.socket.Packet.Ack;
import io.miaou.protocol.socket.Packet.Connect;
import io.miaou.protocol.socket.Packet.ConnectError;
import io.miaou.protocol.socket.Packet.Disconnect;
import io.miaou.protocol.socket.Packet.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of one connection: {@code <type>[<attachments>-][<namespace>,][<id>][<json>]}.
 *
 * <p>One pass over the bytes finds type, namespace, id and name, validates the JSON as {@code JSON.parse} would and notes where
 * the arguments begin. What is refused is what the reference refuses, and a few forms besides that no encoder writes (white
 * space before the payload, numbers of attachments that are not plain digits, a packet without a type). After a violation
 * nothing more is read.
 *
 * <p>A packet with attachments is held back until they came, as binary messages of their own; its placeholders are checked
 * at once. The decoder knows no time: who reads {@link #isWaiting} limits how long that may take.
 *
 * <p>Two references and a third while it waits: an idle connection has one of these. One thread at a time.
 */
public final class PacketDecoder {
    private static final long MAX_ID = 1L << 53;

    private final Names names;
    private @Nullable Waiting waiting;
    private @Nullable PacketViolation violation;

    /** What all decoders of a server share: limits, and the names that are likely to come. */
    public record Names(PacketLimits limits, KnownNames events, KnownNames namespaces) {}

    /** A packet without its attachments. */
    private record Waiting(Packet packet, int expected, List<byte[]> data) {}

    /** A decoder that makes a String for each name. */
    public PacketDecoder(PacketLimits limits) {
        this(new Names(limits, new KnownNames(), new KnownNames()));
    }

    /** A decoder that knows names. */
    public PacketDecoder(Names names) {
        this.names = names;
    }

    /** Whether a packet waits for its attachments: binary data must come next. */
    public boolean isWaiting() {
        return waiting != null;
    }

    /** What the peer did wrong; null as long as it did nothing. */
    public @Nullable PacketViolation violation() {
        return violation;
    }

    /** Forgets a packet that waits for attachments. */
    public void discard() {
        waiting = null;
    }

    /**
     * Reads a text message, which is UTF-8 and begins with the packet's type.
     *
     * @param bytes belong to the packet from now on: its arguments are parts of them
     * @return the packet; null when attachments are still to come, or after a {@link #violation}
     */
    public @Nullable Packet text(byte[] bytes, int from, int to) {
        if (violation != null) {
            return null;
        }
        if (waiting != null) {
            return refuse("text came where an attachment was due");
        }
        if (from >= to || bytes[from] < '0' || bytes[from] > '6') {
            return refuse("no type of packet");
        }
        int at = from + 1;
        int attachments = 0;
        if (bytes[from] >= '5') {
            int dash = JsonScanner.digits(bytes, at, to);
            attachments = attachments(bytes, at, dash, to);
            if (attachments < 0) {
                return null;
            }
            at = dash + 1;
        }
        String namespace = "/";
        if (at < to && bytes[at] == '/') {
            int comma = indexOfComma(bytes, at, to);
            if (comma - at > names.limits.maxNamespaceName()) {
                return refuse("the name of a namespace is too long", "maxNamespaceName");
            }
            namespace = name(names.namespaces, bytes, at, comma);
            at = Math.min(comma + 1, to);
        }
        int payload = JsonScanner.digits(bytes, at, to);
        long id = id(bytes, at, payload);
        return switch (bytes[from]) {
            case '0' -> connect(namespace, bytes, payload, to);
            case '1' -> payload == to ? new Disconnect(namespace) : refuse("DISCONNECT with a payload");
            case '4' -> connectError(namespace, bytes, payload, to);
            case '3', '6' -> ack(namespace, id, attachments, bytes, payload, to);
            default -> event(namespace, id, attachments, bytes, payload, to);
        };
    }

    /**
     * Takes an attachment.
     *
     * @param data belongs to the packet from now on
     * @return the packet, when it was the last; null when more are to come, or after a {@link #violation}
     */
    public @Nullable Packet binary(byte[] data) {
        if (violation != null) {
            return null;
        }
        Waiting now = waiting;
        if (now == null) {
            return refuse("binary data that no packet announced");
        }
        now.data.add(data);
        if (now.data.size() < now.expected) {
            return null;
        }
        waiting = null;
        return switch (now.packet) {
            case Event e ->
                new Event(e.namespace(), e.id(), e.name(), e.arguments().with(now.data));
            case Ack a -> new Ack(a.namespace(), a.id(), a.arguments().with(now.data));
            case Connect c -> c;
            case ConnectError c -> c;
            case Disconnect d -> d;
        };
    }

    // --- before the payload ---------------------------------------------------------------------------------------

    private int attachments(byte[] bytes, int from, int dash, int to) {
        int count = 0;
        for (int i = from; i < dash && count <= names.limits.maxAttachments(); i++) {
            count = 10 * count + bytes[i] - '0';
        }
        if (dash >= to || bytes[dash] != '-' || count == 0) {
            refuse("no number of attachments");
            return -1;
        }
        if (count > names.limits.maxAttachments()) {
            refuse("too many attachments", "maxAttachments");
            return -1;
        }
        return count;
    }

    private static int indexOfComma(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    private static String name(KnownNames known, byte[] bytes, int from, int to) {
        String name = known.find(bytes, from, to);
        return name != null ? name : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static long id(byte[] bytes, int from, int to) {
        if (from == to) {
            return NO_ID;
        }
        long id = 0;
        for (int i = from; i < to; i++) {
            id = 10 * id + bytes[i] - '0';
            if (id > MAX_ID) {
                return UNANSWERABLE;
            }
        }
        return id;
    }

    // --- payloads -------------------------------------------------------------------------------------------------

    private @Nullable Packet connect(String namespace, byte[] bytes, int at, int to) {
        if (at == to) {
            return new Connect(namespace, null);
        }
        JsonSlice data = bytes[at] == '{' ? whole(bytes, at, to) : null;
        return data == null ? refuse("CONNECT with a payload that is no object") : new Connect(namespace, data);
    }

    private @Nullable Packet connectError(String namespace, byte[] bytes, int at, int to) {
        if (at == to) {
            return new ConnectError(namespace, null);
        }
        JsonSlice data = bytes[at] == '{' || bytes[at] == '"' ? whole(bytes, at, to) : null;
        return data == null
                ? refuse("CONNECT_ERROR with a payload that is neither object nor string")
                : new ConnectError(namespace, data);
    }

    private @Nullable JsonSlice whole(byte[] bytes, int at, int to) {
        PacketLimits limits = names.limits;
        int end = JsonScanner.value(bytes, at, to, limits.maxJsonDepth(), limits.maxNumberLength());
        if (end < 0) {
            refuseJson(end);
            return null;
        }
        return JsonScanner.space(bytes, end, to) == to ? new JsonSlice(bytes, at, end) : null;
    }

    private @Nullable Packet ack(String namespace, long id, int attachments, byte[] bytes, int at, int to) {
        if (at == to) {
            return hold(new Ack(namespace, id, Arguments.NONE), attachments);
        }
        if (bytes[at] != '[') {
            return refuse("an acknowledgement whose payload is no array");
        }
        int first = JsonScanner.space(bytes, at + 1, to);
        Arguments arguments = first < to && bytes[first] == ']'
                ? ended(bytes, first, to, Arguments.NONE)
                : arguments(bytes, first, to, attachments);
        return arguments == null ? null : hold(new Ack(namespace, id, arguments), attachments);
    }

    private @Nullable Packet event(String namespace, long id, int attachments, byte[] bytes, int at, int to) {
        if (at == to) {
            return hold(new Event(namespace, id, null, Arguments.NONE), attachments);
        }
        int from = bytes[at] == '[' ? JsonScanner.space(bytes, at + 1, to) : to;
        if (from == to) {
            return refuse("an event whose payload is no array");
        }
        int end = bytes[from] == '"'
                ? JsonScanner.string(bytes, from, to)
                : JsonScanner.number(bytes, from, to, names.limits.maxNumberLength());
        String name = end < 0 ? refuseName(end) : eventName(bytes, from, end);
        if (name == null) {
            return null;
        }
        int next = JsonScanner.space(bytes, end, to);
        Arguments arguments = next < to && bytes[next] == ','
                ? arguments(bytes, JsonScanner.space(bytes, next + 1, to), to, attachments)
                : ended(bytes, next, to, Arguments.NONE);
        return arguments == null ? null : hold(new Event(namespace, id, name, arguments), attachments);
    }

    /** The name as listeners know it; null when it is refused. */
    private @Nullable String eventName(byte[] bytes, int from, int to) {
        if (bytes[from] != '"') {
            return NumberText.of(Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII)));
        }
        if (to - from - 2 > names.limits.maxEventName()) {
            refuse("the name of an event is too long", "maxEventName");
            return null;
        }
        String known = names.events.find(bytes, from + 1, to - 1);
        if (known != null) {
            return known;
        }
        String name = JsonText.readString(bytes, from, to);
        if (ReservedEvents.contains(name)) {
            refuse("an event with a reserved name");
            return null;
        }
        return name;
    }

    /** The arguments from the first one on, at {@code at}. */
    private @Nullable Arguments arguments(byte[] bytes, int at, int to, int attachments) {
        int depth = names.limits.maxJsonDepth() - 1; // their array is a level
        int[] starts = Arguments.NO_STARTS;
        int size = 0;
        int i = at;
        while (true) {
            if (size > 0) {
                starts = size > starts.length ? Arrays.copyOf(starts, 2 * size + 1) : starts;
                starts[size - 1] = i;
            }
            size++;
            int end = JsonScanner.value(bytes, i, to, depth, names.limits.maxNumberLength());
            if (end < 0) {
                refuseJson(end);
                return null;
            }
            i = JsonScanner.space(bytes, end, to);
            if (i == to || bytes[i] != ',') {
                Arguments all = new Arguments(bytes, starts, size, at, end, List.of());
                return ended(bytes, i, to, all) != null && areGood(all, at, end, attachments) ? all : null;
            }
            i = JsonScanner.space(bytes, i + 1, to);
        }
    }

    /** What came before the closing bracket at {@code at}; null when it is not there, or not the end. */
    private @Nullable Arguments ended(byte[] bytes, int at, int to, Arguments arguments) {
        if (at < to && bytes[at] == ']' && JsonScanner.space(bytes, at + 1, to) == to) {
            return arguments;
        }
        refuseJson(JsonScanner.INVALID);
        return null;
    }

    /** Whether the placeholders, which mean something only beside attachments, name some that will come. */
    private boolean areGood(Arguments arguments, int from, int to, int attachments) {
        if (attachments == 0) {
            return true;
        }
        for (Placeholder placeholder : Placeholder.in(arguments.source(), from, to)) {
            if (placeholder.index() < 0 || placeholder.index() >= attachments) {
                refuse("a placeholder for an attachment that does not exist");
                return false;
            }
        }
        return true;
    }

    private @Nullable Packet hold(Packet packet, int attachments) {
        if (attachments == 0) {
            return packet;
        }
        waiting = new Waiting(packet, attachments, new ArrayList<>(attachments));
        return null;
    }

    // --- refusals -------------------------------------------------------------------------------------------------

    private @Nullable String refuseName(int problem) {
        if (problem == JsonScanner.INVALID) {
            refuse("an event whose name is neither string nor number");
        } else {
            refuseJson(problem);
        }
        return null;
    }

    private void refuseJson(int problem) {
        switch (problem) {
            case JsonScanner.TOO_DEEP -> refuse("JSON that nests too deep", "maxJsonDepth");
            case JsonScanner.NUMBER_TOO_LONG -> refuse("JSON with a number that is too long", "maxNumberLength");
            default -> refuse("a payload that is no JSON");
        }
    }

    private @Nullable Packet refuse(String detail) {
        return refuse(detail, "");
    }

    /** The first violation stays. */
    private @Nullable Packet refuse(String detail, String limit) {
        if (violation == null) {
            violation = new PacketViolation(detail, limit);
        }
        return null;
    }
}
