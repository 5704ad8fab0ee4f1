package io.miaou.conformance;

import static io.miaou.conformance.Transcript.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five mistakes that the course warns of, each shown not to be made. */
class PitfallsTest {
    @Test
    void r71_noReconnection_aClientFindsAKilledServerAgainOnItsSchedule(@TempDir Path data) {
        try (ServerProcess first = ServerProcess.chat(0, data).awaitReady();
                ForeignClient alice =
                        ForeignClient.typescript("Alice", first.port("ws-port"), Duration.ofMillis(400))) {
            int port = first.port("ws-port");
            alice.out().expect(said("System", "Alice has joined the chat"));
            first.process().kill();
            alice.out().expect("^\\* try 1 in 800 ms$");
            try (ServerProcess second = ServerProcess.chat(port, data).awaitReady();
                    RawClient bob = RawClient.open("Bob", port)) {
                alice.out().expect("^\\* connected$", 2);
                alice.out().expect(said("System", "Alice has joined the chat"), 2);
                bob.join("Bob");
                bob.say("welcome back");
                alice.out().expect(said("Bob", "welcome back"));
                alice.say("I was gone");
                bob.out().expect(said("Alice", "I was gone"));
                List<String> schedule = List.of(
                        "* try 1 in 800 ms",
                        "* try 2 in 1600 ms",
                        "* try 3 in 3200 ms",
                        "* try 4 in 6400 ms",
                        "* try 5 in 12000 ms");
                assertThat(schedule).startsWith(alice.out().all("^\\* try").toArray(String[]::new));
                assertThat(second.process().err().all("WARN|ERROR")).isEmpty();
            }
        }
    }

