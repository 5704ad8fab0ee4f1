package io.miaou.conformance;

import static io.miaou.conformance.Transcript.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./miaou chat} as a process: on our server, on servers such as the course's, and when there is none. */
class TerminalClientTest {
    private static final Duration USUAL = Duration.ofSeconds(30);

    @Test
    void r62_r64_itTalksOnOurServerInTheCoursesWords() {
        try (ChatUnderTest chat = ChatUnderTest.start();
                TerminalClient ann = TerminalClient.onPipes("Ann", chat.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            try (RawClient rosa = RawClient.open("Rosa", chat.port())) {
                rosa.join("Rosa");
                ann.out().expect(said("System", "Rosa has joined the chat"));
                ann.type("  good morning  ");
                ann.type("");
                rosa.out().expect(said("Ann", "good morning"));
                rosa.say("hello Ann");
                ann.out().expect(said("Rosa", "hello Ann"));
                rosa.sendText("{\"type\":\"private\",\"to\":\"Ann\",\"content\":\"psst\"}");
                ann.out().expect(said("Rosa", "psst"));
                ann.signal("INT");
                assertThat(ann.exitCode()).isZero();
                rosa.out().expect(said("System", "Ann has left the chat"));
            }
            shows(
                    ann.out().lines(),
                    "You are logged in as: Ann",
                    "Type a message and press Enter to send\\. Press Ctrl\\+C to exit\\.",
                    "Connected to chat server",
                    said("System", "Welcome! Please identify yourself."),
                    said("System", "Ann has joined the chat"),
                    said("System", "Rosa has joined the chat"),
                    said("Ann", "good morning"),
                    said("Rosa", "hello Ann"),
                    said("Rosa", "psst"),
                    "",
                    "Shutting down\\.\\.\\.");
            assertThat(ann.out().all("^\\[")).allMatch(line -> line.matches("\\[\\d\\d:\\d\\d:\\d\\d] .*"));
            assertThat(ann.err().lines()).isEmpty();
        }
    }

    @Test
    void c2_aServerThatCutsEverybodyLosesNobody() {
        try (CourseServer server = CourseServer.typescript(Duration.ofSeconds(2));
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect("^Connected to chat server$", 2);
            server.out().expect("^\\* joined Ann$", 2);
            ann.out().expect(said("System", "Ann has joined the chat"), 2);
            assertThat(ann.out().all("^(Disc|Reco|Conn)").subList(0, 4))
                    .containsExactly(
                            "Connected to chat server",
                            "Disconnected from server",
                            "Reconnecting in 2000ms... (attempt 1)",
                            "Connected to chat server");
            assertThat(ann.err().lines()).isEmpty();
        }
    }

    @Test
    void c1_c6_a06_whateverAServerSendsIsHarmless() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            List.of(
                            "{\"type\":\"message\",\"username\":\"Bob\",\"content\":\"ms\",\"timestamp\":1763630000123}",
                            "{\"type\":\"message\",\"username\":\"Bob\",\"content\":\"s\",\"timestamp\":1763630000.123}",
                            "{\"type\":\"private\",\"from\":\"Bob\",\"to\":\"Ann\",\"content\":\"psst\"}",
                            "{\"type\":\"message\",\"content\":\"who am I\",\"timestamp\":null}",
                            "{\"type\":\"message\",\"username\":\"Bob\",\"timestamp\":1763630000123}",
                            "{\"type\":\"leave\",\"username\":\"Bob\",\"content\":\"\",\"timestamp\":1763630000123}",
                            "{\"type\":\"typing\",\"username\":\"Bob\",\"isTyping\":true}",
                            "{\"type\":\"riddle\"}",
                            "no JSON",
                            "[]",
                            "{\"type\":\"message\",\"username\":\"E\\u001b[2J\",\"content\":\"a\\nb\\u0007\",\"timestamp\":0}",
                            "{\"type\":\"message\",\"username\":\"Bob\",\"content\":\"end\",\"timestamp\":1e400}")
                    .forEach(server::toAll);
            ann.out().expect(said("Bob", "end"));
            List<String> lines = ann.out().lines();
            shows(
                    lines.subList(5, lines.size()),
                    "\\[09:13:20] Bob: ms",
                    "\\[09:13:20] Bob: s",
                    said("Bob", "psst"),
                    said("Anonymous", "who am I"),
                    "\\[09:13:20] Bob: ",
                    "\\[09:13:20] System: Bob has left the chat",
                    "\\[00:00:00] E␛\\[2J: a␊b␇",
                    said("Bob", "end"));
            assertThat(ann.err().lines()).containsExactly("Invalid message: it is not valid JSON");
        }
    }

    @Test
    void r64_ctrlCClosesWith1000AndWaitsForTheReply() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            ann.signal("INT");
            assertThat(ann.exitCode()).isZero();
            server.out().expect("^\\* closed 1000 Normal closure$");
            assertThat(ann.out().lines()).endsWith("", "Shutting down...");
            assertThat(ann.err().lines()).isEmpty();
        }
    }

    @Test
    void sigtermIsLikeCtrlC() {
        try (CourseServer server = CourseServer.python();
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            ann.signal("TERM");
            assertThat(ann.exitCode()).isZero();
            server.out().expect("^\\* closed 1000 Normal closure$");
            assertThat(ann.out().lines()).endsWith("", "Shutting down...");
        }
    }

    @Test
    void theSecondCtrlCDoesNotWaitForAServerThatNeverReplies() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            server.freeze();
            ann.signal("INT");
            ann.out().expect("^Shutting down\\.\\.\\.$");
            ann.signal("INT");
            assertThat(ann.exitCode()).isEqualTo(130);
        }
    }

    @Test
    void aServerThatNeverRepliesHoldsNobodyForLong() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            server.freeze();
            ann.signal("INT");
            assertThat(ann.exitCode()).isZero();
        }
    }

    @Test
    void theEndOfTheInputSendsWhatWasTypedAndSeesItComeBack() {
        try (CourseServer server = CourseServer.python();
                TerminalClient ann = TerminalClient.onPipes("Ann", server.port())) {
            ann.type("one");
            ann.type("two");
            ann.endInput();
            assertThat(ann.exitCode()).isZero();
            server.out().expect("^\\* closed 1000 Normal closure$");
            assertThat(server.out().all("^\\* said ")).containsExactly("* said one", "* said two");
            assertThat(ann.out().lines().getLast()).matches(said("Ann", "two"));
            assertThat(ann.err().lines()).isEmpty();
        }
    }

    @Test
    void withoutAServerALineIsRefusedAndCtrlCIsExitCode0() throws IOException {
        try (TerminalClient ann = TerminalClient.onPipes("Ann", "ws://127.0.0.1:" + deadPort())) {
            ann.type("anybody?");
            ann.err().expect("^Cannot send message: connection not open$");
            ann.signal("INT");
            assertThat(ann.exitCode()).isZero();
            assertThat(ann.err().lines().getFirst()).startsWith("WebSocket error: ");
            assertThat(ann.out().lines())
                    .containsSubsequence(
                            "Disconnected from server",
                            "Reconnecting in 2000ms... (attempt 1)",
                            "",
                            "Shutting down...");
        }
    }

    @Test
    @Tag("long")
    void r63_afterFiveAttemptsItGivesUpWithExitCode2() throws IOException {
        long began = System.nanoTime();
        try (TerminalClient ann = TerminalClient.onPipes("Ann", "ws://127.0.0.1:" + deadPort())) {
            assertThat(ann.exitCode(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(ann.out().all("^(Reco|Max)"))
                    .containsExactly(
                            "Reconnecting in 2000ms... (attempt 1)",
                            "Reconnecting in 4000ms... (attempt 2)",
                            "Reconnecting in 8000ms... (attempt 3)",
                            "Reconnecting in 16000ms... (attempt 4)",
                            "Reconnecting in 30000ms... (attempt 5)",
                            "Max reconnection attempts reached. Giving up.");
            assertThat(ann.out().all("^Disconnected from server$")).hasSize(6);
            assertThat(ann.err().all("^WebSocket error: ")).hasSize(6);
        }
    }

    @Test
    void onATerminalItIsTheSameAndTheKeysWork() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onATerminal("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            ann.type("héllo");
            ann.out().expect(said("Ann", "héllo"));
            ann.type("^W"); // the window becomes smaller
            ann.type("still here");
            ann.out().expect(said("Ann", "still here"));
            ann.type("^C");
            assertThat(ann.exitCode()).isZero();
            server.out().expect("^\\* closed 1000 Normal closure$");
            assertThat(ann.out().lines()).endsWith("^C", "Shutting down...");
            assertThat(ann.out().all("\u001B")).isEmpty();
        }
    }

    @Test
    void ctrlDOnATerminalLeavesInOrder() {
        try (CourseServer server = CourseServer.typescript(USUAL);
                TerminalClient ann = TerminalClient.onATerminal("Ann", server.port())) {
            ann.out().expect(said("System", "Ann has joined the chat"));
            ann.type("^D");
            assertThat(ann.exitCode()).isZero();
            server.out().expect("^\\* closed 1000 Normal closure$");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no", "Ann http://localhost:3000", "Ann ws://localhost:8080 more", "Ann localhost"})
    void r64_aMistakeIsOneLineAndExitCode1(String arguments) {
        try (ServerProcess wrong = ServerProcess.start(("chat " + arguments).split(" "))) {
            assertThat(wrong.process().exitCode()).isEqualTo(1);
            assertThat(wrong.process().err().lines()).hasSize(1);
            assertThat(wrong.process().out().lines()).isEmpty();
        }
    }

    @Test
    void aNameKeepsItsAccentsWhereThereIsNoLocale() {
        ServerProcess.Built.once();
        try (ChatUnderTest chat = ChatUnderTest.start()) {
            // By octal: the program that runs the tests may have no locale itself.
            String command = "exec ./miaou chat \"$(printf 'Zo\\303\\251')\" ws://localhost:" + chat.port();
            try (LineProcess zoe = LineProcess.start("Zoé", List.of("sh", "-c", command), Map.of("LC_ALL", "C"))) {
                zoe.out().expect(said("System", "Zoé has joined the chat"));
            }
        }
    }

    /** Asserts that there are exactly these lines; each pattern is to match one whole. */
    private static void shows(List<String> lines, String... patterns) {
        assertThat(lines).hasSize(patterns.length);
        for (int i = 0; i < patterns.length; i++) {
            assertThat(lines.get(i)).matches(patterns[i]);
        }
    }

    /** A port on which nobody listens. */
    private static int deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
