package io.miaou.chat.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnFrameTest {
    @Test
    void aFrameIsTheCoursesFieldByField() {
        assertThat(OwnFrame.join("Alice", 1_763_630_000_123L))
                .isEqualTo("{\"type\":\"join\",\"username\":\"Alice\",\"content\":\"\",\"timestamp\":1763630000123}");
        assertThat(OwnFrame.message("Zoé \"Z\"", "a\\b\u001B 👍", 0))
                .isEqualTo(
                        "{\"type\":\"message\",\"username\":\"Zoé \\\"Z\\\"\",\"content\":\"a\\\\b\\u001B 👍\",\"timestamp\":0}");
    }
}
