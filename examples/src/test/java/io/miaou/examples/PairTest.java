package io.miaou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PairTest {
    private static LineProcess client(String name, int port) {
        return ExampleProcess.run("pair", "client", name, "ws://localhost:" + port);
    }

    private static void expect(LineProcess process, String... lines) {
        for (String line : lines) {
            assertThat(process.next()).isEqualTo(line);
        }
    }

    /** A line that a client shows, but for the time of day. */
    private static void shows(LineProcess client, String line) {
        assertThat(client.next()).matches("\\[\\d\\d:\\d\\d:\\d\\d] .*").endsWith("] " + line);
    }

    @Test
    void aliceAndBobTalkAndWhoLeavesWithControlCIsMissed() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("pair", "server")) {
            int port = server.port();
            try (LineProcess alice = client("Alice", port)) {
                expect(
                        alice,
                        "You are logged in as: Alice",
                        "Type a message and press Enter to send. Press Ctrl+C to exit.",
                        "Connected to chat server");
                shows(alice, "System: Welcome! Please identify yourself.");
                shows(alice, "System: Alice has joined the chat");
                expect(server.process(), "New client connected", "Alice joined");
                try (LineProcess bob = client("Bob", port)) {
                    shows(alice, "System: Bob has joined the chat");
                    alice.type("  Hello Bob  ");
                    alice.type("   ");
                    shows(alice, "Alice: Hello Bob");
                    bob.nextLike(".*Alice: Hello Bob");
                    expect(server.process(), "New client connected", "Bob joined", "Alice: Hello Bob");

                    bob.interrupt();
                    bob.nextLike("Shutting down\\.\\.\\.");
                    bob.nextLike("Connection closed cleanly");
                    assertThat(bob.exitCode()).isZero();
                }
                shows(alice, "System: Bob has left the chat");
                expect(server.process(), "Bob disconnected");
            }
        }
    }

    @Test
    void aClientGoesOnTryingWhenTheServerIsGone() throws Exception {
        try (ExampleProcess server = ExampleProcess.serve("pair", "server");
                LineProcess alice = client("Alice", server.port())) {
            alice.nextLike(".*Alice has joined the chat");
            server.process().interrupt();
            server.process().exitCode();
            expect(alice, "Disconnected from server", "Reconnecting in 2000ms... (attempt 1)");
            alice.type("anyone?");
            alice.nextLike("Reconnecting in 4000ms\\.\\.\\. \\(attempt 2\\)");
            assertThat(alice.complaints()).contains("Cannot send message: connection not open");
        }
    }

    @Test
    void whatIsNoMessageIsLoggedAndTheConnectionStays() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocketHandler ear = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                heard.add(text);
            }
        };
        try (ExampleProcess server = ExampleProcess.serve("pair", "server");
                WebSocketClient client = WebSocketClient.builder("ws://localhost:" + server.port())
                        .handler(ear)
                        .build()) {
            client.connect().get(10, TimeUnit.SECONDS);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("Welcome! Please identify yourself.");
            for (String junk : new String[] {"{", "7", "null", "[]", "{\"type\":\"dance\"}", "{\"type\":\"join\"}"}) {
                client.send(junk);
            }
            client.send("{\"type\":\"message\",\"username\":\"Mallory\",\"content\":\"miaou\"}");
            assertThat(heard.poll(10, TimeUnit.SECONDS))
                    .matches("\\{\"type\":\"message\",\"username\":\"Anonymous\",\"content\":\"miaou\","
                            + "\"timestamp\":\\d{13}}");
            client.send("{\"type\":\"join\",\"username\":\"Ann\"}");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("\"System\"", "Ann has joined the chat");
            client.send("{\"type\":\"leave\",\"username\":\"Ann\"}");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("\"System\"", "Ann has left the chat");
            server.process().nextLike("Ann disconnected");
            server.process().interrupt();
            server.process().exitCode(); // now all it wrote is here
            assertThat(server.process().complaints()).hasSize(6).allMatch(line -> line.startsWith("Invalid message"));
        }
    }
}
