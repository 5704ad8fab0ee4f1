package io.miaou.chat.wire;

import org.jspecify.annotations.Nullable;

/** What a name may be. Names here are no accounts: two people may use the same one. */
public final class Names {
    /** Longest name, in code points: names stand in every announcement, on every screen. */
    public static final int MAX_LENGTH = 64;

    private Names() {}

    /** What is wrong with a name, to be read after "the name "; null when nothing is. */
    static @Nullable String problem(String name) {
        if (name.isBlank()) {
            return "is empty";
        }
        if (name.length() > 2 * MAX_LENGTH || name.codePointCount(0, name.length()) > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        if (name.codePoints().anyMatch(Names::canForge)) {
            return "contains control characters";
        }
        return name.equalsIgnoreCase(ServerFrame.SYSTEM) ? "\"" + ServerFrame.SYSTEM + "\" is the server's own" : null;
    }

    /** Whether a character could draw a line of its own, or turn round the text after it, on somebody's terminal. */
    private static boolean canForge(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> (codePoint >= 0x202A && codePoint <= 0x202E) || (codePoint >= 0x2066 && codePoint <= 0x2069);
        };
    }
}
