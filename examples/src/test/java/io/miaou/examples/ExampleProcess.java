package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An example, run as the launcher runs it, on a free port. */
final class ExampleProcess implements AutoCloseable {
    private static final String ANNOUNCEMENT =
            "(Server running on port|WebSocket server running on ws://localhost:)[ ]?\\d+";

    private final LineProcess process;

    private ExampleProcess(LineProcess process) {
        this.process = process;
    }

    /** Runs {@code ./miaou example WORDS}. */
    static LineProcess run(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1", // they live for seconds
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                "io.miaou.examples.Main",
                "example"));
        command.addAll(List.of(words));
        return new LineProcess(command);
    }

    /** Runs an example that serves. */
    static ExampleProcess serve(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--port", "0"));
        return new ExampleProcess(run(all.toArray(new String[0])));
    }

    /** Waits until it serves, and tells where. */
    int port() {
        String line = process.nextLike(ANNOUNCEMENT);
        return Integer.parseInt(line.replaceAll(".*\\D(?=\\d+$)", ""));
    }

    /** What it prints. */
    LineProcess process() {
        return process;
    }

    /** Ends it; nothing was lost and nothing went wrong, as far as its log tells. */
    @Override
    public void close() {
        process.close();
        assertThat(process.complaints()).noneMatch(line -> line.contains("LEAK") || line.contains("ERROR"));
    }
}
