package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.cli.Cli;
import io.miaou.conformance.reliability.Peer;
import io.miaou.conformance.reliability.ScriptedServer;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The client for fuzzing servers, against a small one of our own and against such as are none. */
class AutobahnClientTest {
    private static final byte[] LARGEST = new byte[16 << 20];

    static {
        new Random(9).nextBytes(LARGEST);
    }

    private final StringWriter progress = new StringWriter();

    /** The three paths of a fuzzing server; its cases are what is to come back. */
    private static final class Suite implements AutoCloseable {
        private final List<Object> cases;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final WebSocketServer server;

        Suite(Object... cases) throws IOException {
            this.cases = List.of(cases);
            this.server = WebSocketServer.builder()
                    .port(0)
                    .limits(limits -> limits.maxMessageSize(16 << 20).maxSendQueue(64 << 20))
                    .compression(c -> c.contextTakeover(true, true).threshold(0))
                    .endpoint("/getCaseCount", new WebSocketHandler() {
                        @Override
                        public void onOpen(WebSocket socket) {
                            socket.send("" + Suite.this.cases.size());
                            socket.close();
                        }
                    })
                    .endpoint("/runCase", new Case())
                    .endpoint("/updateReports", new WebSocketHandler() {
                        @Override
                        public void onOpen(WebSocket socket) {
                            heard.add("report of " + agent(socket));
                            socket.close();
                        }
                    })
                    .build()
                    .start();
        }

        private static String agent(WebSocket socket) {
            return socket.request().queryParameter("agent").orElse("nobody");
        }

        URI uri() {
            return URI.create("ws://127.0.0.1:" + server.port());
        }

        @Override
        public void close() {
            server.close();
        }

        private final class Case implements WebSocketHandler {
            private Object wanted(WebSocket socket) {
                return cases.get(
                        Integer.parseInt(socket.request().queryParameter("case").orElseThrow()) - 1);
            }

            @Override
            public void onOpen(WebSocket socket) {
                boolean compresses = socket.request().headers().first("Sec-WebSocket-Extensions").stream()
                        .anyMatch(offer -> offer.startsWith("permessage-deflate"));
                heard.add((compresses ? "case of " : "plain case of ") + agent(socket));
                switch (wanted(socket)) {
                    case String text -> socket.send(text);
                    case byte[] data -> socket.send(data);
                    default -> socket.terminate();
                }
            }

            @Override
            public void onText(WebSocket socket, String text) {
                heard.add(text.equals(wanted(socket)) ? "text came back" : "not '" + text + "'");
                socket.close();
            }

            @Override
            public void onBinary(WebSocket socket, byte[] data) {
                boolean same = wanted(socket) instanceof byte[] sent && Arrays.equals(sent, data);
                heard.add(same ? "binary came back" : "other bytes");
                socket.close(1001, "enough");
            }
        }
    }

    @Test
    void everyCaseIsPlayedInItsTurnAndThenTheReportIsAskedFor() throws Exception {
        try (Suite suite = new Suite("déjà vu 🐈", new byte[] {0, -1}, "", LARGEST, 0)) {
            assertThat(client(suite.uri(), "Miaou & co").run()).isEqualTo(new AutobahnClient.Result(5, 0));
            assertThat(suite.heard)
                    .containsExactly(
                            "case of Miaou & co",
                            "text came back",
                            "case of Miaou & co",
                            "binary came back",
                            "case of Miaou & co",
                            "text came back",
                            "case of Miaou & co",
                            "binary came back",
                            "case of Miaou & co",
                            "report of Miaou & co");
        }
        assertThat(progress.toString().lines()).hasSize(5).last().isEqualTo("case 5 of 5");
    }

