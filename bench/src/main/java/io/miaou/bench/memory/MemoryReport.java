package io.miaou.bench.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.ObjectMapper;

/** What was weighed, as a table of medians and as a file of everything. Immutable. */
record MemoryReport(List<Footprint> footprints) {
    MemoryReport {
        footprints = List.copyOf(footprints);
    }

    /** Markdown: one line for each server. */
    String table() {
        StringBuilder out = new StringBuilder("| server | transport | connections | heap, bytes each | RSS, bytes each"
                + " | heap with none | RSS with none |\n|---|---|---|---|---|---|---|\n");
        Set<String> stacks = new LinkedHashSet<>();
        footprints.forEach(one -> stacks.add(one.stack()));
        for (String stack : stacks) {
            List<Footprint> mine =
                    footprints.stream().filter(one -> one.stack().equals(stack)).toList();
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,.0f | %,.0f | %.1f MiB | %.1f MiB |%n",
                    stack,
                    mine.getFirst().transport(),
                    mine.getFirst().connections(),
                    median(mine, Footprint::heapEach),
                    median(mine, Footprint::residentEach),
                    median(mine, Footprint::baseHeap) / (1 << 20),
                    median(mine, Footprint::baseResident) / (1 << 20)));
        }
        return out.toString();
    }

    private static double median(List<Footprint> some, ToDoubleFunction<Footprint> figure) {
        double[] sorted = some.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Writes each round, the machine, and the command that was given. */
    void write(Path file, List<String> arguments) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", "./miaou " + String.join(" ", arguments));
        all.put("flags", String.join(" ", Footprint.FLAGS));
        all.put("machine", machine());
        all.put(
                "rounds",
                footprints.stream()
                        .map(one -> {
                            Map<String, Object> row = new LinkedHashMap<>();
                            row.put("server", one.stack());
                            row.put("transport", one.transport());
                            row.put("connections", one.connections());
                            row.put("heapWithNone", one.baseHeap());
                            row.put("heap", one.heap());
                            row.put("rssWithNone", one.baseResident());
                            row.put("rss", one.resident());
                            row.put("heapEach", one.heapEach());
                            row.put("rssEach", one.residentEach());
                            return row;
                        })
                        .toList());
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.vm.version"));
        machine.put(
                "loadAverageAtTheEnd",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        machine.put("MALLOC_ARENA_MAX", System.getenv().getOrDefault("MALLOC_ARENA_MAX", "not set"));
        return machine;
    }
}
