package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void withoutANameAllExamplesAreListed() throws Exception {
        try (LineProcess list = ExampleProcess.run()) {
            for (String name : List.of("messages", "clicks", "rooms", "acks", "binary", "auth", "pair", "one-port")) {
                assertThat(list.nextLike("  \\S+ +\\S.*")).startsWith("  " + name + " ");
            }
            assertThat(list.exitCode()).isZero();
        }
    }

    @Test
    void anUnknownExampleOrOptionIsOneLineAndExitCode2() throws Exception {
        for (String[] words :
                new String[][] {{"dance"}, {"clicks", "--port"}, {"clicks", "--port", "many"}, {"pair"}}) {
            try (LineProcess wrong = ExampleProcess.run(words)) {
                assertThat(wrong.exitCode()).isEqualTo(2);
                assertThat(wrong.complaints()).hasSize(1);
            }
        }
    }

    @Test
    void aBusyPortIsOneLineThatNamesItAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            try (LineProcess late = ExampleProcess.run("clicks", "--port", port)) {
                assertThat(late.exitCode()).isEqualTo(1);
                assertThat(late.complaints()).singleElement().asString().contains(port);
            }
        }
    }

    @Test
    void controlCEndsAnExampleThatServes() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("messages")) {
            server.port();
            server.process().interrupt();
            assertThat(server.process().exitCode()).isIn(0, 130);
            assertThat(server.process().complaints()).isEmpty();
        }
    }
}
