package io.miaou.server.internal.engine;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What a request's query says to the engine: of a name that comes twice the last value counts, as with the official server.
 *
 * @param version the value of {@code EIO}; empty for none
 * @param transport the value of {@code transport}
 * @param sid the id of a session; empty for a handshake
 */
record EngineQuery(String version, String transport, String sid) {
    static EngineQuery of(String query) {
        String version = "";
        String transport = "";
        String sid = "";
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            int mark = query.indexOf('=', at);
            boolean hasValue = mark >= 0 && mark < end;
            String name = decode(query.substring(at, hasValue ? mark : end));
            String value = hasValue ? decode(query.substring(mark + 1, end)) : "";
            switch (name) {
                case "EIO" -> version = value;
                case "transport" -> transport = value;
                case "sid" -> sid = value;
                default -> {}
            }
            at = end + 1;
        }
        return new EngineQuery(version, transport, sid);
    }

    /** Malformed escapes are taken as they stand; no name or id of ours holds any. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    /** Whether it speaks Engine.IO 4: anything but exactly 4 counts as 3, which is not served. */
    boolean isVersion4() {
        return version.equals("4");
    }

    boolean isHandshake() {
        return sid.isEmpty();
    }
}
