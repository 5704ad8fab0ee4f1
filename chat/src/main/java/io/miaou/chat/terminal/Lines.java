package io.miaou.chat.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 from a terminal, a pipe or a file. One thread. */
final class Lines {
    private final Reader in;
    private final int longest;

    /** @param longest characters that are kept of a line, so that a file without line breaks does not fill the heap */
    Lines(InputStream in, int longest) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.longest = longest;
    }

    /** The next line without its end; null when there is none. What is longer than the longest is cut off. */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() < longest) {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }
}
