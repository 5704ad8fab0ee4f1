package io.miaou.chat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.Main;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a process: what it prints, and how it answers signals. */
class ServeProcessTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process serve(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "env", // whoever runs the tests may ignore SIGINT, as a shell does for what it puts behind
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static List<String> linesUntilReady(BufferedReader out) throws Exception {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(out.readLine());
        } while (lines.getLast() != null && !lines.getLast().equals("ready"));
        return lines;
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsTheServerWithExitCode0WithinTenSecondsAndASecondOneDoesNoHarm(String name) throws Exception {
        Process process = serve("--host", "127.0.0.1", "--port", "0", "--ws-port", "0", "--data", "made/here");
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = linesUntilReady(out);
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).matches("listening port http://127\\.0\\.0\\.1:\\d+");
            assertThat(lines.get(1)).matches("listening ws-port ws://127\\.0\\.0\\.1:\\d+");
            assertThat(folder.resolve("made/here")).isDirectory();
            assertThat(page(lines.get(0))).contains("Miaou");
            signal(process, name);
            signal(process, name);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(out.readLine()).isNull();
        }
    }

    private static String page(String listening) throws Exception {
        URI url = URI.create(listening.substring("listening port ".length()) + "/");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void r50_theLogSaysWhereTheWebSocketServerRuns() throws Exception {
        Process process = serve("--port", "0", "--ws-port", "0", "--data", "data");
        try (BufferedReader out = process.inputReader()) {
            String url = linesUntilReady(out).get(1).substring("listening ws-port ".length());
            assertThat(url).matches("ws://localhost:\\d+");
            assertThat(Files.readString(folder.resolve("err"))).contains("WebSocket server running on " + url);
        }
    }

    @Test
    void aMistakeIsExitCode1AndOneLine() throws Exception {
        Process process = serve("--port", "none");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(Files.readAllLines(folder.resolve("err"))).hasSize(1);
    }
}
