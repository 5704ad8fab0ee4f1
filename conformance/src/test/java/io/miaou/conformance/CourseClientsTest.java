package io.miaou.conformance;

import static io.miaou.conformance.Transcript.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course's clients, and others that are not ours, on the chat's WebSocket port. */
class CourseClientsTest {
    @Test
    void courseClientsTalkInOneConversation() {
        try (ChatUnderTest chat = ChatUnderTest.withHeartbeat(Duration.ofSeconds(1));
                Conversation conversation = Conversation.open(chat.port())) {
            int before = conversation.pings();
            conversation.everybodySpeaks("before the heartbeat");
            conversation.awaitPings(before + 3);
            conversation.everybodySpeaks("after three rounds of it");
            conversation.nobodyWasHarmed();
        }
    }

    @Test
    @Tag("long")
    void courseClientsTalkForTwoMinutesUnderTheUsualHeartbeat() {
        long began = System.nanoTime();
        try (ChatUnderTest chat = ChatUnderTest.start();
                Conversation conversation = Conversation.open(chat.port())) {
            for (int round = 1;
                    System.nanoTime() - began < Duration.ofMinutes(2).toNanos();
                    round++) {
                conversation.everybodySpeaks("before ping " + round);
                conversation.awaitPings(round);
            }
            conversation.everybodySpeaks("after two minutes");
            conversation.nobodyWasHarmed();
            assertThat(conversation.pings()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void websocatPrintsTheWelcomeAndItsJoinBeforeTheCloseReply() {
        try (ChatUnderTest chat = ChatUnderTest.start()) {
            List<String> lines = Websocat.run(
                    chat.port(), "{\"type\":\"join\",\"username\":\"TestUser\",\"content\":\"\",\"timestamp\":123456}");
            assertThat(lines)
                    .satisfiesExactly(
                            line -> assertThat(line).matches(said("System", "Welcome! Please identify yourself.")),
                            line -> assertThat(line).matches(said("System", "TestUser has joined the chat")),
                            line -> assertThat(line).isEqualTo("* close 1005"),
                            line -> assertThat(line).isEqualTo("* end"));
        }
    }

    @Test
    void aPrivateMessageIsReadableToCourseClientsAndReachesNobodyElse() {
        try (ChatUnderTest chat = ChatUnderTest.start();
                ForeignClient alice = ForeignClient.typescript("Alice", chat.port());
                ForeignClient bob = ForeignClient.python("Bob", chat.port());
                RawClient rosa = RawClient.open("Rosa", chat.port())) {
            rosa.join("Rosa");
            rosa.out().expect(said("System", "Rosa has joined the chat"));
            alice.out().expect(said("System", "Alice has joined the chat"));
            bob.out().expect(said("System", "Bob has joined the chat"));
            rosa.sendText("{\"type\":\"private\",\"to\":\"Alice\",\"content\":\"psst Alice\"}");
            rosa.sendText("{\"type\":\"private\",\"to\":\"Bob\",\"content\":\"psst Bob\"}");
            alice.out().expect(said("Rosa", "psst Alice"));
            bob.out().expect(said("Rosa", "psst Bob"));
            rosa.say("out loud");
            for (Transcript out : List.of(alice.out(), bob.out(), rosa.out())) {
                out.expect(said("Rosa", "out loud"));
            }
            assertThat(alice.out().all("psst")).hasSize(1);
            assertThat(bob.out().all("psst")).hasSize(1);
            assertThat(rosa.out().all("psst")).isEmpty();
        }
    }

    @Test
    void courseClientsSeeNoFrameThatTheyDidNotAskFor() {
        try (ChatUnderTest chat = ChatUnderTest.start();
                ForeignClient alice = ForeignClient.typescript("Alice", chat.port());
                ForeignClient bob = ForeignClient.python("Bob", chat.port());
                RawClient rosa = RawClient.open("Rosa", chat.port())) {
            alice.out().expect(said("System", "Alice has joined the chat"));
            bob.out().expect(said("System", "Bob has joined the chat"));
            rosa.sendText(
                    "{\"type\":\"join\",\"username\":\"Rosa\",\"caps\":[\"history\",\"typing\",\"ack\",\"pong\"]}");
            rosa.sendText("{\"type\":\"typing.start\"}");
            rosa.sendText("{\"type\":\"typing\",\"isTyping\":false}");
            rosa.sendText("{\"type\":\"ping\",\"t\":1}");
            rosa.say("here I am");
            for (Transcript out : List.of(alice.out(), bob.out())) {
                out.expect(said("Rosa", "here I am"));
                assertThat(out.all("Rosa")).hasSize(2);
                assertThat(out.all("undefined|Error|: $")).isEmpty();
            }
        }
    }

    @Test
    void aGracefulStopSaysGoodbyeAndTheClientsBackOff(@TempDir Path data) {
        Duration base = Duration.ofMillis(100);
        try (ServerProcess server = ServerProcess.chat(0, data).awaitReady();
                ForeignClient alice = ForeignClient.typescript("Alice", server.port("ws-port"), base);
                ForeignClient bob = ForeignClient.python("Bob", server.port("ws-port"), base)) {
            alice.out().expect(said("System", "Alice has joined the chat"));
            bob.out().expect(said("System", "Bob has joined the chat"));
            server.process().terminate();
            for (Transcript out : List.of(alice.out(), bob.out())) {
                out.expect("^\\* closed 1001$");
                out.expect("^\\* error: .*(ECONNREFUSED|Errno 111)", 5);
                assertThat(out.all("^\\* connected$"))
                        .as("no reconnection into a server that stops")
                        .hasSize(1);
                assertThat(out.all("has left the chat")).isEmpty();
            }
            assertThat(server.process().exitCode()).isZero();
            assertThat(alice.out().all("^\\* try"))
                    .containsExactly(
                            "* try 1 in 200 ms",
                            "* try 2 in 400 ms",
                            "* try 3 in 800 ms",
                            "* try 4 in 1600 ms",
                            "* try 5 in 3000 ms");
            bob.out().expect("^Max reconnection attempts reached\\. Giving up\\.$");
            assertThat(bob.out().all("^\\* try"))
                    .containsExactly(
                            "* try 1 in 100 ms",
                            "* try 2 in 200 ms",
                            "* try 3 in 400 ms",
                            "* try 4 in 800 ms",
                            "* try 5 in 1600 ms");
        }
    }

    /** It reconnects at once and without end to a server that closes it again and again. */
    @Test
    void aPythonClientThatHadToBeCutComesBackOnceAndStays() {
        try (ChatUnderTest chat = ChatUnderTest.start();
                ForeignClient bob = ForeignClient.python("Bob", chat.port())) {
            bob.out().expect(said("System", "Bob has joined the chat"));
            bob.say("x".repeat(1_100_000));
            bob.out().expect("^\\* closed 1009$");
            bob.out().expect(said("System", "Bob has joined the chat"), 2);
            bob.say("here again");
            bob.out().expect(said("Bob", "here again"));
            assertThat(bob.out().all("^\\* connected$")).hasSize(2);
        }
    }
}
