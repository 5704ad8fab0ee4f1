package io.miaou.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A child process that talks in lines; ended by its own pid. Used by one thread. */
final class LineProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final List<String> seen = new CopyOnWriteArrayList<>(); // of both outputs, for whoever asks why
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Thread stderr;

    LineProcess(List<String> command) {
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException("does not start: " + command, e);
        }
        input = process.outputWriter(StandardCharsets.UTF_8);
        follow(process.getInputStream(), out);
        stderr = follow(process.getErrorStream(), complaints);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private Thread follow(InputStream stream, Collection<String> into) {
        return Thread.ofVirtual().start(() -> {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    seen.add(line);
                    into.add(line);
                }
            } catch (IOException e) {
                seen.add("* pipe: " + e.getMessage());
            }
        });
    }

    /** The next line of stdout. */
    String next() {
        String line = poll();
        if (line == null) {
            throw new AssertionError("said nothing more; all of it: " + seen);
        }
        return line;
    }

    /** Reads lines of stdout until one matches; it. */
    String nextLike(String pattern) {
        for (String line = poll(); line != null; line = poll()) {
            if (line.matches(pattern)) {
                return line;
            }
        }
        throw new AssertionError("never said " + pattern + "; all of it: " + seen);
    }

    private @Nullable String poll() {
        try {
            return out.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Types a line. */
    void type(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new AssertionError("takes no more input; all it said: " + seen, e);
        }
    }

    /** Ctrl+C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for its end; its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("did not end; all it said: " + seen);
        }
        stderr.join();
        return process.exitValue();
    }

    /** What it has written on stderr. */
    List<String> complaints() {
        return complaints;
    }

    /** SIGTERM, and SIGKILL for one that does not end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            stderr.join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
