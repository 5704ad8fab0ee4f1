package io.miaou.chat.fake;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A frame as a client receives it: the text and what JSON says it is. */
public record Frame(String text) {
    private static final JsonMapper JSON = new JsonMapper();

    public JsonNode json() {
        return JSON.readTree(text);
    }

    public String type() {
        return text("type");
    }

    public String username() {
        return text("username");
    }

    public String content() {
        return text("content");
    }

    public String id() {
        return text("id");
    }

    /** As the course's clients print it, without the time. */
    public String line() {
        return username() + ": " + content();
    }

    private String text(String field) {
        return json().required(field).stringValue();
    }
}
