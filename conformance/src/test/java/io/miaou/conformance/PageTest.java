package io.miaou.conformance;

import static io.miaou.conformance.Transcript.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small page in a real browser: what a person sees besides the words. The page's clock is moved by the test. */
class PageTest {
    private static final String GREEN = "rgb\\(10, 115, 71\\)";
    private static final String RED = "rgb\\(179, 35, 44\\)";

    private static LineProcess open(String name, int port) {
        Path script = Repository.NODE.resolve("page-facts.mjs");
        List<String> command = List.of("node", script.toString(), name, "http://localhost:" + port + "/");
        LineProcess page = LineProcess.start(name, command, Map.of());
        page.out().expect("^\\* entered$");
        return page;
    }

    private static void hasBehaved(LineProcess page) {
        assertThat(page.out().all("^\\* (page error|outside|policy)")).isEmpty();
    }

    @Test
    void r80_othersSeeWhoIsTypingUntilTwoSecondsWithoutAKey() {
        try (ChatUnderTest chat = ChatUnderTest.start();
                LineProcess alice = open("Alice", chat.port());
                LineProcess bob = open("Bob", chat.port())) {
            alice.out().expect("^state: Connecté");
            bob.out().expect("^state: Connecté");
            alice.type("write je réfléchis");
            bob.out().expect("^typing: Alice est en train de taper\\.\\.\\.$");
            alice.type("forward 2000");
            bob.out().expect("^typing: -$", 2);
            alice.type("write encore");
            bob.out().expect("^typing: Alice est en train de taper\\.\\.\\.$", 2);
            alice.type("say encore un mot");
            bob.out().expect("^typing: -$", 3);
            assertThat(alice.out().all("^typing: Alice")).isEmpty();
            hasBehaved(alice);
            hasBehaved(bob);
        }
    }

    @Test
    void r81_theStateOfTheConnectionIsShownByWordDotAndSpinnerWithTheLatency(@TempDir Path data) {
        int port;
        LineProcess page;
        try (ServerProcess server = ServerProcess.chat(0, data).awaitReady()) {
            port = server.port("ws-port");
            page = open("Alice", port);
            page.out().expect("^state: Connexion, spinner$");
            page.out().expect("^state: Connecté, dot " + GREEN + "$");
            page.out().expect("^latency: shown$");
        }
        try (page) {
            page.out().expect("^state: Déconnecté, dot " + RED + "$");
            page.out().expect("^latency: -$", 2);
            page.type("forward 2000");
            page.out().expect("^state: Reconnexion, spinner$");
            page.out().expect("^state: Déconnecté, dot " + RED + "$", 2);
            try (ServerProcess again = ServerProcess.chat(port, data).awaitReady();
                    RawClient rosa = RawClient.open("Rosa", port)) {
                page.type("say écrit pendant la coupure");
                page.type("forward 30000");
                page.out().expect("^state: Connecté, dot " + GREEN + "$", 2);
                rosa.out().expect(said("Alice", "écrit pendant la coupure"));
                assertThat(again.process().handle().isAlive()).isTrue();
            }
            hasBehaved(page);
        }
    }
}
