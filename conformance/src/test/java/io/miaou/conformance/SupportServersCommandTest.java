package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command that starts the servers of the official suites. */
class SupportServersCommandTest {
    private static String complaint(String arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new SupportServersCommand()).setErr(new PrintWriter(said));
        assertThat(line.execute(arguments.split(" "))).isNotZero();
        return said.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--engine-protocol-v3 3001|protocol 3 is not there yet",
                "--host localhost|no server is named",
                "--java-client-tls 0 --tls-cert a.pem|--tls-cert and --tls-key go together",
                "--java-client 0 --tls-cert a.pem --tls-key b.pem|--java-client-tls, which is not named",
                "--socketio-client 70000|is no port"
            })
    void whatCannotBeServedIsRefusedWithAWordOnWhatToChange(String arguments, String complaint) {
        assertThat(complaint(arguments)).contains(complaint);
    }

    @Test
    void theServersThatAreNamedStartAndOthersDoNot() {
        String[] named = {"engine-protocol", "socketio-protocol", "socketio-client", "engine-client", "java-client"};
        String[] command = new String[1 + 2 * named.length + 2];
        command[0] = "support-servers";
        for (int i = 0; i < named.length; i++) {
            command[1 + 2 * i] = "--" + named[i];
            command[2 + 2 * i] = "0";
        }
        command[command.length - 2] = "--java-client-tls";
        command[command.length - 1] = "0";
        try (ServerProcess servers = ServerProcess.start(command).awaitReady()) {
            for (String name : named) {
                String path = name.startsWith("engine") ? "/engine.io/" : "/socket.io/";
                assertThat(new Wire(servers.port(name), path).session())
                        .as(name)
                        .contains("sid=");
            }
            assertThat(servers.process().out().all("^listening java-client-tls https://127.0.0.1:\\d+$"))
                    .hasSize(1);
            assertThat(servers.process().out().all("^listening ")).hasSize(named.length + 1);
        }
    }
}
