package io.miaou.chat.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.fake.FakeSocket;
import io.miaou.chat.fake.Frame;
import io.miaou.protocol.time.Backoff;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The words of the course's client, their order, and when it ends. */
class ConversationTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_763_630_000_123L), ZoneId.of("Europe/Paris"));
    private final ConnectionFailure refused = new ConnectionFailure.Unreachable("nobody listens", null);
    private static final CloseStatus CUT = CloseStatus.abnormal("cut");
    private final ConnectionFailure lost = new ConnectionFailure.Lost("cut", CUT);

    private final FakeScreen screen = new FakeScreen();
    private final AtomicInteger leaving = new AtomicInteger();
    private final Conversation chat = new Conversation("Ann", screen, CLOCK, leaving::incrementAndGet);
    private final FakeSocket socket = new FakeSocket();

    private void open(FakeSocket next) {
        chat.stateChanged(new ClientState.Connecting(0));
        chat.stateChanged(new ClientState.Open(next));
        chat.onOpen(next);
        screen.take();
        next.take();
    }

    private void lose(FakeSocket lost) {
        lost.terminate();
        chat.onClose(lost, CUT);
    }

    private void reconnecting(int attempt, ConnectionFailure cause) {
        chat.stateChanged(new ClientState.Reconnecting(attempt, Backoff.DEFAULTS.delay(attempt), cause));
    }

    @Test
    void r64_theBannerSaysWhoOneIsAndWhatToDo() {
        chat.begin();
        assertThat(screen.take())
                .containsExactly(
                        "You are logged in as: Ann", "Type a message and press Enter to send. Press Ctrl+C to exit.");
    }

    @Test
    void r62_itJoinsWhenTheConnectionOpens() {
        assertThat(chat.tried()).isNotDone();
        chat.onOpen(socket);
        assertThat(screen.take()).containsExactly("Connected to chat server");
        assertThat(socket.received())
                .extracting(Frame::text)
                .containsExactly(
                        "{\"type\":\"join\",\"username\":\"Ann\",\"content\":\"\",\"timestamp\":1763630000123}");
        assertThat(chat.tried()).isCompleted();
    }

    @Test
    void r62_whatIsTypedIsTrimmedAndSentAndWhatIsEmptyIsNot() {
        open(socket);
        List.of("  hello \r", "", " \t ", "\u00A0", "two").forEach(chat::typed);
        assertThat(socket.received())
                .extracting(Frame::text)
                .containsExactly(
                        "{\"type\":\"message\",\"username\":\"Ann\",\"content\":\"hello\",\"timestamp\":1763630000123}",
                        "{\"type\":\"message\",\"username\":\"Ann\",\"content\":\"two\",\"timestamp\":1763630000123}");
        assertThat(screen.take()).isEmpty();
    }

    @Test
    void r62_withoutAConnectionALineIsRefusedAndLost() {
        chat.typed("too early");
        assertThat(screen.take()).containsExactly("! Cannot send message: connection not open");
        open(socket);
        lose(socket);
        reconnecting(1, lost);
        screen.take();
        chat.typed("");
        chat.typed("too late");
        assertThat(screen.take()).containsExactly("! Cannot send message: connection not open");
        FakeSocket next = new FakeSocket();
        chat.onOpen(next);
        assertThat(next.received()).extracting(Frame::type).containsExactly("join");
    }

    @Test
    void aLineThatServersWouldEndTheConnectionForIsNotSent() {
        open(socket);
        chat.typed("x".repeat(1_000_000));
        assertThat(screen.take()).containsExactly("! Cannot send message: it is longer than 1000000 bytes");
        assertThat(socket.received()).isEmpty();
        chat.typed("x".repeat(999_900));
        assertThat(socket.received()).hasSize(1);
    }

    @Test
    void whileTheNetworkIsBehindTheNextLineWaits() throws Exception {
        open(socket);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        socket.stallUntil(drained);
        Thread typing = Thread.ofVirtual().start(() -> chat.typed("patience"));
        socket.waitedFor().get(10, TimeUnit.SECONDS);
        assertThat(socket.received()).isEmpty();
        drained.complete(null);
        assertThat(typing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(socket.received()).extracting(Frame::content).containsExactly("patience");
    }

    @Test
    void r62_aMessageIsShownWithItsTimeInTheZoneOfTheReader() {
        open(socket);
        chat.onText(socket, frame("Bob", "hi", "1763630000123"));
        chat.onText(socket, frame("Bob", "seconds", "1763630000.123"));
        chat.onText(socket, "{\"type\":\"private\",\"from\":\"Bob\",\"to\":\"Ann\",\"content\":\"no time\"}");
        assertThat(screen.take())
                .containsExactly("[10:13:20] Bob: hi", "[10:13:20] Bob: seconds", "[10:13:20] Bob: no time");
    }

    @Test
    void whatIsOnlyForProgramsIsNotShown() {
        open(socket);
        chat.onText(socket, "{\"type\":\"typing\",\"username\":\"Bob\",\"content\":\"\",\"isTyping\":true}");
        assertThat(screen.take()).isEmpty();
    }

    @Test
    void a06_whatPeersWriteCannotSteerTheTerminalNorForgeALine() {
        open(socket);
        chat.onText(socket, frame("Bob\\u001b[2J", "hi\\n[10:00:00] System: pay Bob\\u0007", "1763630000123"));
        assertThat(screen.take()).containsExactly("[10:13:20] Bob␛[2J: hi␊[10:00:00] System: pay Bob␇");
        Conversation self = new Conversation("\u001B[31mAnn", screen, CLOCK, leaving::incrementAndGet);
        self.begin();
        assertThat(screen.take()).contains("You are logged in as: ␛[31mAnn");
        chat.stateChanged(new ClientState.Reconnecting(
                1, Duration.ofSeconds(2), new ConnectionFailure.HandshakeInvalid("said \u001B[5m")));
        assertThat(screen.take()).contains("! WebSocket error: said ␛[5m");
    }

    @Test
    void nonsenseIsSaidOnceForEachConnectionAndEndsNothing() {
        open(socket);
        chat.onText(socket, "hello");
        chat.onText(socket, "[]");
        chat.onBinary(socket, new byte[] {0, (byte) 0xFF});
        chat.onText(socket, frame("Bob", "still here", "1763630000123"));
        assertThat(screen.take())
                .containsExactly("! Invalid message: it is not valid JSON", "[10:13:20] Bob: still here");
        lose(socket);
        open(new FakeSocket());
        chat.onText(socket, "[]");
        assertThat(screen.take()).containsExactly("! Invalid message: it is no JSON object");
    }

    @Test
    void aMessageThatIsCalledBinaryIsReadAllTheSame() {
        open(socket);
        chat.onBinary(socket, frame("Bob", "bytes", "1763630000123").getBytes(UTF_8));
        assertThat(screen.take()).containsExactly("[10:13:20] Bob: bytes");
    }

    @Test
    void r63_aLossIsToldWithoutAnErrorAndTheCountBeginsAnewWithEachConnection() {
        for (int time = 0; time < 2; time++) {
            FakeSocket cut = new FakeSocket();
            open(cut);
            lose(cut);
            reconnecting(1, lost);
            assertThat(screen.take())
                    .containsExactly("Disconnected from server", "Reconnecting in 2000ms... (attempt 1)");
        }
    }

    @Test
    void r63_fiveAttemptsOnTheCoursesScheduleThenItGivesUpWithExitCode2() {
        for (int attempt = 1; attempt <= 5; attempt++) {
            reconnecting(attempt, refused);
        }
        assertThat(chat.end()).isNotDone();
        chat.stateChanged(new ClientState.Closed(CUT, Optional.of(refused)));
        assertThat(screen.take())
                .containsExactly(
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Reconnecting in 2000ms... (attempt 1)",
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Reconnecting in 4000ms... (attempt 2)",
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Reconnecting in 8000ms... (attempt 3)",
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Reconnecting in 16000ms... (attempt 4)",
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Reconnecting in 30000ms... (attempt 5)",
                        "! WebSocket error: nobody listens",
                        "Disconnected from server",
                        "Max reconnection attempts reached. Giving up.");
        assertThat(chat.end()).isCompletedWithValue(2);
    }

    @Test
    void theFirstAttemptHasEndedAlsoWhenItFailed() {
        chat.stateChanged(new ClientState.Connecting(0));
        assertThat(chat.tried()).isNotDone();
        reconnecting(1, refused);
        assertThat(chat.tried()).isCompleted();
        assertThat(chat.end()).isNotDone();
    }

    @Test
    void r64_ctrlCSaysItsLastWordsAndEndsWithExitCode0() {
        open(socket);
        chat.interrupted();
        chat.onText(socket, frame("Bob", "wait", "1763630000123"));
        chat.stateChanged(new ClientState.Closing());
        chat.onClose(socket, new CloseStatus(1000, ""));
        chat.stateChanged(new ClientState.Closed(new CloseStatus(1000, ""), Optional.empty()));
        assertThat(screen.take()).containsExactly("\nShutting down...");
        assertThat(chat.end()).isCompletedWithValue(0);
    }

    @Test
    void r64_ctrlCBetweenTwoAttemptsIsExitCode0Too() {
        reconnecting(1, refused);
        chat.interrupted();
        chat.stateChanged(new ClientState.Closed(CUT, Optional.empty()));
        assertThat(chat.end()).isCompletedWithValue(0);
    }

    @Test
    void theEndOfTheInputWaitsUntilTheLastLineHasComeBack() throws Exception {
        open(socket);
        chat.typed("first");
        chat.typed("last");
        CompletableFuture<Void> ended = inputEnds(Duration.ofDays(1));
        chat.onText(socket, frame("Ann", "first", "1763630000123"));
        assertThat(ended).isNotDone();
        chat.onText(socket, frame("Ann", "last", "1763630000123"));
        ended.get(10, TimeUnit.SECONDS);
        assertThat(screen.take()).containsExactly("[10:13:20] Ann: first", "[10:13:20] Ann: last");
        chat.stateChanged(new ClientState.Closed(new CloseStatus(1000, ""), Optional.empty()));
        assertThat(chat.end()).isCompletedWithValue(0);
    }

    @Test
    void theEndOfTheInputWaitsNoLongerThanItIsTold() throws Exception {
        open(socket);
        inputEnds(Duration.ofDays(1)).get(10, TimeUnit.SECONDS); // nothing was said
        chat.typed("anybody there?");
        inputEnds(Duration.ofMillis(1)).get(10, TimeUnit.SECONDS);
        chat.stateChanged(new ClientState.Closed(new CloseStatus(1000, ""), Optional.empty()));
        assertThat(chat.end()).isCompletedWithValue(0);
    }

    @Test
    void theEndOfTheInputWithoutAConnectionIsExitCode2() throws Exception {
        open(socket);
        chat.typed("gone with the wind");
        CompletableFuture<Void> ended = inputEnds(Duration.ofDays(1));
        lose(socket);
        ended.get(10, TimeUnit.SECONDS);
        chat.stateChanged(new ClientState.Closed(CUT, Optional.empty()));
        assertThat(chat.end()).isCompletedWithValue(2);
    }

    @Test
    void whenNobodyReadsAnyMoreItLeavesOnceAndSaysNothing() {
        open(socket);
        screen.isGone();
        chat.onText(socket, frame("Bob", "hello?", "1763630000123"));
        chat.onText(socket, frame("Bob", "anybody?", "1763630000123"));
        assertThat(leaving).hasValue(1);
        assertThat(screen.take()).hasSize(1);
    }

    private CompletableFuture<Void> inputEnds(Duration patience) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                chat.inputEnds(patience);
                ended.complete(null);
            } catch (InterruptedException failed) {
                ended.completeExceptionally(failed);
            }
        });
        return ended;
    }

    private static String frame(String username, String content, String timestamp) {
        return "{\"type\":\"message\",\"username\":\"" + username + "\",\"content\":\"" + content + "\",\"timestamp\":"
                + timestamp + "}";
    }
}
