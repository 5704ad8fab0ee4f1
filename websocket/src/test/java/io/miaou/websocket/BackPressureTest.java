package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that falls behind slows its own peer down, by TCP, and nobody else. */
class BackPressureTest extends SocketTest {
    private static final int SIZE = 16 << 10;
    private static final int MESSAGES = 4_096; // 64 MiB: more than the kernel keeps on the way, however it is tuned
    private static final int MOST_BEFORE_IT_STOPS = 3_072;

    /** Handles a message when it has a permit to, and answers with its number. */
    private static final class Slow extends Recorder {
        final Semaphore permits = new Semaphore(0);
        final AtomicLong handled = new AtomicLong();

        @Override
        public void onBinary(WebSocket socket, byte[] data) throws Exception {
            permits.acquire();
            socket.send(Integer.toString(((data[0] & 0xFF) << 8) | (data[1] & 0xFF)));
            handled.incrementAndGet();
        }

        @Override
        public void onText(WebSocket socket, String text) throws Exception {
            permits.acquire();
            socket.send(text);
            handled.incrementAndGet();
        }
    }

    /** Sends numbered messages from a thread of its own, as far as TCP lets it. */
    private static final class Flood {
        final AtomicLong written = new AtomicLong();
        final Thread thread;

        Flood(WebSocketTestClient client) {
            thread = Thread.ofVirtual().start(() -> {
                byte[] message = new byte[SIZE];
                try {
                    for (int i = 0; i < MESSAGES; i++) {
                        message[0] = (byte) (i >>> 8);
                        message[1] = (byte) i;
                        client.send(message);
                        written.incrementAndGet();
                    }
                } catch (IOException end) {
                    written.addAndGet(MESSAGES); // fails the test
                }
            });
        }

        /** Waits until the writer has been blocked by TCP for a while, with not one message more getting through. */
        long awaitStop() {
            long[] seen = {-1, 0};
            await("the writer stops", () -> {
                long now = written.get();
                boolean blocked = thread.getState() == Thread.State.WAITING;
                seen[1] = blocked && now == seen[0] ? seen[1] + 1 : 0;
                seen[0] = now;
                return seen[1] >= 100 || now >= MESSAGES; // asked every millisecond
            });
            return seen[0];
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO", "IO_URING"})
    void readingStopsWhileTheMailboxIsFullAndGoesOnInOrder(Transport transport) throws Exception {
        Slow slow = new Slow();
        WebSocketServer server =
                serve(slow, builder -> builder.transport(transport).limits(l -> l.inboundQueue(8)));
        WebSocketTestClient client = client(server);
        Flood flood = new Flood(client);
        assertThat(flood.awaitStop()).isLessThan(MOST_BEFORE_IT_STOPS);
        slow.permits.release(MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(client.nextText()).isEqualTo(Integer.toString(i));
        }
        flood.thread.join();
        client.settle();
    }

    /** What was read before the pause fills the mailbox again when reading resumes: it must not go on then. */
    @Test
    void readingStaysStoppedWhenWhatIsLeftFillsTheMailboxAgain() throws Exception {
        Slow slow = new Slow();
        WebSocketServer server = serve(slow, builder -> builder.limits(l -> l.inboundQueue(2)));
        WebSocketTestClient client = client(server);
        WebSocket socket = slow.nextOpen();
        int messages = 20_000;
        Thread flood = Thread.ofVirtual().start(() -> {
            try {
                client.sendRaw(Frames.times(messages, Frames.text("many fit into what is read at once")));
            } catch (IOException end) {
                slow.heard("the flood failed", socket);
            }
        });
        for (long due = 1; due <= 50; due++) {
            await("a full mailbox", () -> Inside.isPaused(socket));
            assertThat(Inside.isReading(socket)).as("before %d", due).isFalse();
            slow.permits.release(1);
            long handled = due;
            await("one more handled", () -> slow.handled.get() == handled);
        }
        slow.permits.release(messages);
        for (int i = 0; i < messages; i++) {
            assertThat(client.nextText()).startsWith("many");
        }
        flood.join();
        assertThat(slow.isSilent()).isTrue();
    }

    @Test
    void aBlockedHandlerHoldsUpNoOtherConnection() throws Exception {
        Slow slow = new Slow();
        WebSocketServer server = start(builder -> builder.eventLoops(1)
                .endpoint("/slow", slow)
                .endpoint("/", new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.send(text);
                    }
                })
                .limits(l -> l.inboundQueue(4)));
        WebSocketTestClient blocked = closing(WebSocketTestClient.open(server.port(), "/slow", 0));
        blocked.sendRaw(Frames.times(50, Frames.text("stuck")));
        WebSocketTestClient other = client(server); // on the same loop: there is one
        for (int i = 0; i < 100; i++) {
            other.send("through " + i);
            assertThat(other.nextText()).isEqualTo("through " + i);
        }
        assertThat(slow.handled).hasValue(0);
        slow.permits.release(50);
        for (int i = 0; i < 50; i++) {
            assertThat(blocked.nextText()).isEqualTo("stuck");
        }
    }

