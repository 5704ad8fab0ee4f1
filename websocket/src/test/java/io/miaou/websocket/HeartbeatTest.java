package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** The heartbeat and what an idle connection costs: every 30 s, two missed pings end a connection, one alarm per loop. */
class HeartbeatTest extends SocketTest {
    private static final Duration BEAT = Duration.ofSeconds(30);

    /** Hears a text when it has a permit to. */
    private static final class Patient extends Recorder {
        private final Semaphore permits;

        Patient(Semaphore permits) {
            this.permits = permits;
        }

        @Override
        public void onText(WebSocket socket, String text) throws Exception {
            permits.acquire();
            super.onText(socket, text);
        }
    }

    @Test
    void aSilentPeerIsPingedTwiceAndEndedAfter90Seconds() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        recorder.nextOpen();
        advance(BEAT.minusMillis(1));
        client.settle(); // there was no ping so far
        advance(Duration.ofMillis(1));
        client.expect(Opcode.PING);
        advance(BEAT);
        client.expect(Opcode.PING);
        advance(BEAT.minusMillis(1));
        assertThat(recorder.isSilent()).isTrue();
        advance(Duration.ofMillis(1));
        client.expectEnd();
        assertThat(recorder.next()).isEqualTo("close 1006 no sign of life after 2 heartbeats");
    }

    @Test
    void aPeerThatOnlyAnswersPingsLivesAndItsLatencyIsKnown() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        assertThat(socket.latency()).isEmpty();
        for (int beat = 0; beat < 10; beat++) {
            advance(beat == 0 ? BEAT : BEAT.minusMillis(40));
            byte[] ping = client.expect(Opcode.PING).payload();
            advance(Duration.ofMillis(40));
            client.send(Opcode.PONG, ping);
            client.settle();
            assertThat(socket.latency()).contains(Duration.ofMillis(40));
        }
        assertThat(socket.isOpen()).isTrue();
        assertThat(recorder.isSilent())
                .as("the heartbeat's pongs are not the application's")
                .isTrue();
    }

    @Test
    void aPeerThatOnlyTalksLives() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        for (int beat = 0; beat < 6; beat++) {
            advance(BEAT);
            client.expect(Opcode.PING);
            client.send("no pong from me");
            assertThat(recorder.next()).startsWith("text");
        }
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void aConnectionWhoseHandlerIsBehindIsNotEnded() throws Exception {
        Semaphore permits = new Semaphore(0);
        Recorder recorder = new Patient(permits);
        WebSocketServer server = serve(recorder, builder -> builder.limits(l -> l.inboundQueue(4)));
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        client.sendRaw(Frames.times(20, Frames.text("slow")));
        ServerSide.awaitRead(server);
        for (int beat = 0; beat < 10; beat++) {
            advance(BEAT);
        }
        assertThat(socket.isOpen()).isTrue();
        permits.release(20);
        for (int i = 0; i < 20; i++) {
            assertThat(recorder.next()).isEqualTo("text slow");
        }
        client.settle(); // not one ping was sent that could not have been answered
        advance(BEAT);
        client.expect(Opcode.PING);
    }

    @Test
    void aThousandIdleConnectionsCostOneAlarmPerLoopAndNoHandlerThread() throws Exception {
        Recorder recorder = new Recorder();
        WebSocketServer server = serve(recorder, builder -> builder.eventLoops(2));
        List<WebSocketTestClient> clients = new ArrayList<>();
        List<Thread> handlerThreads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            clients.add(closing(WebSocketTestClient.open(server.port())));
            handlerThreads.add(recorder.nextEvent().thread());
            assertThat(clock.pendingAlarms()).isLessThanOrEqualTo(2);
        }
        await("no handler threads", () -> handlerThreads.stream().noneMatch(Thread::isAlive));
        for (int beat = 0; beat < 2; beat++) {
            advance(BEAT);
            for (WebSocketTestClient client : clients) {
                client.send(Opcode.PONG, client.expect(Opcode.PING).payload());
            }
            ServerSide.awaitRead(server);
            assertThat(clock.pendingAlarms()).isEqualTo(2);
        }
        assertThat(server.connections()).isEqualTo(1_000);
        assertThat(recorder.isSilent()).isTrue();
    }
}
