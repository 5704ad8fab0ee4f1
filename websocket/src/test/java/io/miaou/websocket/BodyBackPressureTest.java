package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that reads a body slowly slows its sender down, and costs nobody anything. */
class BodyBackPressureTest extends ServerTest {
    /** Reads nothing until it is let, then all. */
    static final class SlowHandler implements HttpHandler {
        final CountDownLatch mayRead = new CountDownLatch(1);

        @Override
        public HttpResponse handle(HttpRequest request) throws Exception {
            mayRead.await();
            long sum = 0;
            InputStream in = request.bodyStream();
            byte[] buffer = new byte[1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum += count;
            }
            return HttpResponse.text(200, Long.toString(sum));
        }
    }

    @Test
    void aHandlerThatDoesNotReadSlowsTheSenderDown() throws Exception {
        SlowHandler slow = new SlowHandler();
        WebSocketServer server = start(s -> s.http(slow));
        RawClient client = connect(server);
        int length = 48 << 20; // far more than the kernel takes for both ends
        client.send(RawClient.request("POST", "/", "", "Content-Length: " + length));
        AtomicLong pushed = new AtomicLong();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> push(client, length, pushed));
        awaitStandstill(pushed);
        assertThat(pushed.get()).isLessThan(24 << 20);

        advance(Duration.ofHours(1)); // who is slow here is not the client

        slow.mayRead.countDown();
        assertThat(client.readAnswer().text()).isEqualTo(Integer.toString(length));
        sending.get(10, TimeUnit.SECONDS);
        client.send(RawClient.request("POST", "/", "", "Content-Length: 0")); // and the connection is kept
        assertThat(client.readAnswer().text()).isEqualTo("0");
    }

    private static void push(RawClient client, int length, AtomicLong pushed) {
        byte[] block = new byte[64 * 1024];
        try {
            for (int sent = 0; sent < length; sent += block.length) {
                client.send(block);
                pushed.addAndGet(block.length);
            }
        } catch (IOException error) {
            throw new AssertionError("the connection did not hold", error);
        }
    }

    /** Waits until a number has not grown for a while: were it too soon, a test would be too kind, never too harsh. */
    static void awaitStandstill(AtomicLong number) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        await("a standstill", () -> {
            if (last.getAndSet(number.get()) != number.get()) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > TimeUnit.MILLISECONDS.toNanos(300);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void aHalfClosedClientsBodyReachesASlowHandlerToTheEnd(Transport transport) throws Exception {
        SlowHandler slow = new SlowHandler();
        WebSocketServer server = start(s -> s.transport(transport).http(slow));
        RawClient client = connect(server);
        String chunk = "x".repeat(1000);
        String[] chunks = new String[300]; // more than is read ahead, less than the kernel takes
        Arrays.fill(chunks, chunk);
        client.send(RequestBodyTest.chunkedPost("/", chunks));
        client.endOutput();
        advance(Duration.ofSeconds(1));
        slow.mayRead.countDown();
        assertThat(client.readAnswer().text()).isEqualTo("300000");
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
    }
}
