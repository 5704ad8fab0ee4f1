package io.miaou.chat.terminal;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the course's client sends: {@code type}, {@code username}, {@code content} and {@code timestamp}, in this order.
 *
 * <p>The time is in milliseconds, as its TypeScript client counts. Who passed it on to a Python client would kill that one
 * ("year 58856 is out of range"); no server does: the course's put their own time into everything, and so does ours.
 */
final class OwnFrame {
    private static final JsonMapper JSON = new JsonMapper();

    private OwnFrame() {}

    /** Says who one is. */
    static String join(String username, long nowMillis) {
        return write("join", username, "", nowMillis);
    }

    /** Says something to all. */
    static String message(String username, String content, long nowMillis) {
        return write("message", username, content, nowMillis);
    }

    private static String write(String type, String username, String content, long nowMillis) {
        StringWriter text = new StringWriter(content.length() + 96);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            json.writeStringProperty("username", username);
            json.writeStringProperty("content", content);
            json.writeNumberProperty("timestamp", nowMillis);
            json.writeEndObject();
        }
        return text.toString();
    }
}
