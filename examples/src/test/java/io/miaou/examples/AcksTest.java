package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcksTest {
    @Test
    void anOrderIsConfirmedByTheClientAndThenAnswered() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("acks");
                StockClient client = StockClient.connected(server.port())) {
            client.ask("\"order\",{\"item\":\"tea\",\"quantity\":2}");
            assertThat(client.next()).isEqualTo("[\"event\",\"confirm\",\"2 x tea?\"]"); // it answers: true
            assertThat(client.next()).isEqualTo("[\"answer\",\"order\",{\"number\":1,\"state\":\"on its way\"}]");
            client.ask("\"order\",{\"item\":\"milk\",\"quantity\":1}");
            assertThat(client.next()).isEqualTo("[\"event\",\"confirm\",\"1 x milk?\"]");
            assertThat(client.next()).isEqualTo("[\"answer\",\"order\",{\"number\":2,\"state\":\"on its way\"}]");
        }
    }
}
