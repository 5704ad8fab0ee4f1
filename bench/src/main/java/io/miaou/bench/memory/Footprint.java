package io.miaou.bench.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What idle connections of one server cost, in bytes for each: the difference between the server with all of them and with
 * none, by their number.
 *
 * @param stack {@code miaou}, {@code netty} or {@code socketio}
 * @param baseHeap live heap without connections, in bytes
 * @param baseResident resident memory without connections, in bytes
 */
record Footprint(
        String stack, String transport, int connections, long baseHeap, long heap, long baseResident, long resident) {
    /** What the server's JVM is started with: what the tables' figures were taken with. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms16m",
            "-Xmx256m",
            "-Xmn6m",
            "-XX:MarkSweepAlwaysCompactCount=1", // every collection leaves no gaps, which would count as live
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final int MOST_TRIES = 20;
    private static final int WARM_UP = 1_000; // so that classes, code and buffers count for none of the connections

    double heapEach() {
        return (heap - baseHeap) / (double) connections;
    }

    double residentEach() {
        return (resident - baseResident) / (double) connections;
    }

    /**
     * Weighs a server of its own process.
     *
     * @param crowd opens and closes the connections
     * @param histogram told what objects each connection has, a line at a time, when not empty
     */
    static Footprint weigh(String stack, String transport, int connections, CrowdStarter crowd, List<String> histogram)
            throws IOException {
        try (ChildProcess server = ChildProcess.start(FLAGS, IdleServer.class, stack, transport)) {
            int port = Integer.parseInt(server.hear().split(" ", -1)[1]);
            try (Crowd clients = crowd.start(port)) {
                clients.growTo(WARM_UP);
                clients.growTo(0);
                Map<String, long[]> before = histogram(server);
                long[] base = measure(server, 0);
                clients.growTo(connections);
                long[] full = measure(server, connections);
                histogram.addAll(differences(before, histogram(server), connections));
                return new Footprint(stack, transport, connections, base[0], full[0], base[1], full[1]);
            }
        }
    }

    /** The clients of one server. */
    interface Crowd extends AutoCloseable {
        void growTo(int size) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Starts a crowd. */
    @FunctionalInterface
    interface CrowdStarter {
        Crowd start(int port) throws IOException;
    }

    /** Weighs once the last of the warm-up is gone; a server that has lost connections is not weighed. */
    private static long[] measure(ChildProcess server, int expected) throws IOException {
        String[] words = server.ask("measure");
        for (int i = 0; i < MOST_TRIES && Integer.parseInt(words[3]) != expected; i++) {
            words = server.ask("measure");
        }
        if (Integer.parseInt(words[3]) != expected) {
            throw new IOException("the server has " + words[3] + " connections instead of " + expected
                    + ": is this machine too busy for the measurement?");
        }
        return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    /** Instances and bytes by class. */
    private static Map<String, long[]> histogram(ChildProcess server) throws IOException {
        Map<String, long[]> counts = new HashMap<>();
        server.say("histogram");
        for (String line = server.hear(); !line.equals("end"); line = server.hear()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length >= 4 && words[0].endsWith(":")) {
                counts.merge(words[3], new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])}, Footprint::sum);
            }
        }
        return counts;
    }

    private static long[] sum(long[] one, long[] other) { // one class name may stand for several loaders
        return new long[] {one[0] + other[0], one[1] + other[1]};
    }

    private static List<String> differences(Map<String, long[]> before, Map<String, long[]> after, int connections) {
        record Row(String name, double instances, double bytes) {}
        List<Row> rows = new ArrayList<>();
        after.forEach((name, now) -> {
            long[] old = before.getOrDefault(name, new long[2]);
            rows.add(new Row(name, (now[0] - old[0]) / (double) connections, (now[1] - old[1]) / (double) connections));
        });
        rows.removeIf(row -> Math.abs(row.bytes) < 0.5);
        rows.sort(Comparator.comparingDouble(Row::bytes).reversed());
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            lines.add(String.format(Locale.ROOT, "%8.1f B %6.2f x  %s", row.bytes, row.instances, row.name));
        }
        return lines;
    }
}