    @Test
    void r72_ignoredClose_nothingIsKeptOfClientsThatAreGone(@TempDir Path data) throws IOException {
        int guests = 200;
        try (ServerProcess server = ServerProcess.chat(0, data).awaitReady();
                RawClient watcher = RawClient.open("Watcher", server.port("ws-port"))) {
            watcher.join("Watcher");
            watcher.out().expect(said("System", "Watcher has joined the chat"));
            long before = sockets(server);
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < guests; i++) {
                RawClient guest = RawClient.open("Guest" + i, server.port("ws-port"));
                guest.join("Guest" + i);
                crowd.add(guest);
            }
            watcher.out().expect("Guest\\d+ has joined the chat$", guests);
            assertThat(sockets(server)).isEqualTo(before + guests);
            for (int i = 0; i < guests; i++) {
                if (i % 2 == 0) {
                    crowd.get(i).send(RawClient.CLOSE, new byte[0]);
                    crowd.get(i).out().expectEnd();
                }
                crowd.get(i).close();
            }
            assertThat(watcher.out().expect("Guest\\d+ has left the chat$", guests))
                    .doesNotHaveDuplicates();
            watcher.sendText("{\"type\":\"private\",\"to\":\"Guest7\",\"content\":\"still there?\"}");
            watcher.out().expect("System: Nobody here is called Guest7");
            Eventually.holds(
                    () -> sockets(server) == before, () -> "sockets open: " + sockets(server) + ", before: " + before);
        }
    }

    @Test
    void r73_blockedEventLoop_handlersThatBlockDelayNobodyElse() throws Exception {
        int stuck = 4 * Runtime.getRuntime().availableProcessors();
        CountDownLatch entered = new CountDownLatch(stuck);
        CountDownLatch release = new CountDownLatch(1);
        WebSocketHandler blocking = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) throws InterruptedException {
                entered.countDown();
                release.await();
                socket.send(text);
            }
        };
        WebSocketHandler prompt = new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send(text);
            }
        };
        List<RawClient> waiting = new ArrayList<>();
        try (WebSocketServer server = WebSocketServer.builder()
                .port(0)
                .endpoint("/blocking", blocking)
                .endpoint("/", prompt)
                .build()
                .start()) {
            for (int i = 0; i < stuck; i++) {
                RawClient client = RawClient.open("Stuck" + i, server.port(), "/blocking", true);
                client.sendText("{\"username\":\"Stuck\",\"content\":\"at last\"}");
                waiting.add(client);
            }
            assertThat(entered.await(Transcript.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            for (int i = 0; i < stuck; i++) {
                try (RawClient client = RawClient.open("Prompt" + i, server.port())) {
                    client.sendText("{\"username\":\"Prompt\",\"content\":\"at once\"}");
                    client.out().expect(said("Prompt", "at once"));
                }
            }
            for (RawClient client : waiting) {
                client.send(RawClient.PING, new byte[0]);
                client.out().expect("^\\* pong$");
                assertThat(client.out().all("at last")).isEmpty();
            }
            release.countDown();
            for (RawClient client : waiting) {
                client.out().expect(said("Stuck", "at last"));
            }
        } finally {
            release.countDown();
            waiting.forEach(RawClient::close);
        }
    }

    @Test
    void r74_missingHeartbeat_whoStopsAnsweringIsDroppedAndNobodyElse() {
        try (ChatUnderTest chat = ChatUnderTest.withHeartbeat(Duration.ofSeconds(1));
                ForeignClient alice = ForeignClient.typescript("Alice", chat.port());
                RawClient ghost = RawClient.silent("Ghost", chat.port())) {
            alice.out().expect(said("System", "Alice has joined the chat"));
            ghost.join("Ghost");
            alice.out().expect(said("System", "Ghost has joined the chat"));
            alice.out().expect(said("System", "Ghost has left the chat"));
            ghost.out().expectEnd();
            assertThat(ghost.out().all("^\\* ping$")).hasSizeBetween(2, 3);
            assertThat(ghost.out().all("^\\* close "))
                    .as("a peer that does not answer is not asked to close")
                    .isEmpty();
            alice.say("still here");
            alice.out().expect(said("Alice", "still here"));
            assertThat(alice.out().all("^\\* closed")).isEmpty();
        }
    }

    @Test
    void r75_noValidation_malformedDataHarmsNobody() {
        List<String> malformed = List.of(
                "",
                "hello",
                "{\"type\":\"join\",\"username\":\"Half",
                "null",
                "42",
                "\"join\"",
                "[{\"type\":\"join\",\"username\":\"Array\"}]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"dance\",\"username\":\"Unknown\"}",
                "{\"type\":\"join\"}",
                "{\"type\":\"join\",\"username\":{\"a\":1}}",
                "{\"type\":\"message\"}",
                "{\"type\":\"message\",\"content\":[\"a\"]}",
                "{\"type\":\"private\",\"content\":\"to nobody\"}",
                "{\"type\":\"typing\",\"isTyping\":\"perhaps\"}",
                "{\"type\":\"join\",\"username\":\"Rosa\",\"since\":\"yesterday\",\"caps\":7}",
                "{\"type\":\"message\",\"timestamp\":1e999}",
                "[".repeat(30_000),
                "{\"type\":\"message\",\"content\":\"" + "x".repeat(70_000) + "\"}");
        try (ChatUnderTest chat = ChatUnderTest.start();
                ForeignClient alice = ForeignClient.typescript("Alice", chat.port());
                ForeignClient bob = ForeignClient.python("Bob", chat.port());
                RawClient mallory = RawClient.open("Mallory", chat.port())) {
            alice.out().expect(said("System", "Alice has joined the chat"));
            bob.out().expect(said("System", "Bob has joined the chat"));
            malformed.forEach(mallory::sendText);
            mallory.send(RawClient.BINARY, new byte[] {0, 1, 2, (byte) 0xFF});
            mallory.sendText("{\"type\":\"message\",\"content\":\"half a character: \\ud83d\"}");
            mallory.join("Mallory");
            mallory.say("sorry");
            for (Transcript out : List.of(alice.out(), bob.out(), mallory.out())) {
                out.expect(said("Mallory", "sorry"));
                out.expect("half a character");
                assertThat(out.all("undefined|Error|\\* close|\\* end|: $")).isEmpty();
            }
            assertThat(mallory.out().all("] System: Your message was not understood"))
                    .hasSizeGreaterThan(10);
            assertThat(alice.out().all("not understood")).isEmpty();
        }
    }

    /** Open sockets of a server's process, listeners among them. */
    private static long sockets(ServerProcess server) {
        Path folder = Path.of("/proc", Long.toString(server.process().pid()), "fd");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(PitfallsTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
