package io.miaou.chat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whatever is wrong with a command is one clear line on standard error and exit code 1. */
class ServeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Runs a command that must fail, and returns its only line. */
    private static String failure(String... args) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        CommandLine line = Cli.commandLine(new MiaouCommand());
        line.setErr(new PrintWriter(err));
        line.setOut(new PrintWriter(out));
        assertThat(line.execute(args)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--prot 1",
                "--port",
                "--port abc",
                "--port -1",
                "--port 65536",
                "--ws-port 1.5",
                "--timestamp hours",
                "--heartbeat -1",
                "--heartbeat 1e99",
                "--heartbeat soon",
                "extra"
            })
    void aWrongOptionIsNamed(String options) {
        String[] args = ("serve " + options).split(" ", -1);
        assertThat(failure(args)).startsWith("miaou serve: ").contains(args[1]).endsWith("(--help lists the options)");
    }

    @Test
    void aWrongCommandOrNoneIsNamed() {
        assertThat(failure("server")).startsWith("miaou: ").contains("server");
        assertThat(failure()).isEqualTo("miaou: name a command: serve, chat (--help lists the options)");
    }

    @Test
    void onePortForBothListenersIsRefused() {
        assertThat(failure("serve", "--port", "4000", "--ws-port", "4000", "--data", folder.toString()))
                .contains("both on port 4000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--ws-port"})
    void aBusyPortIsNamed(String option) throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            String other = option.equals("--port") ? "--ws-port" : "--port";
            assertThat(failure("serve", "--host", "127.0.0.1", option, port, other, "0", "--data", folder.toString()))
                    .startsWith("miaou serve: ")
                    .contains(port);
        }
    }

    @Test
    void aDataFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(failure("serve", "--port", "0", "--ws-port", "0", "--data", file.toString()))
                .startsWith("miaou serve: cannot make the data folder " + file);
        assertThat(failure("serve", "--port", "0", "--ws-port", "0", "--data", file + "/below"))
                .startsWith("miaou serve: cannot make the data folder " + file);
    }

    @Test
    void helpListsEveryOptionAndIsNoMistake() {
        StringWriter out = new StringWriter();
        CommandLine line = Cli.commandLine(new MiaouCommand());
        line.setOut(new PrintWriter(out));
        assertThat(line.execute("serve", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--port PORT",
                        "--ws-port PORT",
                        "--host HOST",
                        "--data DIR",
                        "--timestamp UNIT",
                        "--heartbeat SECONDS");
    }
}
