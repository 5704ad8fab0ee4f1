package io.miaou.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The figures of a run of idle connections. */
class MemoryReportTest {
    private final MemoryReport report = new MemoryReport(List.of(
            new Footprint("miaou", "epoll", 1_000, 2 << 20, (2 << 20) + 1_400_000, 80 << 20, (80 << 20) + 2_000_000),
            new Footprint("netty", "epoll", 1_000, 1 << 20, (1 << 20) + 1_800_000, 80 << 20, (80 << 20) + 4_000_000),
            new Footprint("miaou", "epoll", 1_000, 2 << 20, (2 << 20) + 1_600_000, 82 << 20, (82 << 20) + 3_000_000)));

    @Test
    void theTableShowsTheMedianOfEachServer() {
        assertThat(report.table().lines())
                .hasSize(4)
                .endsWith(
                        "| miaou | epoll | 1,000 | 1,500 | 2,500 | 2.0 MiB | 81.0 MiB |",
                        "| netty | epoll | 1,000 | 1,800 | 4,000 | 1.0 MiB | 80.0 MiB |");
    }

    @Test
    void theFileHoldsEveryRoundTheMachineAndTheCommand(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("memory.json");
        report.write(file, List.of("bench-memory", "--connections", "1000"));
        JsonNode all = new ObjectMapper().readTree(Files.readString(file));
        assertThat(all.get("command").asString()).isEqualTo("./miaou bench-memory --connections 1000");
        assertThat(all.get("machine").get("processors").asInt()).isPositive();
        assertThat(all.get("rounds")).hasSize(3);
        assertThat(all.get("rounds").get(1).get("heapEach").asDouble()).isEqualTo(1_800);
    }
}
