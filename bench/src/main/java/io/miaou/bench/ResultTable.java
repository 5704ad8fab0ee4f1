package io.miaou.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The table of a run: one line per cell, ours beside each peer's.
 *
 * <p>A benchmark class is a contest; its methods are the contestants, of whom {@value #OURS} is ours. The figure of a cell is the
 * median over the forks of the median over a fork's iterations; the ratio is the peer's time by ours, above 1 where we
 * are faster.
 */
final class ResultTable {
    private static final String OURS = "miaou";

    private final Map<String, Map<String, Double>> cells = new LinkedHashMap<>(); // cell, contestant, nanoseconds

    private ResultTable() {}

    /** Reads what JMH wrote with {@code -rf json}. */
    static String read(Path file) throws IOException {
        ResultTable table = new ResultTable();
        for (JsonNode result : new ObjectMapper().readTree(file)) {
            table.add(result);
        }
        return table.markdown();
    }

    private void add(JsonNode result) {
        String name = result.get("benchmark").asString();
        int method = name.lastIndexOf('.');
        String contest = name.substring(name.lastIndexOf('.', method - 1) + 1, method);
        JsonNode params = result.path("params");
        String cell = String.join(
                " | ",
                contest.replace("Benchmark", "").toLowerCase(Locale.ROOT),
                params.path("kind").asString(""),
                params.path("bytes").asString(""));
        cells.computeIfAbsent(cell, any -> new LinkedHashMap<>())
                .put(
                        name.substring(method + 1),
                        medianOfForks(result.get("primaryMetric").get("rawData")));
    }

    private static double medianOfForks(JsonNode forks) {
        double[] medians = new double[forks.size()];
        for (int i = 0; i < medians.length; i++) {
            JsonNode iterations = forks.get(i);
            double[] scores = new double[iterations.size()];
            for (int j = 0; j < scores.length; j++) {
                scores[j] = iterations.get(j).asDouble();
            }
            medians[i] = median(scores);
        }
        return median(medians);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private String markdown() {
        StringBuilder out = new StringBuilder("| benchmark | what | bytes | Miaou ns | peer | peer ns | ratio |\n");
        out.append("|---|---|---|---|---|---|---|\n");
        cells.forEach((cell, times) -> {
            Double ours = times.get(OURS);
            times.forEach((contestant, time) -> {
                if (ours != null && !contestant.equals(OURS)) {
                    out.append(String.format(
                            Locale.ROOT,
                            "| %s | %.1f | %s | %.1f | %.2f |%n",
                            cell,
                            ours,
                            contestant,
                            time,
                            time / ours));
                }
            });
        });
        return out.toString();
    }
}
