package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program with a client, as a process: it lives while the client does, and no longer. */
class ClientProcessTest extends SocketTest {
    /** Connects; with a second argument leaves the closing to the server, and its main thread ends at once. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            WebSocketClient client = WebSocketClient.builder(args[0])
                    .handler(new WebSocketHandler() {
                        @Override
                        public void onOpen(WebSocket socket) {
                            say("open");
                        }

                        @Override
                        public void onText(WebSocket socket, String text) {
                            say(text);
                        }

                        @Override
                        public void onClose(WebSocket socket, CloseStatus status) {
                            say("close " + status.code());
                        }
                    })
                    .build();
            WebSocket socket = client.connect().get(30, TimeUnit.SECONDS);
            socket.send("hello");
            if (args.length == 1) {
                client.close();
                say("closed, open: " + socket.isOpen());
            }
        }

        @SuppressWarnings("SystemOut") // the parent reads it
        private static void say(String line) {
            System.out.println(line);
        }
    }

    private static Process run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--sun-misc") || option.startsWith("-Dio.netty")) {
                command.add(option);
            }
        }
        String path = System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + System.getProperty("java.class.path")
                + File.pathSeparator
                + new File("target/test-classes").getAbsolutePath();
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", path, Program.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private String outputOf(Process process) throws Exception {
        closing((AutoCloseable) process::destroyForcibly);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("it exits by itself")
                .isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void itExitsByItselfOnceTheClientIsClosed() throws Exception {
        Recorder atServer = new Recorder();
        WebSocketServer server = serve(atServer);
        String output = outputOf(run("ws://127.0.0.1:" + server.port()));
        assertThat(output).contains("open", "close 1000", "closed, open: false");
        atServer.nextOpen();
        assertThat(atServer.next()).isEqualTo("text hello");
        assertThat(atServer.next()).isEqualTo("close 1000");
    }

    @Test
    void itLivesWithoutItsMainThreadUntilTheServerCloses() throws Exception {
        WebSocketServer server = serve(new Recorder() {
            @Override
            public void onText(WebSocket socket, String text) {
                socket.send("farewell");
                socket.close(1000, "");
            }
        });
        String output = outputOf(run("ws://127.0.0.1:" + server.port(), "leave it open"));
        assertThat(output).contains("open", "farewell", "close 1000");
    }
}
