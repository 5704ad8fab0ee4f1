package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A client that asks and asks and takes no answer. */
class PipeliningTest extends ServerTest {
    private static final int REQUESTS = 1_000;
    private static final int ANSWER = 100_000; // all answers together: 100 MB

    private final AtomicInteger asked = new AtomicInteger();

    private WebSocketServer server() throws Exception {
        return start(s -> s.timeouts(t -> t.write(Duration.ofSeconds(10)).keepAlive(Duration.ofSeconds(30)))
                .http(request -> {
                    asked.incrementAndGet();
                    return HttpResponse.bytes(200, "application/octet-stream", new byte[ANSWER]);
                }));
    }

    /** More than this is in nobody's hands: what may wait here, and what the kernel keeps of a connection. */
    private void assertFewWereAsked() {
        assertThat(asked.get()).isLessThan(REQUESTS / 4);
    }

    /** Waits until requests were asked and, asked about a hundred times, not one more gets through. */
    private void awaitStandstill() {
        int[] seen = {-1, 0};
        await("requests that wait", () -> {
            int now = asked.get();
            seen[1] = now > 0 && now == seen[0] ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] >= 100; // asked every millisecond
        });
    }

    @Test
    void h03_requestsWaitWhileTheirClientTakesNoAnswerAndTheWriteTimeoutEndsIt() throws Exception {
        WebSocketServer server = server();
        RawClient deaf = closing(RawClient.connect(server.port(), 4_096));
        deaf.send(RawClient.get("/").repeat(REQUESTS));
        awaitStandstill();
        assertFewWereAsked();
        settle(server);
        advance(Duration.ofSeconds(10));
        await("it is ended", () -> server.connections() == 0);
        assertFewWereAsked();
    }

    @Test
    void h03_requestsThatWaitedAreAnsweredInOrderOnceTheClientReads() throws Exception {
        WebSocketServer server = server();
        RawClient late = closing(RawClient.connect(server.port(), 4_096));
        late.send(RawClient.get("/").repeat(REQUESTS - 1) + RawClient.get("/", "Connection: close"));
        late.endOutput();
        awaitStandstill();
        assertFewWereAsked();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(late.readAnswer().body()).hasSize(ANSWER);
        }
        assertThat(late.readToEnd()).isEmpty();
        assertThat(asked).hasValue(REQUESTS);
    }

    /** The patience for the next request begins when there is room for its answer, not when an earlier answer was written. */
    @Test
    void h03_aClientThatReadsLateFindsItsConnectionOpen() throws Exception {
        WebSocketServer server = server();
        RawClient late = closing(RawClient.connect(server.port(), 4_096));
        late.send(RawClient.get("/").repeat(20));
        awaitStandstill();
        for (int i = 0; i < 20; i++) {
            assertThat(late.readAnswer().body()).hasSize(ANSWER);
        }
        settle(server);
        advance(Duration.ofMillis(29_999));
        late.send(RawClient.get("/"));
        assertThat(late.readAnswer().status()).isEqualTo(200);
    }
}
