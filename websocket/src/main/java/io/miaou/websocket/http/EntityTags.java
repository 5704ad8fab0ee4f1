package io.miaou.websocket.http;

import java.util.List;

/** Reads {@code If-None-Match} (RFC 9110 §13.1.2). */
final class EntityTags {
    private static final String WEAK = "W/";

    private EntityTags() {}

    /**
     * Whether the field lines name this tag, or any by {@code *}. Compared weakly (§8.8.3.2): {@code W/} does not count. What
     * is not a list of tags matches nothing, so that the answer is whole.
     */
    static boolean match(List<String> fields, String tag) {
        String opaque = tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
        for (String field : fields) {
            if (field.equals("*") || lists(field, opaque)) {
                return true;
            }
        }
        return false;
    }

    /** A tag may hold a comma, so that the list cannot be split at commas. */
    private static boolean lists(String field, String opaque) {
        int at = 0;
        while (at < field.length()) {
            char c = field.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int start = field.startsWith(WEAK, at) ? at + WEAK.length() : at;
            int end = field.startsWith("\"", start) ? field.indexOf('"', start + 1) + 1 : 0;
            if (end == 0) {
                return false;
            }
            // The tag holds its closing quote, so that a longer one in the list does not begin with it.
            if (field.startsWith(opaque, start)) {
                return true;
            }
            at = end;
        }
        return false;
    }
}
