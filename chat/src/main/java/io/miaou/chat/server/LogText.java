package io.miaou.chat.server;

/** Makes what strangers wrote fit for a log: one line, no control characters, not endless. */
final class LogText {
    private static final int MAX_LENGTH = 200;

    private LogText() {}

    /**
     * The text with everything but visible characters and spaces written as {@code \}{@code uXXXX}, cut after 200 characters.
     * A line break would forge a line of the log, an escape character would speak to the terminal that shows it.
     */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 8);
        int end = Math.min(text.length(), MAX_LENGTH);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (isVisible(c)) {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_LENGTH ? safe.append("...").toString() : safe.toString();
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> c != '\\';
        };
    }
}
