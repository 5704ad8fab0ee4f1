package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClicksTest {
    @Test
    void everybodySeesEveryClickAndANewcomerTheCountAtOnce() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("clicks")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port)) {
                assertThat(ann.next()).isEqualTo("[\"event\",\"click\",0]");
                ann.emit("\"click\"");
                assertThat(ann.next()).isEqualTo("[\"event\",\"click\",1]");
                try (StockClient bob = StockClient.connected(port)) {
                    assertThat(bob.next()).isEqualTo("[\"event\",\"click\",1]");
                    bob.emit("\"click\"");
                    assertThat(bob.next()).isEqualTo("[\"event\",\"click\",2]");
                    assertThat(ann.next()).isEqualTo("[\"event\",\"click\",2]");
                }
            }
        }
    }

    @Test
    void noneOfAThousandClicksOfTwentyClientsAtOnceIsLostDoubledOrOutOfOrder() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("clicks");
                LineProcess clients =
                        StockClient.node("clickers.mjs", "http://localhost:" + server.port(), "20", "50")) {
            assertThat(clients.next()).isEqualTo("{\"last\":1000,\"unordered\":0,\"missing\":0}");
        }
    }
}
