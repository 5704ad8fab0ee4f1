package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is slow slows himself down, over TLS as over TCP, and nothing piles up in between. */
class TlsPressureTest extends TlsTest {
    private static final int SIZE = 16 << 10;

    // --- a slow handler -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void readingStopsWhileTheMailboxIsFullAndGoesOnInOrder(Transport transport) throws Exception {
        int messages = 4_096; // 64 MiB: more than the kernel keeps on the way
        Semaphore permits = new Semaphore(0);
        WebSocketServer server = serveTls(
                new Recorder() {
                    @Override
                    public void onBinary(WebSocket socket, byte[] data) throws Exception {
                        permits.acquire();
                        socket.send(Integer.toString(((data[0] & 0xFF) << 8) | (data[1] & 0xFF)));
                    }
                },
                builder -> builder.transport(transport).limits(l -> l.inboundQueue(8)));
        WebSocketTestClient client = tlsClient(server);
        AtomicLong written = new AtomicLong();
        Thread flood = Thread.ofVirtual().start(() -> {
            byte[] message = new byte[SIZE];
            try {
                for (int i = 0; i < messages; i++) {
                    message[0] = (byte) (i >>> 8);
                    message[1] = (byte) i;
                    client.send(message);
                    written.incrementAndGet();
                }
            } catch (IOException end) {
                written.addAndGet(messages); // fails the test
            }
        });
        long[] seen = {-1, 0};
        await("the writer stops", () -> {
            long now = written.get();
            seen[1] = now == seen[0] && flood.getState() == Thread.State.WAITING ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] >= 100 || now >= messages; // asked every millisecond
        });
        assertThat(seen[0]).isLessThan(3_072);
        permits.release(messages);
        for (int i = 0; i < messages; i++) {
            assertThat(client.nextText()).isEqualTo(Integer.toString(i));
        }
        flood.join();
        client.settle();
    }

    // --- a slow peer ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void aPeerThatTakesNothingForTheWriteTimeoutIsEnded(Transport transport) throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serveTls(recorder, builder -> builder.transport(transport));
        tlsClient(server, 8192);
        WebSocket socket = recorder.nextOpen();
        fill(server, socket, SIZE, 200_000);
        advance(Duration.ofMillis(9_999));
        assertThat(socket.isOpen()).isTrue();
        advance(Duration.ofMillis(1));
        assertThat(recorder.next()).isEqualTo("close 1006 the peer took nothing for the write timeout");
        await("its end", () -> server.connections() == 0); // though a close_notify finds no room
    }

    /** What is sent meanwhile is no sign of life of the peer's. */
    @Test
    void aPeerThatTakesNothingIsEndedThoughMoreIsSentToIt() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serveTls(recorder, builder -> builder.heartbeat(Duration.ZERO, 1));
        tlsClient(server, 8192);
        WebSocket socket = recorder.nextOpen();
        fill(server, socket, SIZE, 200_000);
        for (int second = 0; second < 10; second++) {
            assertThat(socket.isOpen()).isTrue();
            socket.send("more");
            Inside.turn(server.runtime);
            Inside.turn(server.runtime);
            advance(Duration.ofSeconds(1));
        }
        assertThat(recorder.next()).isEqualTo("close 1006 the peer took nothing for the write timeout");
    }

    @Test
    void aPeerThatReadsSlowlyButSteadilyIsNotEndedByTheWriteTimeout() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serveTls(recorder, builder -> builder.heartbeat(Duration.ZERO, 1));
        WebSocketTestClient client = tlsClient(server, 8192);
        WebSocket socket = recorder.nextOpen();
        fill(server, socket, SIZE, 200_000);
        for (int seconds = 0; seconds < 60; seconds += 2) {
            long before = socket.bufferedBytes(); // so much that at no time nothing waits
            while (socket.bufferedBytes() >= before) {
                client.expect(Opcode.BINARY);
                Inside.turn(server.runtime);
            }
            fill(server, socket, SIZE, 200_000);
            advance(Duration.ofSeconds(2));
            assertThat(socket.isOpen()).as("after %d s", seconds).isTrue();
        }
        assertThat(recorder.isSilent()).isTrue();
    }

    @Test
    void smallMessagesToAPeerThatDoesNotReadFillItsQueueAndNoMore() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serveTls(
                recorder,
                builder -> builder.slowConsumers(SlowConsumerPolicy.DROP).limits(l -> l.maxSendQueueMessages(500)));
        tlsClient(server, 8192);
        WebSocket socket = recorder.nextOpen();
        fill(server, socket, SIZE, 50_000);
        int taken = 0;
        while (socket.send("x") && taken < 10_000) {
            taken++;
            Inside.turn(server.runtime);
            Inside.turn(server.runtime);
        }
        assertThat(taken).isLessThanOrEqualTo(500);
        assertThat(Inside.bufferMemory()).isLessThan(256L << 20);
    }

    /** Each key update that asks for one is answered (RFC 8446 §4.6.3), and the answers wait for one who does not read. */
    @Test
    void aFloodOfKeyUpdatesFromAPeerThatDoesNotReadEndsItsConnection() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serveTls(recorder, builder -> builder.limits(l -> l.maxSendQueueMessages(64)));
        SSLSocket socket = socket(server, 8192);
        WebSocketTestClient.over(raw(socket), "/").settle();
        WebSocket served = recorder.nextOpen();
        fill(server, served, SIZE, 50_000);
        int updates = 0;
        try {
            while (updates < 100_000) {
                socket.startHandshake(); // in TLS 1.3, a key update that asks for one
                updates++;
            }
        } catch (IOException cut) {
            // As it should be.
        }
        assertThat(updates).isBetween(64, 99_999);
        assertThat(recorder.next()).startsWith("close 1006 ");
        assertThat(logs.ofPeers())
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).startsWith("TLS flood: "));
    }
}
