package io.miaou.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server started by {@code ./miaou}, in its own process; its ports are read from the lines it prints. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("^listening ([a-z-]+) (?:http|ws)://[^ ]*:(\\d+)/?$");

    static final String LEAK_WATCH = "-Dio.netty.leakDetection.level=paranoid";

    private final LineProcess process;

    private ServerProcess(LineProcess process) {
        this.process = process;
    }

    /** Starts {@code ./miaou ARGUMENTS}; does not wait. */
    static ServerProcess start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** The same in a changed environment. */
    static ServerProcess start(Map<String, String> environment, String... arguments) {
        Built.once();
        List<String> command =
                new ArrayList<>(List.of(Repository.ROOT.resolve("miaou").toString()));
        command.addAll(List.of(arguments));
        Map<String, String> watched = new HashMap<>(environment);
        watched.merge("MIAOU_JAVA_OPTS", LEAK_WATCH, (given, watch) -> watch + " " + given);
        return new ServerProcess(LineProcess.start(String.join(" ", command), command, watched));
    }

    /** Starts the chat on loopback, its page on a free port; 0 lets the conversation have one too. Does not wait. */
    static ServerProcess chat(int webSocketPort, Path data) {
        return start("--port", "0", "--ws-port", "" + webSocketPort, "--host", "127.0.0.1", "--data", data.toString());
    }

    /** Waits until it says that it serves. */
    ServerProcess awaitReady() {
        process.out().expect("^ready$");
        return this;
    }

    /** The port behind a listener's name, as printed. */
    int port(String listener) {
        Matcher line = LISTENING.matcher(process.out().expect("^listening " + listener + " "));
        if (!line.matches()) {
            throw process.out().failure("printed a line of another form for " + listener);
        }
        return Integer.parseInt(line.group(2));
    }

    LineProcess process() {
        return process;
    }

    /** Ends it, and fails when Netty has told of a lost buffer. */
    @Override
    public void close() {
        process.close();
        process.err().expectEnd();
        if (!process.err().all("LEAK:").isEmpty() || !process.out().all("LEAK:").isEmpty()) {
            throw process.err().failure("lost a buffer");
        }
    }

    /** The launcher builds what is stale. That happens here, once, so that no test's patience has to last for a build. */
    static final class Built {
        private static final Duration LONGEST_BUILD = Duration.ofMinutes(10);

        static {
            List<String> command = List.of(Repository.ROOT.resolve("miaou").toString(), "echo", "--help");
            try (LineProcess help = LineProcess.start("./miaou echo --help", command, Map.of())) {
                if (help.exitCode(LONGEST_BUILD) != 0) {
                    throw help.err().failure("failed");
                }
            }
        }

        private Built() {}

        static void once() {}
    }
}
