package io.miaou.chat.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is shown, complaints behind an exclamation mark. Safe for use by many threads. */
final class FakeScreen implements Screen {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> lines = new ArrayList<>(); // guarded by this
    private boolean gone; // guarded by this

    @Override
    public synchronized boolean print(String line) {
        lines.add(line);
        notifyAll();
        return !gone;
    }

    @Override
    public synchronized void complain(String line) {
        lines.add("! " + line);
        notifyAll();
    }

    /** From now on nobody reads. */
    synchronized void isGone() {
        gone = true;
    }

    /** What it was shown since the last call. */
    synchronized List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** Waits until it has shown a line that matches; what it was shown since the last call, that line included. */
    synchronized List<String> takeUntil(String regex) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lines.stream().noneMatch(line -> line.matches(regex))) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("did not show " + regex + " but " + lines);
            }
            wait(left / 1_000_000 + 1);
        }
        return take();
    }
}
