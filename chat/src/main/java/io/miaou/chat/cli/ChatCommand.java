package io.miaou.chat.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.miaou.chat.terminal.ChatSession;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins a chat from the terminal, as the course's client does. */
@Command(
        name = "chat",
        description = "Joins a chat from the terminal.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        footer = {
            "",
            "Exit code: 0 after Ctrl+C or the end of the input, 1 for a mistake in the command, 2 without a connection."
        })
final class ChatCommand implements Callable<Integer> {
    private static final String SERVER = "ws://localhost:8080";

    /** Known by name, so that who reads of them elsewhere is told. */
    private static final List<String> NOT_YET = List.of("--room", "--rich", "--queue", "--lang", "--plain", "--json");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Your name (default: User and a number).")
    private @Nullable String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "URL",
            description = "The server: ws:// or wss:// (default " + SERVER + ").")
    private @Nullable String url;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            defaultValue = "5",
            description = "Attempts in a row to come back; 0 for no limit (default ${DEFAULT-VALUE}).")
    private int maxAttempts;

    @Option(
            names = {"--room", "--rich", "--queue", "--lang", "--plain", "--json"}, // NOT_YET
            arity = "0..1",
            hidden = true)
    @SuppressWarnings("UnusedVariable") // picocli counts it
    private List<String> notYet = List.of();

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    ChatCommand() {}

    @Override
    public Integer call() {
        ChatSession.Settings settings = settings();
        silence(org.slf4j.Logger.ROOT_LOGGER_NAME);
        silence("io.netty"); // which has a level of its own
        return ChatSession.run(settings);
    }

    /** What happens to the connection is said in the course's words, and not once more by the library. */
    private static void silence(String logger) {
        if (LoggerFactory.getLogger(logger) instanceof Logger log) {
            log.setLevel(Level.ERROR);
        }
    }

    /** What the arguments mean. */
    ChatSession.Settings settings() {
        refuseWhatIsNotThereYet();
        if (maxAttempts < 0) {
            throw wrong("--max-attempts is " + maxAttempts + ": give 0 (no limit) or more");
        }
        String who = name == null ? "" : name.strip();
        if (url == null && who.contains("://")) { // the server alone
            return new ChatSession.Settings(anybody(), server(who), maxAttempts);
        }
        return new ChatSession.Settings(
                who.isEmpty() ? anybody() : who, server(url == null ? SERVER : url), maxAttempts);
    }

    private void refuseWhatIsNotThereYet() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (List.of(option.names()).containsAll(NOT_YET)) {
                String given = spec.commandLine().getParseResult().originalArgs().stream()
                        .filter(NOT_YET::contains)
                        .findFirst()
                        .orElseThrow();
                throw wrong(given + " is not there yet");
            }
        }
    }

    private URI server(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            throw wrong("'" + text + "': http:// and https:// are not there yet, give ws:// or wss://");
        }
        if (lower.startsWith("ws://") || lower.startsWith("wss://")) {
            try {
                return new URI(text);
            } catch (URISyntaxException wrong) {
                // The same answer as for what is no address at all.
            }
        }
        throw wrong("'" + text + "' is no address of a WebSocket server: give one like " + SERVER);
    }

    private static String anybody() {
        return "User" + ThreadLocalRandom.current().nextInt(1_000);
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
