package io.miaou.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A chat client that is not ours, in its own process, driven by lines: see {@code conformance/course/README.md}. */
final class ForeignClient implements AutoCloseable {
    private static final String PYTHON = "/usr/bin/python3";

    private final LineProcess process;

    private ForeignClient(String name, List<String> command, Duration backOffBase) {
        this.process = LineProcess.start(
                name,
                command,
                Map.of(
                        "COURSE_BACKOFF_BASE_MS",
                        Long.toString(backOffBase.toMillis()),
                        "TZ",
                        "UTC",
                        "LC_ALL",
                        "C.UTF-8"));
    }

    /** npm {@code ws}, as the course's TypeScript client; it comes back on the course's schedule. */
    static ForeignClient typescript(String name, int port) {
        return typescript(name, port, Duration.ofSeconds(1));
    }

    /** The same with a schedule that begins at that base instead of a second. */
    static ForeignClient typescript(String name, int port, Duration backOffBase) {
        return new ForeignClient(name, node(TypeScript.compiled("chat-client"), name, course(port)), backOffBase);
    }

    /** Debian's python3-websockets, as the course's Python client. */
    static ForeignClient python(String name, int port) {
        return python(name, port, Duration.ofSeconds(1));
    }

    /** The same with a schedule that begins at that base instead of a second. */
    static ForeignClient python(String name, int port, Duration backOffBase) {
        String client = Repository.COURSE.resolve("py/chat_client.py").toString();
        return new ForeignClient(name, List.of(PYTHON, "-u", client, name, course(port)), backOffBase);
    }

    /** npm {@code websocket}. */
    static ForeignClient npmWebsocket(String name, int port) {
        return new ForeignClient(
                name, node(Repository.NODE.resolve("websocket-client.mjs"), name, course(port)), Duration.ZERO);
    }

    /** Chromium on the small page. */
    static ForeignClient browser(String name, int port) {
        Path client = Repository.NODE.resolve("browser-client.mjs");
        return new ForeignClient(name, node(client, name, "http://localhost:" + port + "/"), Duration.ZERO);
    }

    /** The address as the course writes it: by name, so that the client may choose ::1. */
    private static String course(int port) {
        return "ws://localhost:" + port;
    }

    private static List<String> node(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        return command;
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
    void say(String line) {
        process.type(line);
    }

    /** Ends it without a close frame, as a crash or a pulled cable and a reset do. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
