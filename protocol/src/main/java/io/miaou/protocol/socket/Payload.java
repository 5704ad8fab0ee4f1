package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What an event or an answer carries, encoded: a JSON array, an event's name its first element, and the binary data whose
 * placeholders it holds. One payload may go to any number of peers and into any namespace.
 *
 * @param bytes hold the array; never to be changed
 * @param from where the array begins
 * @param to behind its end
 * @param attachments the binary data, as the placeholders number it
 */
public record Payload(byte[] bytes, int from, int to, List<byte[]> attachments) {
    /** A payload without binary data. */
    public static Payload of(String jsonArray) {
        byte[] bytes = jsonArray.getBytes(StandardCharsets.UTF_8);
        return new Payload(bytes, 0, bytes.length, List.of());
    }

    /** How many bytes the JSON takes. */
    public int length() {
        return to - from;
    }

    /** How many bytes the JSON and the attachments take. */
    public long size() {
        long size = length();
        for (byte[] attachment : attachments) {
            size += attachment.length;
        }
        return size;
    }

    /** The JSON, whole. */
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The first characters of the JSON, for a log. */
    @Override
    public String toString() {
        return LogText.of(bytes, from, to)
                + (attachments.isEmpty() ? "" : " with " + attachments.size() + " attachments");
    }
}
