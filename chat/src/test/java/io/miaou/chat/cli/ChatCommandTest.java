package io.miaou.chat.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miaou.chat.terminal.ChatSession.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ChatCommandTest {
    private static Settings settings(String... args) {
        ChatCommand command = new ChatCommand();
        Cli.commandLine(command).parseArgs(args);
        return command.settings();
    }

    /** Runs a command that must fail, and returns its only line. */
    private static String failure(String... args) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        CommandLine line = Cli.commandLine(new MiaouCommand());
        line.setErr(new PrintWriter(err));
        line.setOut(new PrintWriter(out));
        assertThat(line.execute(args)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    @Test
    void r64_withoutArgumentsOneIsUserAndANumberOnTheCoursesServer() {
        for (int time = 0; time < 100; time++) {
            Settings settings = settings();
            assertThat(settings.name()).matches("User(0|[1-9]\\d{0,2})");
            assertThat(settings.server()).isEqualTo(URI.create("ws://localhost:8080"));
            assertThat(settings.maxAttempts()).isEqualTo(5);
        }
        assertThat(settings("").name()).startsWith("User");
    }

    @Test
    void r64_aNameIsTheFirstArgumentAndAnAddressTheSecond() {
        assertThat(settings("Alice").name()).isEqualTo("Alice");
        assertThat(settings("  Zoé du Pré ", "ws://127.0.0.1:9/chat?ts=s"))
                .isEqualTo(new Settings("Zoé du Pré", URI.create("ws://127.0.0.1:9/chat?ts=s"), 5));
        assertThat(settings("Alice", "wss://[::1]:9").server()).isEqualTo(URI.create("wss://[::1]:9"));
    }

    @Test
    void anAddressAloneIsNoName() {
        Settings settings = settings("WS://example.org:9");
        assertThat(settings.name()).startsWith("User");
        assertThat(settings.server()).isEqualTo(URI.create("WS://example.org:9"));
    }

    @Test
    void attemptsCanBeWithoutLimit() {
        assertThat(settings("--max-attempts", "0", "Alice").maxAttempts()).isZero();
        assertThat(settings("Alice", "--max-attempts", "9").maxAttempts()).isEqualTo(9);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings("Alice", URI.create("ws://x"), -1))
                .withMessageContaining("-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--colour Alice",
                "--max-attempts",
                "--max-attempts -1 Alice",
                "--max-attempts many Alice",
                "Carol ws://localhost:8080 Bob",
            })
    void aWrongOptionOrOneArgumentTooManyIsNamed(String arguments) {
        String[] args = ("chat " + arguments).split(" ", -1);
        assertThat(failure(args))
                .startsWith("miaou chat: ")
                .contains(args.length == 4 && !args[1].startsWith("-") ? args[3] : args[1])
                .endsWith("(--help lists the options)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "example.org",
                "ftp://localhost",
                "ws://",
                "ws:///chat",
                "ws://localhost:0",
                "ws://localhost:65536",
                "ws://local host",
                "ws://user:secret@localhost",
                "ws://localhost/#part",
                ""
            })
    void whatIsNoAddressIsOneLineAndNoConnection(String url) {
        assertThat(failure("chat", "Alice", url)).startsWith("miaou chat: ").contains(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "https://example.org"})
    void addressesOfTheWebAreNotThereYet(String url) {
        assertThat(failure("chat", "Alice", url)).contains(url).contains("not there yet");
        assertThat(failure("chat", url)).contains(url).contains("not there yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--room tea", "--rich", "--queue", "--lang fr", "--plain", "--json"})
    void optionsToComeAreNotThereYet(String option) {
        String[] args = ("chat Alice " + option).split(" ", -1);
        assertThat(failure(args)).isEqualTo("miaou chat: " + args[2] + " is not there yet (--help lists the options)");
    }
}
