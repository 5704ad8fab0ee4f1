package io.miaou.chat.terminal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static List<String> lines(String input, Charset charset) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(input.getBytes(charset)), 10);
        List<String> all = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        assertThat(lines.next()).isNull();
        return all;
    }

    @Test
    void theLastLineNeedsNoEnd() throws IOException {
        assertThat(lines("one\n\ntwo", UTF_8)).containsExactly("one", "", "two");
        assertThat(lines("one\n", UTF_8)).containsExactly("one");
        assertThat(lines("", UTF_8)).isEmpty();
    }

    @Test
    void aLineIsUtf8AndWhatIsNotIsReplaced() throws IOException {
        assertThat(lines("é 👍\n", UTF_8)).containsExactly("é 👍");
        assertThat(lines("é\n", ISO_8859_1)).containsExactly("\uFFFD");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheHeap() throws IOException {
        assertThat(lines("0123456789abcdef\nnext\n", UTF_8)).containsExactly("0123456789", "next");
    }
}
