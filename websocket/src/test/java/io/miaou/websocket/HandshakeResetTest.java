package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.websocket.CloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H15: a TCP reset at every byte of the handshake leaves no connection, no buffer and no word behind. */
class HandshakeResetTest extends ServerTest {
    private static final String FRAME = new String(
            new byte[] {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 't', 'e', 's', 't'}, StandardCharsets.ISO_8859_1);

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private final WebSocketHandler handler = new WebSocketHandler() {
        @Override
        public void onOpen(WebSocket socket) {
            opened.incrementAndGet();
            socket.send("welcome");
        }

        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            closed.incrementAndGet();
        }
    };

    private void assertNothingLeft(WebSocketServer server) throws Exception {
        await("the connections end", () -> server.connections() == 0);
        await("every open connection is closed", () -> closed.get() == opened.get());
        assertThat(logs.atLeast(Level.INFO)).isEmpty();
        try (RawClient probe = RawClient.open(server.port(), "/ws")) {
            assertThat(probe.readExactly(2 + "welcome".length())).endsWith('w', 'e', 'l', 'c', 'o', 'm', 'e');
        }
    }

    private static void resetAfter(WebSocketServer server, String bytes, int offset) throws Exception {
        RawClient client = RawClient.connect(server.port());
        if (offset > 0) {
            client.send(bytes.substring(0, offset));
        }
        client.reset();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
    void h15_aResetAtEveryOffsetOfTheHandshakeAndOfTheFrameBehindItLeavesNothing(Transport transport) throws Exception {
        WebSocketServer server = start(s -> s.transport(transport).endpoint("/ws", handler));
        String bytes = RawClient.handshake("/ws") + FRAME;
        for (int offset = 0; offset <= bytes.length(); offset++) {
            resetAfter(server, bytes, offset);
        }
        assertNothingLeft(server);
    }

    @Test
    void h15_aResetAtEveryOffsetWithAGateBetweenLeavesNothing() throws Exception {
        WebSocketServer server = start(s -> s.endpoint("/ws", handler).gate(request -> Optional.empty()));
        String bytes = RawClient.handshake("/ws") + FRAME;
        for (int offset = 0; offset <= bytes.length(); offset++) {
            resetAfter(server, bytes, offset);
        }
        assertNothingLeft(server);
    }

    @Test
    @Tag("long")
    void h15_15000ResetsAtRandomOffsetsLeaveNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("HandshakeResetTest seed " + seed);
        Random random = new Random(seed);
        for (Transport transport : new Transport[] {Transport.EPOLL, Transport.NIO, Transport.IO_URING}) {
            WebSocketServer server = start(s -> s.transport(transport).endpoint("/ws", handler));
            String bytes = RawClient.handshake("/ws") + FRAME;
            for (int i = 0; i < 5_000; i++) {
                resetAfter(server, bytes, random.nextInt(bytes.length() + 1));
            }
            assertNothingLeft(server);
        }
    }

    @Test
    void h15_aResetWhileTheGateThinksLeavesNothing() throws Exception {
        CountDownLatch verdict = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(10);
        WebSocketServer server = start(s -> s.endpoint("/ws", handler).gate(request -> {
            asked.countDown();
            verdict.await();
            return Optional.empty();
        }));
        for (int i = 0; i < 10; i++) {
            RawClient client = connect(server);
            client.send(RawClient.handshake("/ws") + FRAME.substring(0, i));
            settle(server);
            client.reset();
        }
        asked.await();
        await("the connections end", () -> server.connections() == 0);
        verdict.countDown();
        assertNothingLeft(server);
        assertThat(opened.get()).isLessThanOrEqualTo(1); // the probe of assertNothingLeft
    }

    @Test
    void h15_anEndInsteadOfAResetAtEveryOffsetLeavesNothingEither() throws Exception {
        WebSocketServer server = start(s -> s.endpoint("/ws", handler));
        String bytes = RawClient.handshake("/ws") + FRAME;
        for (int offset = 0; offset <= bytes.length(); offset++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.send(bytes.substring(0, offset));
                client.endOutput();
                client.readToEnd();
            }
        }
        assertNothingLeft(server);
    }
}
