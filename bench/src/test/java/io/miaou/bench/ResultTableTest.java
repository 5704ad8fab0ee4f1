package io.miaou.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table shows medians and ratios of what JMH wrote. */
class ResultTableTest {
    private static final String RESULT = """
            [{"benchmark": "io.miaou.bench.codec.DecodeBenchmark.miaou", "params": {"kind": "TEXT", "bytes": "16"},
              "primaryMetric": {"rawData": [[10, 30, 20], [1000], [21]]}},
             {"benchmark": "io.miaou.bench.codec.DecodeBenchmark.netty", "params": {"kind": "TEXT", "bytes": "16"},
              "primaryMetric": {"rawData": [[42], [42], [50]]}},
             {"benchmark": "io.miaou.bench.codec.MaskBenchmark.miaou", "params": {"bytes": "16"},
              "primaryMetric": {"rawData": [[4, 2]]}},
             {"benchmark": "io.miaou.bench.codec.MaskBenchmark.loop", "params": {"bytes": "16"},
              "primaryMetric": {"rawData": [[1.5]]}}]
            """;

    @Test
    void aCellIsTheMedianOfTheForksMediansBesideThePeers(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("run.json"), RESULT);
        assertThat(ResultTable.read(file).lines().skip(2))
                .containsExactly(
                        "| decode | TEXT | 16 | 21.0 | netty | 42.0 | 2.00 |",
                        "| mask |  | 16 | 3.0 | loop | 1.5 | 0.50 |");
    }
}
