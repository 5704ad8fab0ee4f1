package io.miaou.conformance;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts, containers and supervisors may rely on when they start a server by {@code ./miaou}. */
class LauncherTest {
    @Test
    void theChatPrintsItsListenersThenReadyAndNothingElseOnStdout(@TempDir Path data) {
        try (ServerProcess server = chat(data)) {
            server.awaitReady();
            assertThat(server.process().out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).matches("listening port http://127\\.0\\.0\\.1:[1-9]\\d*"),
                            line -> assertThat(line).matches("listening ws-port ws://127\\.0\\.0\\.1:[1-9]\\d*"),
                            line -> assertThat(line).isEqualTo("ready"));
        }
    }

    @Test
    void bothPrintedPortsServeThePageAndOneTheConversationFromTheMomentOfReady(@TempDir Path data) throws Exception {
        try (ServerProcess server = chat(data).awaitReady();
                RawClient client = RawClient.open("Rosa", server.port("ws-port"))) {
            client.out().expect(Transcript.said("System", "Welcome! Please identify yourself."));
            for (String listener : List.of("port", "ws-port")) {
                HttpResponse<String> page = page(server.port(listener));
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body()).contains("<html lang=\"fr\"");
            }
        }
    }

    @Test
    void thePidOfTheLauncherIsTheServers(@TempDir Path data) {
        try (ServerProcess server = chat(data).awaitReady()) {
            assertThat(server.process().handle().info().command())
                    .hasValueSatisfying(command -> assertThat(command).endsWith("/java"));
            assertThat(server.process().handle().children()).isEmpty();
        }
    }

    @Test
    void sigtermEndsTheChatWithCodeZeroWithinTenSecondsWhileClientsAreConnected(@TempDir Path data) {
        try (ServerProcess server = chat(data).awaitReady();
                RawClient client = RawClient.open("Rosa", server.port("ws-port"))) {
            client.out().expect("Welcome");
            long began = System.nanoTime();
            server.process().terminate();
            assertThat(server.process().exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            client.out().expect("^\\* close 1001$");
        }
    }

    @Test
    void theDataFolderIsCreatedAndKept(@TempDir Path folder) {
        Path data = folder.resolve("new");
        try (ServerProcess server = chat(data).awaitReady()) {
            assertThat(data).isDirectory();
            server.process().terminate();
            assertThat(server.process().exitCode()).isZero();
        }
        assertThat(data).isDirectory();
    }

    @Test
    void echoPrintsItsListenerThenReadyAndEchoes() {
        try (ServerProcess server = ServerProcess.start("echo", "--port", "0").awaitReady()) {
            assertThat(server.process().out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).matches("listening port ws://127\\.0\\.0\\.1:[1-9]\\d*"),
                            line -> assertThat(line).isEqualTo("ready"));
            try (RawClient client = RawClient.open("Rosa", server.port("port"))) {
                client.sendText("{\"username\":\"Rosa\",\"content\":\"encore\"}");
                client.out().expect(Transcript.said("Rosa", "encore"));
            }
            server.process().terminate();
            assertThat(server.process().exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--colour blue",
                "--port abc",
                "--port 65536",
                "--ws-port -1",
                "--port",
                "dance",
                "echo --port x",
                "echo --no",
                "support-servers",
                "support-servers --engine-protocol-v3 0",
                "autobahn-client",
                "autobahn-client nowhere",
                "autobahn-client ws://127.0.0.1:1 --agent"
            })
    void aWrongOptionOrValueIsOneLineAndExitCodeOne(String arguments) {
        try (ServerProcess server = ServerProcess.start(arguments.split(" "))) {
            assertThat(server.process().exitCode()).isEqualTo(1);
            assertThat(server.process().err().lines()).hasSize(1);
            assertThat(server.process().out().lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--ws-port"})
    void aBusyPortIsOneLineThatNamesItAndExitCodeOne(String option, @TempDir Path data) throws IOException {
        String other = option.equals("--port") ? "--ws-port" : "--port";
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.start(
                        option,
                        "" + busy.getLocalPort(),
                        other,
                        "0",
                        "--host",
                        "127.0.0.1",
                        "--data",
                        data.toString())) {
            assertThat(server.process().exitCode()).isEqualTo(1);
            assertThat(server.process().err().lines())
                    .singleElement()
                    .asString()
                    .contains("" + busy.getLocalPort());
            assertThat(server.process().out().all("^ready$")).isEmpty();
        }
    }

    @Test
    void aMissingJdkIsOneLineAndExitCodeOne(@TempDir Path tools) throws IOException {
        for (String tool : List.of("bash", "dirname", "readlink")) {
            script(tools.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
        }
        Map<String, String> bare = Map.of("PATH", tools.toString(), "JAVA_HOME", "", "MIAOU_JDK_ROOTS", "");
        try (ServerProcess server = ServerProcess.start(bare, "--port", "0")) {
            assertThat(server.process().exitCode()).isEqualTo(1);
            assertThat(server.process().err().lines())
                    .singleElement()
                    .asString()
                    .contains("JDK 25");
        }
    }

    /** In a tree of its own, with a Maven that never ends: it shows what a build writes and what stops it. */
    @Test
    void sigtermDuringTheBuildEndsTheBuildTooAndStdoutStaysEmpty(@TempDir Path tree) throws IOException {
        Path bin = Files.createDirectory(tree.resolve("bin"));
        script(bin.resolve("mvn"), "echo $$; exec sleep 600");
        Path log = tree.resolve("target/build.log");
        try (LineProcess launcher = launcherIn(tree, bin)) {
            Eventually.holds(
                    () -> firstLine(log).isPresent(),
                    () -> "the build has begun: " + launcher.err().lines());
            long maven = Long.parseLong(firstLine(log).orElseThrow());
            assertThat(ProcessHandle.of(maven))
                    .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
            long began = System.nanoTime();
            launcher.terminate();
            assertThat(launcher.exitCode()).isNotZero();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
            assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(launcher.out().lines()).isEmpty();
        }
    }

    @Test
    void aBuildThatFailsIsExitCodeOneAndNothingOnStdout(@TempDir Path tree) throws IOException {
        Path bin = Files.createDirectory(tree.resolve("bin"));
        script(bin.resolve("mvn"), "echo [ERROR] no such symbol; exit 3");
        try (LineProcess launcher = launcherIn(tree, bin)) {
            assertThat(launcher.exitCode()).isEqualTo(1);
            assertThat(launcher.err().lines()).contains("[ERROR] no such symbol");
            assertThat(launcher.out().lines()).isEmpty();
        }
    }

    /** Starts a copy of the launcher in a tree that was never built, with commands of ours before all others. */
    private static LineProcess launcherIn(Path tree, Path bin) throws IOException {
        Path launcher = Files.copy(Repository.ROOT.resolve("miaou"), tree.resolve("miaou"), COPY_ATTRIBUTES);
        Path tools = Files.createDirectory(tree.resolve("tools"));
        Files.copy(Repository.ROOT.resolve("tools/build.sh"), tools.resolve("build.sh"));
        Files.createDirectories(tree.resolve("chat/src/main"));
        Files.createFile(tree.resolve("pom.xml"));
        Files.createFile(tree.resolve("chat/pom.xml"));
        Map<String, String> environment =
                Map.of("PATH", bin + ":" + System.getenv("PATH"), "JAVA_HOME", System.getProperty("java.home"));
        return LineProcess.start("launcher", List.of(launcher.toString(), "--port", "0"), environment);
    }

    private static Optional<String> firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static ServerProcess chat(Path data) {
        return ServerProcess.chat(0, data);
    }

    private static HttpResponse<String> page(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
