package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a script of {@code conformance/node} found out about a server through a stock client, once for each form of transport. A
 * script prints a JSON line for each check, {@code {"check":"name","ok":true}}, and one for each wish it has, {@code {"wish":"restart"}}.
 */
final class NodeChecks {
    /** How a client may connect. */
    enum Form {
        POLLING,
        WEBSOCKET,
        UPGRADE
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** By check: what went wrong, per form. */
    private final Map<String, Map<Form, String>> outcomes = new TreeMap<>();

    private NodeChecks() {}

    /** Runs a script in all forms, one after the other. */
    static NodeChecks run(String script, int port) {
        return run(script, port, NodeChecks::refuse);
    }

    /** The same; wishes are heard on this thread, and answered by typing a line. */
    static NodeChecks run(String script, int port, BiConsumer<String, LineProcess> wishes) {
        return run(script, "http://127.0.0.1:" + port, wishes);
    }

    /** The same over TLS, whoever signed the certificate. */
    static NodeChecks runOverTls(String script, int port) {
        return run(script, "https://127.0.0.1:" + port, NodeChecks::refuse);
    }

    private static NodeChecks run(String script, String url, BiConsumer<String, LineProcess> wishes) {
        NodeChecks checks = new NodeChecks();
        for (Form form : Form.values()) {
            checks.run(form, script, url, wishes);
        }
        return checks;
    }

    private static void refuse(String wish, LineProcess script) {
        throw script.out().failure("wishes " + wish);
    }

    private void run(Form form, String script, String url, BiConsumer<String, LineProcess> wishes) {
        List<String> command = List.of(
                "node", Repository.NODE.resolve(script).toString(), form.name().toLowerCase(Locale.ROOT), url);
        try (LineProcess process = LineProcess.start(script + " " + form, command, Map.of())) {
            int granted = 0;
            while (true) {
                List<String> soFar = process.out().expect("\"wish\"|\"done\"", granted + 1);
                String line = soFar.get(granted++);
                if (line.contains("\"done\"")) {
                    break;
                }
                wishes.accept(Wire.JSON.readTree(line).path("wish").asString(), process);
            }
            assertThat(process.exitCode(PATIENCE))
                    .as("exit of %s %s, %s", script, form, process.err().lines())
                    .isZero();
            process.out().all("\"check\"").forEach(line -> note(form, Wire.JSON.readTree(line)));
        }
    }

    private void note(Form form, JsonNode line) {
        outcomes.computeIfAbsent(line.path("check").asString(), any -> new TreeMap<>())
                .put(form, line.path("ok").asBoolean() ? "" : line.path("error").asString());
    }

    /** The check went well in every form. */
    void passed(String check) {
        Map<Form, String> found = outcomes.getOrDefault(check, Map.of());
        assertThat(found).as(check).containsOnlyKeys(Form.values());
        found.forEach(
                (form, problem) -> assertThat(problem).as("%s, %s", check, form).isEmpty());
    }

    /** All checks went well in every form. */
    void allPassed() {
        assertThat(outcomes).isNotEmpty();
        outcomes.keySet().forEach(this::passed);
    }

    /** Every check of the script has a test of its name in that class. */
    void eachHasATestIn(Class<?> tests) {
        List<String> methods = Arrays.stream(tests.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> method.getName())
                .toList();
        assertThat(methods).containsAll(outcomes.keySet());
    }
}
