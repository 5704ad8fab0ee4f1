package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsPageTest {
    private static final Path PAGE = Repository.ROOT.resolve("docs/reference/options.md");

    @Test
    void thePageOfOptionsSaysWhatTheCodeDoes() throws IOException {
        String page = OptionsPage.render();
        if (Boolean.getBoolean("miaou.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).exists();
        assertThat(Files.readString(PAGE))
                .as("docs/reference/options.md; -Dmiaou.regenerate=true writes it anew")
                .isEqualTo(page);
    }
}
