package io.miaou.chat.terminal;

/**
 * Makes what strangers wrote fit for a terminal: one line, and nothing that the terminal would obey.
 *
 * <p>A line break would forge the words of somebody else, an escape sequence could clear the screen, change its title or
 * type for the user, and an override of the direction of writing would turn round what follows. All of it stays
 * visible, as signs that do nothing. What is left alone: every letter, and the joiners that emoji are made of.
 */
final class HarmlessText {
    private static final char REPLACEMENT = '\uFFFD';

    /** Of the signs for control characters, the first: U+2400 stands for U+0000, U+241B for escape. */
    private static final char CONTROL_SIGNS = '\u2400';

    private HarmlessText() {}

    /** The text, with a sign for each character that is not to be shown as it is; a tabulator becomes a space. */
    static String of(String text) {
        int at = 0;
        while (at < text.length() && sign(text, at) == text.charAt(at)) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder harmless = new StringBuilder(text);
        for (; at < text.length(); at++) {
            harmless.setCharAt(at, sign(text, at));
        }
        return harmless.toString();
    }

    private static char sign(String text, int at) {
        char c = text.charAt(at);
        if (c == '\t') {
            return ' ';
        }
        if (c < ' ') {
            return (char) (CONTROL_SIGNS + c);
        }
        if (c == 0x7F) {
            return '\u2421'; // the sign for delete
        }
        if (c == 0x2028 || c == 0x2029) {
            return '\u2424'; // the sign for a new line
        }
        return isSteering(c) || isLoneSurrogate(text, at) ? REPLACEMENT : c;
    }

    /** The second set of control characters, with a one-character form of escape sequences, and changes of direction. */
    private static boolean isSteering(char c) {
        return (c >= 0x80 && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
