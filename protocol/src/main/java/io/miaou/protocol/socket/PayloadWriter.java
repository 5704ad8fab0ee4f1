package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the payload of one event or answer, argument after argument. One thread at a time; {@link #finish} ends it.
 *
 * <p>Who writes an argument by hand calls {@link #next} before it and writes one JSON value into {@link #out}.
 */
public final class PayloadWriter {
    private static final byte[] PLACEHOLDER = "{\"_placeholder\":true,\"num\":".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuilder out;
    private final int maxAttachments;
    private List<byte[]> attachments = List.of();
    private boolean isForeign; // JSON was taken over in which a placeholder may hide that is none of ours

    private PayloadWriter(int capacity, int maxAttachments) {
        this.out = new ByteBuilder(capacity);
        this.maxAttachments = maxAttachments;
        out.put('[');
    }

    /**
     * The payload of an event.
     *
     * @param maxAttachments how many its reader takes, {@link PacketLimits#maxAttachments}
     * @throws IllegalArgumentException when the name is reserved
     */
    public static PayloadWriter event(String name, int maxAttachments) {
        if (ReservedEvents.contains(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is a reserved event name: choose another");
        }
        PayloadWriter writer = new PayloadWriter(128, maxAttachments);
        JsonText.writeString(writer.out, name);
        return writer;
    }

    /** The payload of an answer. */
    public static PayloadWriter ack(int maxAttachments) {
        return new PayloadWriter(64, maxAttachments);
    }

    /** Begins another argument: the comma, where one is due. */
    public PayloadWriter next() {
        if (out.size() > 1) {
            out.put(',');
        }
        return this;
    }

    /** Where the JSON goes. */
    public ByteBuilder out() {
        return out;
    }

    /** From now on {@link #finish} looks for placeholders that were not made by {@link #binary}. */
    public void mistrust() {
        isForeign = true;
    }

    /**
     * Writes the placeholder of binary data, which becomes the next attachment.
     *
     * @param data not copied: it must not change until it is sent
     * @throws IllegalArgumentException when there are as many attachments as a reader takes
     */
    public void binary(byte[] data) {
        if (maxAttachments == 0) {
            throw new IllegalArgumentException("Binary data has no place here: send it in an event");
        }
        if (attachments.size() == maxAttachments) {
            throw new IllegalArgumentException("More than " + maxAttachments
                    + " piece(s) of binary data in one event: its reader would close the connection (maxAttachments); join them or"
                    + " send several events");
        }
        if (attachments.isEmpty()) {
            attachments = new ArrayList<>(2);
        }
        out.put(PLACEHOLDER);
        JsonText.writeLong(out, attachments.size());
        out.put('}');
        attachments.add(data);
    }

    /** Writes arguments that were received, all of them, as they are; their binary data is numbered anew. */
    public void received(Arguments arguments) {
        if (arguments.size() > 0) {
            next();
            taken(arguments, arguments.from(0), arguments.to(arguments.size() - 1));
        }
    }

    /**
     * Writes one argument that was received, as it is; its binary data is numbered anew.
     *
     * @throws IndexOutOfBoundsException when there is no such argument
     */
    public void received(Arguments arguments, int i) {
        next();
        taken(arguments, arguments.from(i), arguments.to(i));
    }

    /** Writes a value of arguments that were received, in the middle of an argument. */
    public void taken(Arguments arguments, int from, int to) {
        byte[] json = arguments.source();
        if (!arguments.hasBinary()) {
            isForeign = true;
            out.put(json, from, to);
            return;
        }
        int done = from;
        for (Placeholder placeholder : Placeholder.in(json, from, to)) {
            out.put(json, done, placeholder.from());
            binary(arguments.attachments().get(placeholder.index()));
            done = placeholder.to();
        }
        out.put(json, done, to);
    }

    /**
     * The payload. The writer is not to be used any more.
     *
     * @throws IllegalArgumentException when the arguments have binary data, and beside it something that looks like the
     *     placeholder of binary data: a reader could not tell them apart, and might close the connection
     */
    public Payload finish() {
        out.put(']');
        if (isForeign && !attachments.isEmpty()) {
            requireOwnPlaceholders();
        }
        return new Payload(out.array(), 0, out.size(), attachments);
    }

    private void requireOwnPlaceholders() {
        List<Placeholder> found = Placeholder.in(out.array(), 0, out.size());
        boolean same = found.size() == attachments.size();
        for (int i = 0; i < found.size() && same; i++) {
            same = found.get(i).index() == i;
        }
        if (!same) {
            throw new IllegalArgumentException(
                    "An argument beside binary data has a member \"_placeholder\" that is true, as the placeholder of binary data"
                            + " has: rename that member, or send it in an event without binary data");
        }
    }
}
