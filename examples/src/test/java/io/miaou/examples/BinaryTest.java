package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BinaryTest {
    private static final String SHA_256_OF_00_FF = "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8";

    @Test
    void aFileIsCountedForItsSenderAndPassedOnToTheOthers() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("binary")) {
            int port = server.port();
            try (StockClient ann = StockClient.connected(port);
                    StockClient bob = StockClient.connected(port, "{\"transports\":[\"polling\"]}")) {
                ann.ask("\"file\",\"cat.png\",{\"hex\":\"00ff\"}");
                assertThat(ann.next())
                        .isEqualTo("[\"answer\",\"file\",{\"bytes\":2,\"sha256\":\"" + SHA_256_OF_00_FF + "\"}]");
                assertThat(bob.next()).isEqualTo("[\"event\",\"file\",\"cat.png\",{\"hex\":\"00ff\"}]");
                assertThat(server.process().next()).isEqualTo("cat.png: 2 bytes");
            }
        }
    }
}
