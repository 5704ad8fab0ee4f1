package io.miaou.conformance.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a process holds of clients: the descriptors of its sockets and event loops, and the threads of its loops. Taken before a test
 * and compared behind it; what went meanwhile, as of an earlier test, is no matter, what came and stayed is.
 */
final class Leftovers {
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long PAUSE_NANOS = 2_000_000;

    private final Map<String, Integer> before;

    private Leftovers(Map<String, Integer> before) {
        this.before = before;
    }

    /** What there is now. */
    static Leftovers watch() {
        return new Leftovers(held());
    }

    /** Waits until nothing is left that was not there when the watch began. */
    void expectNone() {
        await("nothing left behind", () -> more().isEmpty(), () -> "left are " + more());
    }

    private Map<String, Integer> more() {
        Map<String, Integer> more = new TreeMap<>();
        held().forEach((what, count) -> {
            int grown = count - before.getOrDefault(what, 0);
            if (grown > 0) {
                more.put(what, grown);
            }
        });
        return more;
    }

    /** Sockets by their inode, epoll and event descriptors by their number, threads by their name. */
    private static Map<String, Integer> held() {
        Map<String, Integer> held = new HashMap<>();
        for (Path descriptor : descriptors()) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                    held.merge(target, 1, Integer::sum);
                }
            } catch (IOException closedMeanwhile) {
                // then it is not held
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("miaou")) {
                held.merge("thread " + thread.getName(), 1, Integer::sum);
            }
        }
        return held;
    }

    private static List<Path> descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what nobody announces: looks again and again until a deadline. */
    static void await(String what, BooleanSupplier condition, Supplier<String> state) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited too long for " + what + ": " + state.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
