package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpResponse;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that take their time, in numbers: each is ended at its deadline, and nobody else notices. */
class SlowlorisTest extends ServerTest {
    private static final byte[] FRAME = {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 't', 'e', 's', 't'};
    private static final byte[] ECHO = {(byte) 0x81, 4, 't', 'e', 's', 't'};

    private final WebSocketHandler echo = new WebSocketHandler() {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }
    };

    private WebSocketServer server() throws Exception {
        return start(s -> s.endpoint("/ws", echo)
                .http(request -> HttpResponse.of(204))
                .heartbeat(Duration.ZERO, 1)
                .timeouts(t -> t.handshake(Duration.ofSeconds(10)).close(Duration.ofSeconds(5))));
    }

    private static void assertEchoes(RawClient probe) throws Exception {
        for (int i = 0; i < 10; i++) {
            probe.send(FRAME);
            assertThat(probe.readExactly(ECHO.length)).isEqualTo(ECHO);
        }
    }

    private List<RawClient> crowd(WebSocketServer server, int size) throws Exception {
        List<RawClient> crowd = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            crowd.add(connect(server));
        }
        return crowd;
    }

    // --- H01 ------------------------------------------------------------------------------------------------------

    @Test
    void h01_500ConnectionsThatSendAHeaderByteEvery5SecondsAreEachAnswered408AtTheDeadline() throws Exception {
        slowloris(500);
    }

    @Test
    @Tag("long")
    void h01_5000ConnectionsThatSendAHeaderByteEvery5SecondsAreEachAnswered408AtTheDeadline() throws Exception {
        slowloris(5_000);
    }

    private void slowloris(int size) throws Exception {
        WebSocketServer server = server();
        RawClient probe = open(server, "/ws");
        List<RawClient> crowd = crowd(server, size);
        await("all are accepted", () -> server.connections() == size + 1);
        for (int second = 0; second < 10; second += 5) {
            for (RawClient slow : crowd) {
                slow.send(second == 0 ? "G" : "E");
            }
            settle(server);
            assertEchoes(probe);
            advance(Duration.ofMillis(second == 0 ? 5_000 : 4_999));
            assertThat(server.connections()).isEqualTo(size + 1);
        }
        advance(Duration.ofMillis(1));
        assertEchoes(probe);
        for (RawClient slow : crowd) {
            RawClient.Answer answer = slow.readAnswer();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(slow.readToEnd()).isEmpty();
        }
        // They never close their side: the server does not wait for them longer than the close timeout.
        advance(Duration.ofSeconds(5));
        await("only the probe is left", () -> server.connections() == 1);
        assertEchoes(probe);
        assertThat(logs.ofPeers())
                .hasSizeLessThanOrEqualTo(10)
                .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
    }

    @Test
    void h01_aHeadThatDripsBehindAKeptConnectionIsEndedAsWell() throws Exception {
        WebSocketServer server = server();
        RawClient slow = connect(server);
        slow.send(RawClient.get("/") + "GET / HTTP/1.1\r\nX: ");
        assertThat(slow.readAnswer().status()).isEqualTo(204);
        for (int second = 0; second < 10; second++) {
            slow.send("y");
            settle(server);
            advance(Duration.ofSeconds(1));
        }
        assertThat(slow.readAnswer().status()).isEqualTo(408);
    }

    // --- H16 ------------------------------------------------------------------------------------------------------

    @Test
    void h16_1000ConnectionsThatSayNothingAreClosedAtTheDeadline() throws Exception {
        silence(1_000);
    }

    private void silence(int size) throws Exception {
        WebSocketServer server = server();
        RawClient probe = open(server, "/ws");
        List<RawClient> crowd = crowd(server, size);
        await("all are accepted", () -> server.connections() == size + 1);
        advance(Duration.ofMillis(9_999));
        assertEchoes(probe);
        assertThat(server.connections()).isEqualTo(size + 1);
        advance(Duration.ofMillis(1));
        for (RawClient silent : crowd) {
            assertThat(silent.readToEnd()).isEmpty();
        }
        assertEchoes(probe);
        // 15 s after they came their descriptors are free again, though no client has closed its own.
        advance(Duration.ofSeconds(5));
        await("only the probe is left", () -> server.connections() == 1);
        assertEchoes(probe);
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    @Tag("long")
    void h16_15000ConnectionsThatSayNothingAreClosedAtTheDeadline() throws Exception {
        int size = 15_000;
        WebSocketServer server = server();
        RawClient probe = open(server, "/ws");
        Process crowd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "src/test/java/io/miaou/websocket/SilentCrowd.java",
                        Integer.toString(server.port()),
                        Integer.toString(size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = crowd.inputReader()) {
            assertThat(said.readLine()).isEqualTo("connected");
            await("all are accepted", () -> server.connections() == size + 1);
            advance(Duration.ofSeconds(10));
            assertEchoes(probe);
            assertThat(said.readLine()).isEqualTo("ended");
            advance(Duration.ofSeconds(5));
            await("only the probe is left", () -> server.connections() == 1);
            assertEchoes(probe);
        } finally {
            crowd.getOutputStream().close();
            assertThat(crowd.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    // --- what a connection costs ----------------------------------------------------------------------------------

    @Test
    void noThreadIsAddedForAnyNumberOfConnections() throws Exception {
        WebSocketServer server = server();
        for (RawClient warm : crowd(server, 20)) {
            warm.send(RawClient.get("/"));
            warm.readAnswer();
        }
        assertEchoes(open(server, "/ws"));
        long before = platformThreads();
        for (int i = 0; i < 200; i++) {
            assertEchoes(open(server, "/ws"));
            RawClient plain = connect(server);
            plain.send(RawClient.get("/"));
            assertThat(plain.readAnswer().status()).isEqualTo(204);
            connect(server).send("G".getBytes(StandardCharsets.US_ASCII));
        }
        await("all are accepted", () -> server.connections() == 20 + 1 + 600);
        // The carriers of virtual threads come and go with the work, up to the number of processors.
        assertThat(platformThreads())
                .isLessThanOrEqualTo(before + Runtime.getRuntime().availableProcessors());
    }

    private static long platformThreads() {
        return Thread.getAllStackTraces().keySet().size();
    }
}
