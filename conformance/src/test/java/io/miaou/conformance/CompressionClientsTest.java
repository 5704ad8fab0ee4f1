package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Foreign clients that compress, in every form that they can offer, against the echo server with compression. */
class CompressionClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void npmWsIsEchoedInEveryForm() throws Exception {
        String client = Repository.NODE.resolve("deflate-client.mjs").toString();
        requireAllOk(29, "ws", "node", client);
    }

    @Test
    void pythonsWebsocketsIsEchoedInEveryForm() throws Exception {
        String client = Repository.COURSE.resolve("py/deflate_client.py").toString();
        requireAllOk(12, "websockets", "/usr/bin/python3", "-u", client);
    }

    private static void requireAllOk(int forms, String name, String... command) throws Exception {
        try (EchoServer server = EchoServer.start("127.0.0.1", 0, true)) {
            List<String> line = new ArrayList<>(List.of(command));
            line.add("ws://127.0.0.1:" + server.port() + "/");
            try (LineProcess client = LineProcess.start(name, line, Map.of("LC_ALL", "C.UTF-8"))) {
                int exit = client.exitCode(PATIENCE);
                assertThat(client.out().all("FAILED")).isEmpty();
                assertThat(client.out().all("ok ")).as("forms").hasSize(forms);
                assertThat(exit).as("exit, with %s", client.err().lines()).isZero();
            }
        }
    }
}
