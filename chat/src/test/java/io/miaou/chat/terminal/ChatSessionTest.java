package io.miaou.chat.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.ClientLoops;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session in this process, on real sockets; its clock is virtual where a test would have to wait. */
class ChatSessionTest {
    private final SettlingTime time = new SettlingTime();
    private final FakeScreen screen = new FakeScreen();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final Queue<AutoCloseable> toClose = new ConcurrentLinkedQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
    }

    private ChatSession begin(String url, int maxAttempts, InputStream input) {
        ChatSession session = new ChatSession(
                new ChatSession.Settings("Ann", URI.create(url), maxAttempts),
                screen,
                Clock.systemUTC(),
                ClientLoops.builder().threads(1).timeSource(time).build());
        toClose.add(session::interrupt);
        session.begin(input);
        return session;
    }

    private InputStream silence() throws IOException {
        return new PipedInputStream(keyboard);
    }

    /** A server that gives everybody the same answer and hangs up. */
    private int answering(String answer) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        toClose.add(listener);
        Thread.ofVirtual().start(() -> {
            while (true) {
                try (Socket client = listener.accept()) {
                    byte[] request = new byte[8192];
                    if (client.getInputStream().read(request) > 0) {
                        client.getOutputStream().write(answer.getBytes(UTF_8));
                    }
                } catch (IOException closed) {
                    if (listener.isClosed()) {
                        return;
                    }
                }
            }
        });
        return listener.getLocalPort();
    }

    private static int deadPort() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return listener.getLocalPort();
        }
    }

    private WebSocketServer serve(WebSocketHandler handler) throws IOException {
        WebSocketServer server = WebSocketServer.builder()
                .host("127.0.0.1")
                .port(0)
                .endpoint("/", handler)
                .build();
        toClose.add(server);
        server.start();
        return server;
    }

    private void theWholeScheduleThenExitCode2(String url, String error) throws Exception {
        ChatSession session = begin(url, 5, silence());
        List<Integer> seconds = List.of(2, 4, 8, 16, 30);
        for (int attempt = 1; attempt <= 5; attempt++) {
            int wait = seconds.get(attempt - 1);
            String line = "Reconnecting in " + wait + "000ms... (attempt " + attempt + ")";
            List<String> shown = screen.takeUntil(line.replaceAll("[.()]", "\\\\$0"));
            assertThat(shown.subList(shown.size() - 3, shown.size()))
                    .satisfiesExactly(
                            first -> assertThat(first).matches("! WebSocket error: .*" + error + ".*"),
                            second -> assertThat(second).isEqualTo("Disconnected from server"),
                            third -> assertThat(third).isEqualTo(line));
            time.advance(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(screen.take()).as("before its time").isEmpty();
            time.advance(Duration.ofMillis(1));
        }
        assertThat(session.awaitEnd()).isEqualTo(2);
        assertThat(screen.take()).endsWith("Disconnected from server", "Max reconnection attempts reached. Giving up.");
    }

    @Test
    void r63_whereNobodyListensItTriesFiveTimesOnTheSchedule() throws Exception {
        theWholeScheduleThenExitCode2("ws://127.0.0.1:" + deadPort(), "refused");
    }

    @Test
    void c7_aRefusedHandshakeIsNoEndAndNoHurry() throws Exception {
        int port = answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        theWholeScheduleThenExitCode2("ws://127.0.0.1:" + port, "401");
    }

    @Test
    void aServerCannotPutItOff() throws Exception {
        int port = answering("HTTP/1.1 503 Busy\r\nRetry-After: 200\r\nContent-Length: 0\r\n\r\n");
        begin("ws://127.0.0.1:" + port, 5, silence());
        screen.takeUntil("Reconnecting in 2000ms\\.\\.\\. \\(attempt 1\\)");
    }

    @Test
    void whatIsNoWebSocketServerIsAnErrorOfOneLine() throws Exception {
        int port = answering("SSH-2.0-OpenSSH_9.2\r\n\u001B[2J\r\n");
        begin("ws://127.0.0.1:" + port, 5, silence());
        List<String> shown = screen.takeUntil("Reconnecting .*");
        assertThat(shown.get(2)).startsWith("! WebSocket error: ").doesNotContain("\u001B");
        assertThat(shown).hasSize(5);
    }

    @Test
    void c7_aServerThatClosesAtOnceIsNotHammered() throws Exception {
        AtomicInteger came = new AtomicInteger();
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                came.incrementAndGet();
                socket.close(1008, "not you");
            }
        });
        begin("ws://127.0.0.1:" + server.port(), 5, silence());
        for (int round = 1; round <= 8; round++) {
            List<String> shown = screen.takeUntil("Reconnecting .*");
            assertThat(shown.subList(shown.size() - 3, shown.size()))
                    .containsExactly(
                            "Connected to chat server",
                            "Disconnected from server",
                            "Reconnecting in 2000ms... (attempt 1)");
            assertThat(came).hasValue(round);
            time.advance(Duration.ofSeconds(2));
        }
    }

    @Test
    void withoutLimitItNeverGivesUp() throws Exception {
        begin("ws://127.0.0.1:" + deadPort(), 0, silence());
        for (int attempt = 1; attempt <= 12; attempt++) {
            screen.takeUntil("Reconnecting in \\d+ms\\.\\.\\. \\(attempt " + attempt + "\\)");
            time.advance(Duration.ofSeconds(Math.min(1L << attempt, 30)));
        }
    }

    @Test
    void theFirstLineOfAScriptIsNotTooEarly() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                heard.add(text.replaceAll(",\"timestamp.*", ""));
                socket.send(text);
            }
        });
        ChatSession session =
                begin("ws://127.0.0.1:" + server.port(), 5, new ByteArrayInputStream("one\n\n  two".getBytes(UTF_8)));
        assertThat(session.awaitEnd()).isZero();
        assertThat(heard)
                .containsExactly(
                        "{\"type\":\"join\",\"username\":\"Ann\",\"content\":\"\"",
                        "{\"type\":\"message\",\"username\":\"Ann\",\"content\":\"one\"",
                        "{\"type\":\"message\",\"username\":\"Ann\",\"content\":\"two\"");
        assertThat(screen.take()).last().asString().endsWith("] Ann: two");
    }

    @Test
    void aScriptWithoutAServerIsRefusedAndEndsWithExitCode2() throws Exception {
        ChatSession session =
                begin("ws://127.0.0.1:" + deadPort(), 5, new ByteArrayInputStream("one\ntwo\n".getBytes(UTF_8)));
        assertThat(session.awaitEnd()).isEqualTo(2);
        assertThat(screen.take())
                .endsWith(
                        "Reconnecting in 2000ms... (attempt 1)",
                        "! Cannot send message: connection not open",
                        "! Cannot send message: connection not open");
    }

    @Test
    void aLongScriptArrivesWhole() throws Exception {
        int lines = 20_000;
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                heard.add(text);
                if (heard.size() == lines + 1) {
                    socket.send(text);
                }
            }
        });
        StringBuilder script = new StringBuilder();
        for (int line = 0; line < lines; line++) {
            script.append("line ").append(line).append(" of many\n");
        }
        ChatSession session = begin(
                "ws://127.0.0.1:" + server.port(),
                5,
                new ByteArrayInputStream(script.toString().getBytes(UTF_8)));
        assertThat(session.awaitEnd()).isZero();
        assertThat(heard).hasSize(lines + 1);
        assertThat(screen.take()).noneMatch(line -> line.startsWith("!"));
    }

    @Test
    void r64_ctrlCWhileItConnectsEndsItWithExitCode0() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ChatSession session = begin("ws://127.0.0.1:" + mute.getLocalPort(), 5, silence());
            try (Socket connecting = mute.accept()) {
                session.interrupt();
                assertThat(session.awaitEnd()).isZero();
                assertThat(connecting.isConnected()).isTrue();
            }
            assertThat(screen.take()).last().isEqualTo("\nShutting down...");
        }
    }

    @Test
    void whenNobodyReadsAnyMoreTheSessionEnds() throws Exception {
        WebSocketServer server = serve(new WebSocketHandler() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send(text);
            }
        });
        ChatSession session = begin("ws://127.0.0.1:" + server.port(), 5, silence());
        screen.takeUntil("Connected to chat server");
        screen.isGone();
        keyboard.write("hello?\n".getBytes(UTF_8));
        keyboard.flush();
        assertThat(session.awaitEnd()).isZero();
    }
}
