package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What official suites test is tested here, or said to be open. */
class BehavioursTest {
    private static final Path PAGE = Repository.ROOT.resolve("docs/reference/behaviours.md");

    private static String list(String name) throws IOException {
        try (InputStream in = BehavioursTest.class.getResourceAsStream("/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyTitleHasAVerdictAndEveryTestThatIsNamedExists() throws IOException {
        BehavioursPage page = BehavioursPage.of(Repository.ROOT, list("behaviours.txt"));
        assertThat(page.problems()).isEmpty();
        assertThat(page.states().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(661);
    }

    /** With {@code -Dmiaou.regenerate=true} it is written anew first. */
    @Test
    void theCommittedPageIsMadeFromTheList() throws IOException {
        String page = BehavioursPage.of(Repository.ROOT, list("behaviours.txt")).page();
        if (Boolean.getBoolean("miaou.regenerate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void everyItemOfTheWiresChecklistHasATest() throws IOException {
        BehavioursPage page = BehavioursPage.of(Repository.ROOT, list("checklist.txt"));
        assertThat(page.problems()).isEmpty();
    }

    @Test
    void aTestThatDoesNotExistAndATitleWithoutAVerdictAreFound(@TempDir Path root) {
        String list = "== suite\t3\n-- file\none\tNoTest#atAll\ntwo\t\nthree\topen\n";
        assertThat(BehavioursPage.of(root, list).problems())
                .containsExactly("one: `NoTest#atAll` does not exist", "two\t: has no verdict");
        assertThat(BehavioursPage.of(root, "== suite\t2\none\tnext\n").problems())
                .containsExactly("suite: has 1 titles, should have 2");
    }
}
