package io.miaou.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The list of what official suites test ({@code behaviours.txt}: its head says its form), held against our own tests, and the page
 * that shows it. One thread.
 */
final class BehavioursPage {
    private static final String NOT_OURS = "not ours: ";

    private final Map<String, List<String>> tests = new HashMap<>(); // class name to the texts of its files
    private final List<String> problems = new ArrayList<>();
    private final List<Suite> suites = new ArrayList<>();

    /** A suite: how many titles it should have, and its lines, of which those of a file follow its name. */
    private record Suite(String name, int titles, List<String> lines) {
        long states(String state) {
            return lines.stream().filter(line -> state(line).equals(state)).count();
        }
    }

    private BehavioursPage(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            for (Path folder : modules.map(m -> m.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                readTests(folder);
            }
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

    /** Reads a list. */
    static BehavioursPage of(Path root, String list) {
        try {
            BehavioursPage page = new BehavioursPage(root);
            list.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .forEach(page::read);
            page.suites.forEach(page::check);
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String line) {
        if (line.startsWith("== ")) {
            String[] suite = line.substring(3).split("\t", -1);
            suites.add(new Suite(suite[0], Integer.parseInt(suite[1]), new ArrayList<>()));
        } else {
            suites.getLast().lines().add(line);
        }
    }

    private void check(Suite suite) {
        List<String> titles =
                suite.lines().stream().filter(line -> !line.startsWith("-- ")).toList();
        if (titles.size() != suite.titles()) {
            problems.add(suite.name() + ": has " + titles.size() + " titles, should have " + suite.titles());
        }
        titles.forEach(line -> {
            if (state(line).isEmpty()) {
                problems.add(line + ": has no verdict");
            } else if (state(line).equals("tested")) {
                Stream.of(verdict(line).split(", "))
                        .filter(test -> !exists(test))
                        .forEach(test -> problems.add(title(line) + ": `" + test + "` does not exist"));
            }
        });
    }

    private boolean exists(String test) {
        String[] parts = test.split("#", -1);
        Pattern method = Pattern.compile("\\bvoid " + Pattern.quote(parts[parts.length - 1]) + "\\(");
        return parts.length == 2
                && tests.getOrDefault(parts[0], List.of()).stream()
                        .anyMatch(text -> method.matcher(text).find());
    }

    private static String title(String line) {
        return line.split("\t", -1)[0];
    }

    private static String verdict(String line) {
        String[] cells = line.split("\t", -1);
        return cells.length == 2 ? cells[1] : "";
    }

    /** Which of the four it is; empty for none and for the name of a file. */
    private static String state(String line) {
        String verdict = verdict(line);
        if (verdict.equals("open") || verdict.equals("next")) {
            return verdict;
        }
        if (verdict.startsWith(NOT_OURS)) {
            return "not ours";
        }
        return verdict.contains("#") ? "tested" : "";
    }

    /** What is wrong with the list, a line each; empty when all is well. */
    List<String> problems() {
        return problems;
    }

    /** How many titles have that state. */
    Map<String, Long> states() {
        Map<String, Long> states = new TreeMap<>();
        for (String state : List.of("tested", "open", "next", "not ours")) {
            states.put(
                    state,
                    suites.stream().mapToLong(suite -> suite.states(state)).sum());
        }
        return states;
    }

    /** The page. */
    String page() {
        StringBuilder page = new StringBuilder("""
                # What the official suites of servers test, and where we do
                The suites of the socket.io project (MIT licence) run against servers in their own process, so they cannot be pointed at
                another server. Their titles are a checklist all the same. This page is made from
                `conformance/src/test/resources/behaviours.txt` by `BehavioursTest`, which fails when a test named here does not exist.

                | suite | titles | tested | open | next | not ours |
                |---|---|---|---|---|---|
                """);
        for (Suite suite : suites) {
            page.append("| ").append(suite.name()).append(" | ").append(suite.titles());
            for (String state : List.of("tested", "open", "next", "not ours")) {
                page.append(" | ").append(suite.states(state));
            }
            page.append(" |\n");
        }
        for (Suite suite : suites) {
            page.append("\n## ").append(suite.name()).append('\n');
            for (String line : suite.lines()) {
                if (line.startsWith("-- ")) {
                    page.append("\n### ")
                            .append(line.substring(3))
                            .append("\n| behaviour | where it is tested |\n|---|---|\n");
                } else {
                    page.append("| ").append(cell(title(line))).append(" | ");
                    String verdict = verdict(line);
                    page.append(state(line).equals("tested") ? "`" + verdict.replace(", ", "`, `") + "`" : verdict)
                            .append(" |\n");
                }
            }
        }
        return page.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