    @Test
    void asAProgramItSaysHowManyCasesWereRunAndEndsWithZero() throws Exception {
        try (Suite suite = new Suite("a", "b");
                LineProcess program = LineProcess.start(
                        "autobahn-client",
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "autobahn-client",
                                suite.uri() + "/",
                                "--agent",
                                "Miaou"),
                        Map.of())) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out().lines()).containsExactly("2 cases run");
            assertThat(program.err().lines()).containsExactly("case 1 of 2", "case 2 of 2");
            assertThat(suite.heard).endsWith("report of Miaou");
        }
    }

    @Test
    void aCaseWhoseHandshakeFailsIsPassedOverAndTold() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(AutobahnClientTest::misbehave)) {
            assertThat(client(address(server), "x").run()).isEqualTo(new AutobahnClient.Result(4, 2));
            assertThat(server.accepted()).isEqualTo(6);
        }
        assertThat(progress.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("case 1 of 4 was not played: cannot connect to ws://127"),
                        line -> assertThat(line).isEqualTo("case 2 of 4"),
                        line -> assertThat(line).contains("case 3 of 4 was not played", "503 instead of 101"),
                        line -> assertThat(line).isEqualTo("case 4 of 4"));
    }

    /** Counts to four; breaks its cases in four ways; takes the order to report. */
    private static void misbehave(Peer peer, int nth) throws IOException {
        String head = peer.readHead();
        if (nth == 4) {
            peer.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        } else if (nth != 2) {
            peer.send(Peer.agreement(head) + "\r\n");
            switch (nth) {
                case 1 -> {
                    peer.sendFrame(1, new byte[] {'4'});
                    peer.answerClose();
                }
                case 3 -> {
                    peer.sendFrame(9, new byte[0]);
                    peer.readFrame(); // so the agreement was read, which a reset could destroy
                    peer.reset();
                }
                case 5 -> peer.send(new byte[] {(byte) 0xFF, 0}); // reserved bits, opcode 15
                default -> peer.sendClose(1000);
            }
            if (nth != 3) {
                peer.readToEnd();
            }
        }
    }

    @Test
    void aCaseThatNeverEndsIsLeft() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing((peer, nth) -> {
            peer.agree();
            switch (nth) {
                case 1 -> {
                    peer.sendFrame(1, new byte[] {'1'});
                    peer.answerClose();
                }
                case 2 -> peer.answerClose();
                default -> peer.sendClose(1000);
            }
            peer.readToEnd();
        })) {
            var impatient =
                    new AutobahnClient(address(server), "x", Duration.ofMillis(200), new PrintWriter(progress, true));
            assertThat(impatient.run()).isEqualTo(new AutobahnClient.Result(1, 1));
        }
        assertThat(progress.toString()).contains("was not over after 200 ms");
    }

    @Test
    void aServerThatIsNoFuzzingServerIsOneLineAndExitCodeOne() throws Exception {
        try (EchoServer echo = EchoServer.start("127.0.0.1", 0, false);
                ScriptedServer chatty = ScriptedServer.playing((peer, nth) -> {
                    peer.agree();
                    peer.sendFrame(1, "Welcome".getBytes(UTF_8));
                    peer.answerClose();
                    peer.readToEnd();
                })) {
            requireOneLine(address(chatty), "answered 'Welcome' when asked how many cases");
            requireOneLine(URI.create("ws://127.0.0.1:" + echo.port()), "the server answered 404 instead of 101");
        }
        requireOneLine(URI.create("http://127.0.0.1:1"), "its scheme is not ws or wss");
    }

    private void requireOneLine(URI server, String words) {
        PrintStream before = System.err;
        var err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            assertThat(Cli.run(new ConformanceCommand(), "autobahn-client", server.toString()))
                    .isEqualTo(1);
        } finally {
            System.setErr(before);
        }
        assertThat(err.toString(UTF_8).lines()).last().asString().contains(words);
    }

    private AutobahnClient client(URI server, String agent) {
        return new AutobahnClient(server, agent, AutobahnClient.PATIENCE, new PrintWriter(progress, true));
    }

    private static URI address(ScriptedServer server) {
        return URI.create("ws://127.0.0.1:" + server.port());
    }
}
