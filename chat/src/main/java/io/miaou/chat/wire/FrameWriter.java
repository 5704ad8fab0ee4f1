package io.miaou.chat.wire;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes server frames as JSON. Without state, safe for use by many threads. */
public final class FrameWriter {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                    .build())
            .build();

    private FrameWriter() {}

    /** The frame as one JSON object, its times in that unit. */
    public static String write(ServerFrame frame, TimestampUnit unit) {
        StringWriter text = new StringWriter(160);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeFields(json, frame, unit);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeFields(JsonGenerator json, ServerFrame frame, TimestampUnit unit) {
        switch (frame) {
            case ServerFrame.Welcome(Set<Capability> capabilities, long at) -> {
                envelope(json, "message", ServerFrame.SYSTEM, "Welcome! Please identify yourself.", at, unit);
                capabilities(json, capabilities);
            }
            case ServerFrame.Notice(String content, String clientId, long at) -> {
                envelope(json, "message", ServerFrame.SYSTEM, content, at, unit);
                optional(json, "cid", clientId);
            }
            case ServerFrame.Announcement(String id, String room, String content, long at) -> {
                envelope(json, "message", ServerFrame.SYSTEM, content, at, unit);
                json.writeStringProperty("id", id);
                json.writeStringProperty("room", room);
            }
            case ServerFrame.Message message -> writeMessage(json, message, unit);
            case ServerFrame.Private message -> writePrivate(json, message, unit);
            case ServerFrame.Typing(String username, boolean isTyping, long at) -> {
                envelope(json, "typing", username, "", at, unit);
                json.writeBooleanProperty("isTyping", isTyping);
            }
            case ServerFrame.Ack ack -> writeAck(json, ack, unit);
            case ServerFrame.Pong(String t, long at) -> {
                envelope(json, "pong", ServerFrame.SYSTEM, "", at, unit);
                if (t != null) {
                    json.writeName("t");
                    json.writeRawValue(t);
                }
            }
        }
    }

    private static void writeMessage(JsonGenerator json, ServerFrame.Message message, TimestampUnit unit) {
        envelope(json, "message", message.username(), message.content(), message.at(), unit);
        json.writeStringProperty("id", message.id());
        json.writeStringProperty("room", message.room());
        optional(json, "cid", message.clientId());
    }

    private static void writePrivate(JsonGenerator json, ServerFrame.Private message, TimestampUnit unit) {
        envelope(json, "private", message.from(), message.content(), message.at(), unit);
        json.writeStringProperty("id", message.id());
        json.writeStringProperty("from", message.from());
        json.writeStringProperty("to", message.to());
        optional(json, "cid", message.clientId());
    }

    private static void writeAck(JsonGenerator json, ServerFrame.Ack ack, TimestampUnit unit) {
        envelope(json, "ack", ServerFrame.SYSTEM, "", ack.at(), unit);
        json.writeStringProperty("id", ack.id());
        json.writeStringProperty("to", ack.to());
        optional(json, "cid", ack.clientId());
    }

    private static void envelope(
            JsonGenerator json, String type, String username, String content, long at, TimestampUnit unit) {
        json.writeStringProperty("type", type);
        json.writeStringProperty("username", username);
        json.writeStringProperty("content", content);
        switch (unit) {
            case MILLISECONDS -> json.writeNumberProperty("timestamp", at);
            case SECONDS -> json.writeNumberProperty("timestamp", BigDecimal.valueOf(at, 3));
        }
    }

    private static void capabilities(JsonGenerator json, Set<Capability> capabilities) {
        if (capabilities.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("caps");
        for (Capability capability : capabilities) {
            json.writeString(capability.wire());
        }
        json.writeEndArray();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
