package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequirementsTest {
    @Test
    void everyRequirementStandsOnceAndNamesOnlyWhatExists() throws IOException {
        String page = Files.readString(Repository.ROOT.resolve("docs/requirements.md"));
        assertThat(RequirementsPage.problems(Repository.ROOT, page)).isEmpty();
    }

    @Test
    void aMissingOrDoubledRowIsFound(@TempDir Path root) {
        String page = rows(1, 83) + row(7, "later", "");
        assertThat(RequirementsPage.problems(root, page))
                .containsExactlyInAnyOrder(
                        "R7: stands 2 times, should stand once", "R84: stands 0 times, should stand once");
    }

    @Test
    void aDoneRowNeedsAProof(@TempDir Path root) {
        String page = rows(1, 83) + row(84, "done", "seen by eye");
        assertThat(RequirementsPage.problems(root, page)).containsExactly("R84: is done without a proof in backticks");
    }

    @Test
    void aProofThatDoesNotExistIsFound(@TempDir Path root) throws IOException {
        Path tests = Files.createDirectories(root.resolve("chat/src/test/java"));
        Files.writeString(tests.resolve("RoomTest.java"), "class RoomTest { @Test void joinIsHeard() {} }");
        Files.writeString(root.resolve("README.md"), "");
        String page = rows(1, 83)
                + row(84, "done", "`RoomTest#joinIsHeard`, `README.md`, `RoomTest#leaveIsHeard`, `docs/x.md`");
        assertThat(RequirementsPage.problems(root, page))
                .containsExactly("R84: `RoomTest#leaveIsHeard` does not exist", "R84: `docs/x.md` does not exist");
    }

    @Test
    void aStateThatIsNoneIsFound(@TempDir Path root) {
        String page = rows(1, 83) + row(84, "nearly", "");
        assertThat(RequirementsPage.problems(root, page))
                .containsExactly("R84: is 'nearly', should be done, partial or later");
    }

    private static String rows(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> row(number, "later", "-"))
                .collect(Collectors.joining());
    }

    private static String row(int number, String state, String proof) {
        return "| R" + number + " | does something | " + state + " | " + proof + " |\n";
    }
}
