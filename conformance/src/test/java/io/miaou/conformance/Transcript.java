package io.miaou.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The lines somebody has shown so far. Any thread adds; a test waits for a line with a deadline and never by sleeping. A
 * line that does not come fails the test with everything that was shown.
 */
final class Transcript {
    /** How long a line may take: long, because a test that passes never waits for it. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String owner;
    private final List<String> lines = new ArrayList<>(); // guarded by this
    private boolean ended; // guarded by this

    Transcript(String owner) {
        this.owner = owner;
    }

    /** The pattern of a chat line, whatever its time: {@code [10:31:07] Alice: hello}. */
    static String said(String user, String content) {
        return "^\\[[^]]*] " + Pattern.quote(user + ": " + content) + "$";
    }

    synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for a line in which the pattern is found, and returns the first. */
    String expect(String regex) {
        return expect(regex, 1).getFirst();
    }

    /** Waits for that many lines in which the pattern is found, and returns all there are. */
    synchronized List<String> expect(String regex, int times) {
        String wanted = times + " x " + regex;
        await(() -> ended || all(regex).size() >= times, wanted);
        List<String> found = all(regex);
        if (found.size() < times) {
            throw failure("ended before it showed " + wanted);
        }
        return found;
    }

    /** Waits for the end. */
    synchronized void expectEnd() {
        await(() -> ended, "its end");
    }

    /** The lines so far in which the pattern is found. */
    synchronized List<String> all(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines.stream().filter(line -> pattern.matcher(line).find()).toList();
    }

    /** All lines so far. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Fails the test with what was shown. */
    synchronized AssertionError failure(String what) {
        return new AssertionError(owner + " " + what + "; it showed:\n  " + String.join("\n  ", lines));
    }

    private synchronized void await(BooleanSupplier done, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw failure("did not show " + what + " within " + PATIENCE.toSeconds() + " s");
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + owner, e);
            }
        }
    }
}
