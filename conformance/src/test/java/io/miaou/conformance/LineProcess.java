package io.miaou.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A child process that talks in lines: both its outputs are read as they come, so that no pipe fills. Stopped by its own
 * pid, together with what it started.
 */
final class LineProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Transcript out;
    private final Transcript err;
    private final Writer input;

    private LineProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new Transcript(name);
        this.err = new Transcript(name + " (stderr)");
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        follow(process.getInputStream(), out);
        follow(process.getErrorStream(), err);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static LineProcess start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(Repository.ROOT.toFile());
        builder.environment().putAll(environment);
        try {
            return new LineProcess(name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + String.join(" ", command), e);
        }
    }

    private static void follow(InputStream stream, Transcript transcript) {
        Thread.ofVirtual().start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    transcript.add(line);
                }
            } catch (IOException e) {
                transcript.add("* pipe: " + e.getMessage());
            } finally {
                transcript.end();
            }
        });
    }

    /** What it wrote on stdout. */
    Transcript out() {
        return out;
    }

    /** What it wrote on stderr. */
    Transcript err() {
        return err;
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Types a line. */
    void type(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw out.failure("takes no more input (" + e.getMessage() + ")");
        }
    }

    /** The end of its input. */
    void endInput() {
        try {
            input.close();
        } catch (IOException e) {
            throw out.failure("does not let its input end (" + e.getMessage() + ")");
        }
    }

    /** Any signal, by its name: INT, STOP ... */
    void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending a signal to " + name, e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end; its exit code. */
    int exitCode() {
        return exitCode(Transcript.PATIENCE);
    }

    /** Waits as long as that for its end; its exit code. */
    int exitCode(Duration patience) {
        try {
            if (!process.waitFor(patience)) {
                throw out.failure("did not end within " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of " + name, e);
        }
        out.expectEnd();
        err.expectEnd();
        return process.exitValue();
    }

    /** SIGTERM, and SIGKILL for it and its children when it has not ended 5 s later. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
