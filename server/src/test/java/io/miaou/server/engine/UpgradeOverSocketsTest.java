package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers stream both ways while a session moves from polling on one loop to a WebSocket that came in on any. */
class UpgradeOverSocketsTest extends EngineWireTest {
    private static final int RUNS = 40;
    private static final int MESSAGES = 150;

    @Override
    Echo newHandler() {
        return new Echo() {
            @Override
            public void onOpen(EngineSocket socket) {
                super.onOpen(socket);
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        socket.send("s" + i);
                        LockSupport.parkNanos(50_000);
                    }
                });
            }

            @Override
            public void onText(EngineSocket socket, String text) {
                numbersUp.add(Integer.parseInt(text, 1, text.length(), 10));
            }
        };
    }

    private final LinkedBlockingQueue<Integer> numbersUp = new LinkedBlockingQueue<>();

    @Test
    void e12_nothingIsLostDoubledOrReorderedWhileMessagesStreamBothWays() throws Exception {
        start();
        for (int seed = 0; seed < RUNS; seed++) {
            new Client(seed).run();
        }
    }

    /** Does what the official client does. */
    private final class Client {
        private final int seed;
        private final Random random;
        private final List<Integer> down = new ArrayList<>(); // one thread after the other
        private volatile boolean paused;
        private int nextUp;
        private String session = "";

        Client(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() throws Exception {
            try (Wire polls = Wire.connect(port());
                    Wire posts = Wire.connect(port())) {
                session = begin(polls);
                int delay = random.nextInt(3_000_000);
                FutureTask<Void> polling = started(() -> poll(polls));
                FutureTask<Void> posting = started(() -> post(posts));
                LockSupport.parkNanos(delay);
                try (Wire socket = Wire.webSocket(port(), session.replace("polling", "websocket"))) {
                    socket.text("2probe");
                    assertThat(socket.readText()).isEqualTo("3probe");
                    paused = true;
                    polling.get(10, TimeUnit.SECONDS);
                    posting.get(10, TimeUnit.SECONDS);
                    socket.text("5");
                    finish(socket);
                }
            }
            List<Integer> all = IntStream.range(0, MESSAGES).boxed().toList();
            assertThat(down).as("seed %d: down", seed).isEqualTo(all);
            List<Integer> up = new ArrayList<>();
            while (up.size() < MESSAGES) {
                up.add(Echo.taken(numbersUp));
            }
            assertThat(up).as("seed %d: up", seed).isEqualTo(all);
            assertThat(numbersUp).as("seed %d: nothing twice", seed).isEmpty();
        }

        private static FutureTask<Void> started(Callable<Void> work) {
            FutureTask<Void> task = new FutureTask<>(work);
            Thread.ofVirtual().start(task);
            return task;
        }

        private Void poll(Wire wire) throws IOException {
            while (!paused) {
                for (String packet : wire.get(session).text().split("\u001e", -1)) {
                    hear(packet);
                }
            }
            return null;
        }

        private Void post(Wire wire) throws IOException {
            while (!paused && nextUp < MESSAGES) {
                assertThat(wire.post(session, "4c" + nextUp++ + "\u001e4c" + nextUp++)
                                .text())
                        .isEqualTo("ok");
            }
            return null;
        }

        private void finish(Wire socket) throws IOException {
            while (nextUp < MESSAGES) {
                socket.text("4c" + nextUp++);
            }
            while (down.size() < MESSAGES) {
                hear(socket.readText());
            }
        }

        private void hear(String packet) {
            if (packet.startsWith("4s")) {
                down.add(Integer.valueOf(packet.substring(2)));
            }
        }
    }
}
