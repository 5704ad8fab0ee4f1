package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuthTest {
    private static final String ANN = "{\"auth\":{\"token\":\"token-of-ann\"}}";
    private static final String BOB = "{\"auth\":{\"token\":\"token-of-bob\"}}";

    @Test
    void whoHasNoTokenOrAWrongOneIsToldAndStaysOutside() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("auth")) {
            int port = server.port();
            for (String options :
                    new String[] {"{}", "{\"auth\":{\"token\":\"guessed\"}}", "{\"auth\":{\"token\":7}}"}) {
                try (StockClient stranger = StockClient.of(port, options)) {
                    assertThat(stranger.next())
                            .isEqualTo("[\"connect_error\",\"not authorized\",{\"hint\":\"log in first\"}]");
                }
            }
        }
    }

    @Test
    void aUserIsKnownByTheTokenAndReachedByName() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("auth")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port, ANN);
                    StockClient bob = StockClient.connected(port, BOB);
                    StockClient bobsPhone = StockClient.connected(port, BOB)) {
                ann.ask("\"whoami\"");
                assertThat(ann.next()).isEqualTo("[\"answer\",\"whoami\",\"ann\"]");
                ann.emit("\"whisper\",\"bob\",\"miaou\"");
                for (StockClient device : new StockClient[] {bob, bobsPhone}) {
                    assertThat(device.next()).isEqualTo("[\"event\",\"whisper\",\"ann\",\"miaou\"]");
                }
            }
        }
    }

    @Test
    void anEventThatIsNotForEverybodyIsRefusedAndTheSocketStays() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("auth")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port, ANN);
                    StockClient bob = StockClient.connected(port, BOB)) {
                ann.emit("\"shut\",\"door\"");
                assertThat(ann.next()).isEqualTo("[\"event\",\"refused\",\"shut\",\"not for ann\"]");
                bob.emit("\"shut\",\"door\"");
                assertThat(ann.next()).isEqualTo("[\"event\",\"shut\",\"door\"]");
                assertThat(bob.next()).isEqualTo("[\"event\",\"shut\",\"door\"]");
            }
        }
    }
}