    /** A program that sends its lines, a close frame and the end of its input at once gets all answers, then the reply. */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO", "IO_URING"})
    void messagesACloseFrameAndTheEndOfInputBehindAFullMailboxAreAllHeard(Transport transport) throws Exception {
        Slow slow = new Slow();
        WebSocketServer server =
                serve(slow, builder -> builder.transport(transport).limits(l -> l.inboundQueue(4)));
        WebSocketTestClient client = client(server);
        client.sendRaw(Frames.times(20_000, Frames.text("a line of some length, so that it takes many reads")));
        client.sendRaw(Frames.close(1000, "done"));
        client.raw().endOutput();
        slow.permits.release(20_000);
        for (int i = 0; i < 20_000; i++) {
            assertThat(client.nextText()).startsWith("a line");
        }
        assertThat(client.nextClose()).isEqualTo(new CloseStatus(1000, ""));
        client.expectEnd();
        assertThat(slow.next()).isEqualTo("open");
        assertThat(slow.next()).isEqualTo("close 1000 done");
    }

    @Test
    void closingAConnectionWhoseMailboxIsFullReadsThePeersAnswer() throws Exception {
        Slow slow = new Slow();
        WebSocketServer server = serve(slow, builder -> builder.limits(l -> l.inboundQueue(4)));
        WebSocketTestClient client = client(server);
        WebSocket socket = slow.nextOpen();
        client.sendRaw(Frames.times(100, Frames.text("stuck")));
        await("a full mailbox", () -> Inside.isPaused(socket));
        socket.close(4000, "enough");
        assertThat(client.nextClose().code()).isEqualTo(4000);
        client.sendClose(4000, "");
        client.expectEnd();
        slow.permits.release(100);
        assertThat(slow.next()).isEqualTo("close 4000");
        assertThat(slow.handled.get()).isLessThan(10);
    }

    @Test
    void aPeerThatEndsWithoutACloseFrameIsHeardToTheLastMessage() throws Exception {
        Slow slow = new Slow();
        WebSocketServer server = serve(slow, builder -> builder.limits(l -> l.inboundQueue(4)));
        WebSocketTestClient client = client(server);
        WebSocket socket = slow.nextOpen();
        client.sendRaw(Frames.times(100, Frames.text("heard")));
        client.raw().endOutput();
        slow.permits.release(100);
        assertThat(slow.next()).isEqualTo("close 1006 the connection ended without a close frame");
        assertThat(slow.handled).hasValue(100);
        assertThat(socket.closed().get(10, TimeUnit.SECONDS).code()).isEqualTo(1006);
    }

    /** Many peers of slow handlers share one budget: who would pass it is told to try again later, the others go on. */
    @Test
    void messagesThatWaitForTheirHandlersShareTheInboundBudget() throws Exception {
        Slow slow = new Slow();
        WebSocketServer server = serve(slow, builder -> builder.limits(l -> l.inboundBudget(100_000)));
        WebSocketTestClient first = client(server);
        WebSocketTestClient second = client(server);
        String text = "x".repeat(60_000);
        first.send(text);
        first.settle();
        assertThat(Inside.budgetTaken(server.runtime)).isEqualTo(60_000);
        second.send(text);
        assertThat(second.closeCodeThenEnd()).isEqualTo(1013);
        slow.permits.release(2);
        assertThat(first.nextText()).isEqualTo(text);
        await("the budget given back", () -> Inside.budgetTaken(server.runtime) == 0);
    }
}
