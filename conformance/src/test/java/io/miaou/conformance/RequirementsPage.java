package io.miaou.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The table of docs/requirements.md, held against the repository: {@code | R1 | text | done, partial or later | proof |}. A
 * proof is in backticks: {@code TestClass#method}, or the path of a file.
 */
final class RequirementsPage {
    private static final int LAST = 84;
    private static final Pattern ROW = Pattern.compile("^\\|\\s*R(\\d+)\\s*\\|.*");
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Set<String> STATES = Set.of("done", "partial", "later");

    private final Path root;
    private final Map<String, List<String>> tests = new HashMap<>(); // class name to the texts of its files
    private final List<String> problems = new ArrayList<>();

    private RequirementsPage(Path root) throws IOException {
        this.root = root;
        try (Stream<Path> modules = Files.list(root)) {
            for (Path folder : modules.map(m -> m.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                readTests(folder);
            }
        }
    }

    /** What is wrong with a page, one line each; empty when all is well. */
    static List<String> problems(Path root, String page) {
        try {
            RequirementsPage check = new RequirementsPage(root);
            check.read(page);
            return check.problems;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readTests(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString();
                tests.computeIfAbsent(name.substring(0, name.length() - ".java".length()), n -> new ArrayList<>())
                        .add(Files.readString(file));
            }
        }
    }

    private void read(String page) {
        int[] seen = new int[LAST + 1];
        page.lines().filter(line -> ROW.matcher(line).matches()).forEach(line -> {
            List<String> cells =
                    CELL_END.splitAsStream(line.strip()).map(String::strip).toList();
            int number = Integer.parseInt(cells.get(1).substring(1));
            if (number < 1 || number > LAST) {
                problems.add("R" + number + ": there are R1 to R" + LAST);
            } else {
                seen[number]++;
                readRow(cells);
            }
        });
        for (int number = 1; number <= LAST; number++) {
            if (seen[number] != 1) {
                problems.add("R" + number + ": stands " + seen[number] + " times, should stand once");
            }
        }
    }

    /** The line begins with a bar, so the first cell is empty. */
    private void readRow(List<String> cells) {
        String id = cells.get(1);
        if (cells.size() != 5) {
            problems.add(id + ": has " + (cells.size() - 1) + " cells, should have 4");
            return;
        }
        if (!STATES.contains(cells.get(3))) {
            problems.add(id + ": is '" + cells.get(3) + "', should be done, partial or later");
        }
        List<String> proofs =
                QUOTED.matcher(cells.get(4)).results().map(m -> m.group(1)).toList();
        if (cells.get(3).equals("done") && proofs.isEmpty()) {
            problems.add(id + ": is done without a proof in backticks");
        }
        proofs.stream()
                .filter(proof -> !exists(proof))
                .forEach(proof -> problems.add(id + ": `" + proof + "` does not exist"));
    }

    private boolean exists(String proof) {
        String[] parts = proof.split("#", 2);
        if (parts.length == 1 || parts[0].contains("/") || parts[0].contains(".")) {
            return Files.exists(root.resolve(parts[0]));
        }
        Pattern method = Pattern.compile("\\bvoid " + Pattern.quote(parts[1]) + "\\(");
        return tests.getOrDefault(parts[0], List.of()).stream()
                .anyMatch(text -> method.matcher(text).find());
    }
}
