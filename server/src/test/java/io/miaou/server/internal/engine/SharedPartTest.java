package io.miaou.server.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.engine.CloseReason;
import io.miaou.server.EngineOptions;
import io.miaou.server.engine.Wire;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import io.miaou.websocket.internal.Mounts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A packet that is framed once and sent to many, also to those who have to wait for it. */
class SharedPartTest {
    private static final String POLLING = "/engine.io/?EIO=4&transport=polling";

    private final LinkedBlockingQueue<EngineLink> links = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    private WebSocketServer server = newServer();

    private WebSocketServer newServer() {
        ServerOptions.Builder builder =
                WebSocketServer.builder().host("127.0.0.1").port(0).eventLoops(2);
        Mounts.add(builder, new EngineMount(EngineOptions.defaults(), link -> {
            links.add(link);
            return new Listener(ends);
        }));
        return builder.build();
    }

    private record Listener(LinkedBlockingQueue<CloseReason> ends) implements EngineListener {
        @Override
        public void onMessage(byte[] packet, int from, int to) {}

        @Override
        public void onBinary(byte[] data) {}

        @Override
        public void onDrain() {}

        @Override
        public void onUpgrade() {}

        @Override
        public void onClose(CloseReason reason, String description) {
            ends.add(reason);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private EngineLink nextLink() throws InterruptedException {
        EngineLink link = links.poll(10, TimeUnit.SECONDS);
        assertThat(link).isNotNull();
        return link;
    }

    /** Sends a part as a broadcast does: the frame is released when all loops have had their turn. */
    private static void sendShared(EngineLink link, Part part) throws InterruptedException {
        part.share();
        CountDownLatch sent = new CountDownLatch(1);
        link.loop().enqueue(() -> {
            link.send(part, false);
            link.send(List.of(part, part), false);
            sent.countDown();
        });
        assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
        part.release();
    }

    @Test
    void onWebSocketTheFrameGoesOut() throws Exception {
        try (Wire wire = Wire.webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket")) {
            wire.readText();
            sendShared(nextLink(), Part.text("4shared".getBytes(UTF_8)));
            for (int i = 0; i < 3; i++) {
                assertThat(wire.readText()).isEqualTo("4shared");
            }
        }
    }

    @Test
    void whatWaitsForAPollIsEncodedAnewAfterTheFrameIsGone() throws Exception {
        try (Wire wire = Wire.connect(server.port())) {
            String session = POLLING + "&sid=" + sidOf(wire.get(POLLING).text());
            sendShared(nextLink(), Part.binary(new byte[] {1, 2, 3}));
            assertThat(wire.get(session).text()).isEqualTo("bAQID\u001ebAQID\u001ebAQID");
        }
    }

    @Test
    void whatWaitsDuringAProbeLeavesWithTheUpgradeAfterTheFrameIsGone() throws Exception {
        try (Wire wire = Wire.connect(server.port())) {
            String sid = sidOf(wire.get(POLLING).text());
            EngineLink link = nextLink();
            try (Wire socket = Wire.webSocket(server.port(), "/engine.io/?EIO=4&transport=websocket&sid=" + sid)) {
                socket.text("2probe");
                assertThat(socket.readText()).isEqualTo("3probe");
                sendShared(link, Part.text("4shared".getBytes(UTF_8)));
                socket.text("5");
                for (int i = 0; i < 3; i++) {
                    assertThat(socket.readText()).isEqualTo("4shared");
                }
                assertThat(ends).isEmpty();
            }
        }
    }

    private static String sidOf(String open) {
        int from = open.indexOf("\"sid\":\"") + 7;
        return open.substring(from, open.indexOf('"', from));
    }
}
