package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class MessagesTest {
    @Test
    void aClientSaysHelloAndTheServerSaysHelloBack() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("messages");
                StockClient client = StockClient.connected(server.port())) {
            assertThat(server.process().next()).isEqualTo("Client connected");
            client.emit("\"message\",\"Hello from client\"");
            assertThat(client.next()).isEqualTo("[\"event\",\"message\",\"Hello from server\"]");
            assertThat(server.process().next()).isEqualTo("Message from client: Hello from client");
        }
    }

    @Test
    void aMessageMayBeAnObjectAListOrANumber() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("messages");
                StockClient client = StockClient.connected(server.port())) {
            for (String value : new String[] {"{\"a\":[1,2]}", "[\"x\",null]", "42", "true"}) {
                client.emit("\"message\"," + value);
                assertThat(client.next()).isEqualTo("[\"event\",\"message\",\"Hello from server\"]");
                assertThat(server.process().nextLike("Message.*")).isEqualTo("Message from client: " + value);
            }
        }
    }

    @Test
    void pagesOfAnyOriginMayCome() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("messages");
                HttpClient http = HttpClient.newHttpClient()) {
            URI handshake = URI.create("http://localhost:" + server.port() + "/socket.io/?EIO=4&transport=polling");
            for (String origin : new String[] {"http://other.example:5500", "null"}) {
                var answer = http.send(
                        HttpRequest.newBuilder(handshake)
                                .header("Origin", origin)
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains("*");
            }
        }
    }
}
