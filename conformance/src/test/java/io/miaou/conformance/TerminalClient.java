package io.miaou.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our own client, as its user starts it: {@code ./miaou chat NAME URL}, on pipes or on a terminal. */
final class TerminalClient implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3";

    private final LineProcess process;

    private TerminalClient(String name, List<String> around, String url) {
        ServerProcess.Built.once();
        List<String> command = new ArrayList<>(around);
        // Whoever runs the tests may ignore SIGINT, as a shell does for what it puts behind.
        command.addAll(List.of(
                "env", "--default-signal=INT", Repository.ROOT.resolve("miaou").toString()));
        command.addAll(List.of("chat", name, url));
        process = LineProcess.start(
                name, command, Map.of("TZ", "UTC", "MIAOU_JAVA_OPTS", ServerProcess.LEAK_WATCH + " -XX:+UseSerialGC"));
    }

    /** On pipes. */
    static TerminalClient onPipes(String name, int port) {
        return onPipes(name, "ws://localhost:" + port);
    }

    static TerminalClient onPipes(String name, String url) {
        return new TerminalClient(name, List.of(), url);
    }

    /** On a terminal, with the keys of {@code on_a_terminal.py}. */
    static TerminalClient onATerminal(String name, int port) {
        String player =
                Repository.ROOT.resolve("conformance/terminal/on_a_terminal.py").toString();
        return new TerminalClient(name, List.of(PYTHON, "-u", player), "ws://localhost:" + port);
    }

    /** What its user sees. */
    Transcript out() {
        return process.out();
    }

    /** What it complains of. */
    Transcript err() {
        return process.err();
    }

    /** Its user types a line. */
    void type(String line) {
        process.type(line);
    }

    /** Its user, or the file that plays it, has no more to say. */
    void endInput() {
        process.endInput();
    }

    void signal(String name) {
        process.signal(name);
    }

    int exitCode() {
        return process.exitCode();
    }

    int exitCode(Duration patience) {
        return process.exitCode(patience);
    }

    /** Ends it, and fails when Netty has told of a lost buffer. */
    @Override
    public void close() {
        process.close();
        process.err().expectEnd();
        if (!process.err().all("LEAK:").isEmpty()) {
            throw process.err().failure("lost a buffer");
        }
    }
}
