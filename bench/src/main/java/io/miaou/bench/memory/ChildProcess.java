package io.miaou.bench.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own with our class path, spoken to line by line; it ends when this is closed. One thread at a time. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    private ChildProcess(Process process) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a main class. */
    static ChildProcess start(List<String> flags, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }

    /** Says a line, and returns the words of the answer. */
    String[] ask(String line) throws IOException {
        say(line);
        return hear().split(" ", -1);
    }

    void say(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).write(line + "\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
    }

    /** The next line it says. */
    String hear() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("process " + process.pid() + " ended before it answered");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            process.onExit().join();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } finally {
            process.destroyForcibly();
        }
    }
}
