package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are written while the client reads (RFC 9112 §7.1), as server-sent events are. */
class StreamedAnswerTest extends ServerTest {
    private static final byte[] BLOCK = new byte[64 * 1024];

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsReadBeforeTheNextOneIsMade() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/event-stream", out -> {
            for (String event = take(events); !event.equals("end"); event = take(events)) {
                out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }))));
        client.send(RawClient.get("/events"));
        RawClient.Answer head = client.readHead();
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(head.header("Transfer-Encoding")).isEqualTo("chunked");
        for (int i = 0; i < 3; i++) {
            events.put("event " + i);
            assertThat(text(client.readChunk())).isEqualTo("data: event " + i + "\n\n");
        }
        events.put("end");
        assertThat(client.readChunk()).isEmpty();
    }

    private static String take(BlockingQueue<String> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    @Test
    void behindAStreamedAnswerTheConnectionIsKept() throws Exception {
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {
            for (int i = 0; i < 10_000; i++) {
                out.write((request.path() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }))));
        client.send(RawClient.get("/a") + RawClient.get("/b"));
        assertThat(client.readAnswer().text()).isEqualTo("/a\n".repeat(10_000));
        assertThat(client.readAnswer().text()).isEqualTo("/b\n".repeat(10_000));
    }

    @Test
    void anEmptyStreamIsAnEmptyBody() throws Exception {
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {}))));
        client.send(RawClient.get("/") + RawClient.get("/"));
        assertThat(client.readAnswer().body()).isEmpty();
        assertThat(client.readAnswer().body()).isEmpty();
    }

    @Test
    void toHttp10TheStreamEndsWithTheConnection() throws Exception {
        RawClient client = connect(start(s ->
                s.http(request -> HttpResponse.streamed(200, "text/plain", out -> out.write(new byte[100_000])))));
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.headers().contains("Transfer-Encoding")).isFalse();
        assertThat(answer.body()).hasSize(100_000);
    }

    @Test
    void aStreamThatBreaksOffEndsTheConnectionWithoutTheLastChunk() throws Exception {
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {
            out.write('x');
            out.flush();
            throw new IOException("the source dried up");
        }))));
        client.send(RawClient.get("/"));
        client.readHead();
        assertThat(text(client.readChunk())).isEqualTo("x");
        assertThat(client.readToEnd()).isEmpty();
    }

    private static final class OfTheStream extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aWriterThatThrowsIsLoggedOnce() throws Exception {
        expectWarnings();
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {
            throw new OfTheStream();
        }))));
        client.send(RawClient.get("/"));
        client.readHead();
        assertThat(client.readToEnd()).isEmpty();
        assertThat(logs.atLeast(Level.WARN)).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getThrowableProxy().getClassName()).isEqualTo(OfTheStream.class.getName());
        });
    }

    // --- the client is slow, or gone ------------------------------------------------------------------------------

    /** Writes blocks for ever; tells how much it has written and what ended it. */
    private static final class Endless implements HttpResponse.Writer {
        final CompletableFuture<Thread> writer = new CompletableFuture<>();
        final AtomicLong written = new AtomicLong();
        final CompletableFuture<Throwable> ended = new CompletableFuture<>();

        @Override
        public void write(OutputStream out) throws IOException {
            writer.complete(Thread.currentThread());
            try {
                while (true) {
                    out.write(BLOCK);
                    written.addAndGet(BLOCK.length);
                }
            } catch (Throwable error) {
                ended.complete(error);
                throw error;
            }
        }
    }

    @Test
    void aWriterHearsThatTheClientIsGone() throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            Endless endless = new Endless();
            WebSocketServer server = start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", endless)));
            RawClient client = connect(server);
            client.send(RawClient.get("/"));
            client.readHead();
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
            assertThat(endless.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            await("the connection ends", () -> server.connections() == 0);
        }
        assertThat(logs.atLeast(Level.INFO)).isEmpty();
    }

    @Test
    void aWriterWaitsForAClientThatDoesNotReadAndTheWriteTimeoutEndsIt() throws Exception {
        Endless endless = new Endless();
        WebSocketServer server = start(s -> s.timeouts(t -> t.write(Duration.ofSeconds(10)))
                .http(request -> HttpResponse.streamed(200, "text/plain", endless)));
        RawClient client = closing(RawClient.connect(server.port(), 16 * 1024));
        client.send(RawClient.get("/"));
        Thread writer = endless.writer.get(10, TimeUnit.SECONDS);
        await(
                "the writer waits, and the kernel for the client",
                () -> writer.getState() == Thread.State.WAITING && ServerSide.holdsUnsent(server));
        assertThat(endless.ended).isNotDone();
        await("the write timeout", () -> {
            advance(Duration.ofSeconds(20)); // it counts from the last byte taken, and the kernel may still take some
            return endless.ended.isDone();
        });
        assertThat(endless.written.get()).isLessThan(24 << 20);
        assertThat(endless.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        await("the connection ends", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aClientThatReadsSlowlyIsNotTimedOut() throws Exception {
        WebSocketServer server = start(s -> s.timeouts(t -> t.write(Duration.ofSeconds(10)))
                .http(request -> HttpResponse.streamed(200, "text/plain", out -> {
                    for (int i = 0; i < 48; i++) {
                        out.write(BLOCK);
                    }
                })));
        RawClient client = closing(RawClient.connect(server.port(), 16 * 1024));
        client.send("GET / HTTP/1.0\r\n\r\n");
        client.readHead();
        for (int i = 0; i < 48; i++) {
            client.readExactly(BLOCK.length);
            settle(server);
            advance(Duration.ofSeconds(1));
        }
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void theLastAnswerOfAConnectionIsReadToItsEndBySlowClientsToo() throws Exception {
        byte[] large = new byte[8 << 20];
        WebSocketServer server = start(s -> s.timeouts(t -> t.close(Duration.ofSeconds(5)))
                .http(request -> HttpResponse.bytes(200, "application/octet-stream", large)));
        RawClient client = closing(RawClient.connect(server.port(), 16 * 1024));
        client.send(RawClient.get("/", "Connection: close"));
        client.readHead();
        int step = 1 << 20;
        for (int read = 0; read < large.length; read += step) {
            assertThat(client.readExactly(step)).hasSize(step);
            advance(Duration.ofSeconds(4));
        }
        assertThat(client.readToEnd()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
    void aHalfClosedClientReadsALargeAnswerToItsEnd(Transport transport) throws Exception {
        byte[] large = new byte[32 << 20]; // more than the kernel takes at once
        CountDownLatch seen = new CountDownLatch(1);
        WebSocketServer server = start(s -> s.transport(transport).http(request -> {
            seen.await();
            return HttpResponse.bytes(200, "application/octet-stream", large);
        }));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        client.endOutput();
        settle(server);
        seen.countDown();
        assertThat(client.readAnswer().body()).hasSize(large.length);
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
    }

    @Test
    void aClientThatNeverReadsTheLastAnswerOfAConnectionIsGivenUp() throws Exception {
        byte[] large = new byte[32 << 20];
        WebSocketServer server =
                start(s -> s.timeouts(t -> t.write(Duration.ofSeconds(10)).close(Duration.ofSeconds(5)))
                        .http(request -> HttpResponse.bytes(200, "application/octet-stream", large)));
        RawClient client = closing(RawClient.connect(server.port(), 16 * 1024));
        client.send(RawClient.get("/", "Connection: close"));
        client.readHead();
        advance(Duration.ofSeconds(60));
        await("the connection ends", () -> server.connections() == 0);
    }
}
