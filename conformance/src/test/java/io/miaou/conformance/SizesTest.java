package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A file is one idea: what has grown too long for that is split. */
class SizesTest {
    private static final int MOST_LINES = 400;
    private static final Set<String> KINDS = Set.of("java", "js", "mjs", "mts", "py", "css", "html", "sh", "awk");
    private static final Set<String> FOREIGN = Set.of("target", "node_modules");

    /** The sources of all modules and tools, tests among them; what is built or installed is not ours. */
    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>(List.of(Repository.ROOT.resolve("miaou")));
        Files.walkFileTree(Repository.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = !folder.equals(Repository.ROOT) && (FOREIGN.contains(name) || name.startsWith("."));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (KINDS.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    @Test
    void noSourceHasMoreThan400Lines() throws IOException {
        List<String> offenders = new ArrayList<>();
        List<Path> sources = sources();
        for (Path source : sources) {
            int lines = Files.readAllLines(source).size();
            if (lines > MOST_LINES) {
                offenders.add(Repository.ROOT.relativize(source) + " has " + lines);
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(offenders).isEmpty();
    }
}
