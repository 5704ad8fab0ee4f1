package io.miaou.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineSessionDiagramTest {
    private static final Path PAGE = Path.of("..", "docs", "concepts", "engine-session.md");

    @Test
    void theCommittedDiagramIsWhatTheMachineDoes() throws IOException {
        String page = SessionDiagram.walk().page();
        if (Boolean.getBoolean("miaou.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).exists();
        assertThat(page).isEqualTo(Files.readString(PAGE));
    }

    @Test
    void everyStateIsReachedAndEveryInputWasTriedInEach() {
        SessionDiagram diagram = SessionDiagram.walk();
        assertThat(diagram.states())
                .containsExactlyInAnyOrder(
                        "polling",
                        "polled",
                        "polling_probe",
                        "polled_probe",
                        "polling_probe_answered",
                        "polled_probe_answered",
                        "closing",
                        "closing_probe",
                        "closing_probe_answered",
                        "websocket",
                        "closed");
        assertThat(diagram.steps()).isEqualTo(11 * 28);
    }
}
