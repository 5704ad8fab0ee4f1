package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Inside;
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

/** Bodies of requests that come faster than their handler reads: who waits, and whose time runs. */
class RequestBodyPressureTest extends ServerTest {
    /** Reads nothing until it is let, then all. */
    private static final class SlowHandler implements HttpHandler {
        final CompletableFuture<HttpRequest> asked = new CompletableFuture<>();
        final CountDownLatch mayRead = new CountDownLatch(1);

        @Override
        public HttpResponse handle(HttpRequest request) throws Exception {
            asked.complete(request);
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
        InputStream body = slow.asked.get(10, TimeUnit.SECONDS).bodyStream();
        await("the body is full and the kernel too", () -> Inside.isFull(body) && ServerSide.holdsUnread(server));
        int held = body.available();
        advance(Duration.ofHours(1)); // who is slow here is not the client
        assertThat(body.available()).as("bytes read on behind a full body").isEqualTo(held);
        assertThat(pushed.get()).isLessThan(24 << 20);
        assertThat(sending).isNotDone();

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

    @Test
    void aClientThatWaitsForNo100AndFillsTheBufferIsTimedOutAllTheSame() throws Exception {
        SlowHandler slow = new SlowHandler();
        WebSocketServer server =
                start(s -> s.timeouts(t -> t.request(Duration.ofSeconds(30))).http(slow));
        RawClient client = connect(server);
        client.send(
                RawClient.request("POST", "/", "x".repeat(100_000), "Content-Length: 100001", "Expect: 100-continue"));
        settle(server);
        slow.mayRead.countDown();
        assertThat(client.readHead().status()).isEqualTo(100);
        settle(server);
        advance(Duration.ofSeconds(30));
        assertThat(client.readAnswer().status()).isEqualTo(408);
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
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
