package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.websocket.http.BodyTooLargeException;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies of requests: how they are read, limited and slowed down (RFC 9112 §6, §7; RFC 9110 §10.1.1). */
class RequestBodyTest extends ServerTest {
    private static final HttpHandler ECHO = request -> HttpResponse.text(200, request.bodyText());

    static String chunkedPost(String target, String... chunks) {
        StringBuilder body = new StringBuilder();
        for (String chunk : chunks) {
            body.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return RawClient.request("POST", target, body + "0\r\n\r\n", "Transfer-Encoding: chunked");
    }

    // --- reading --------------------------------------------------------------------------------------------------

    @Test
    void aChunkedBodyIsPutTogether() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO)));
        client.send(chunkedPost("/", "mi", "a", "ou") + RawClient.post("/", "next"));
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
        assertThat(client.readAnswer().text()).isEqualTo("next");
    }

    @Test
    void aChunkedBodyMayComeByteByByte() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO)));
        for (char c : chunkedPost("/", "mi", "a", "ou").toCharArray()) {
            client.send(String.valueOf(c));
        }
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
    }

    @Test
    void aBodyIsReadAsAStreamWhileItComes() throws Exception {
        BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        RawClient client = connect(start(s -> s.http(request -> {
            InputStream in = request.bodyStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                heard.put(octet);
            }
            return HttpResponse.of(204);
        })));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 3"));
        for (int octet = 1; octet <= 3; octet++) {
            client.send(new byte[] {(byte) octet});
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(octet);
        }
        assertThat(client.readAnswer().status()).isEqualTo(204);
    }

    @Test
    void aBodyCanBeAnsweredAsAStreamWhileItComes() throws Exception {
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.streamed(200, "text/plain", out -> {
            InputStream in = request.bodyStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                out.write(octet);
                out.flush();
            }
            out.write('!');
        }))));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 3"));
        assertThat(client.readHead().status()).isEqualTo(200);
        for (String letter : List.of("a", "b", "c")) {
            client.send(letter);
            assertThat(new String(client.readChunk(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo(letter);
        }
        assertThat(client.readChunk()).containsExactly('!');
        assertThat(client.readChunk()).isEmpty();
    }

    @Test
    void aBodyThatNobodyReadIsNotTakenForARequest() throws Exception {
        List<String> paths = new CopyOnWriteArrayList<>();
        WebSocketServer server = start(s -> s.http(request -> {
            paths.add(request.path());
            return HttpResponse.of(204);
        }));
        RawClient client = connect(server);
        String smuggled = RawClient.get("/smuggled");
        client.send(RawClient.request("POST", "/", "", "Content-Length: " + smuggled.length()));
        assertThat(client.readAnswer().header("Connection")).isEqualTo("close");
        client.send(smuggled);
        client.endOutput();
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
        assertThat(paths).containsExactly("/");
    }

    // --- Expect ---------------------------------------------------------------------------------------------------

    @Test
    void aClientThatExpects100IsToldToGoOnWhenTheHandlerReads() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO)));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 5", "Expect: 100-Continue"));
        assertThat(client.readHead().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
        client.send("miaou");
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
        client.send(RawClient.get("/")); // the connection is kept
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    @Test
    void aClientThatExpects100IsAnsweredAtOnceWhenTheHandlerDoesNotRead() throws Exception {
        RawClient client = connect(start(s -> s.http(request -> HttpResponse.of(401))));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 5", "Expect: 100-continue"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void aClientThatExpects100IsNotTimedOutBeforeItWasAsked() throws Exception {
        CountDownLatch mayRead = new CountDownLatch(1);
        WebSocketServer server =
                start(s -> s.timeouts(t -> t.request(Duration.ofSeconds(30))).http(request -> {
                    mayRead.await();
                    return HttpResponse.text(200, request.bodyText());
                }));
        RawClient client = connect(server);
        client.send(RawClient.request("POST", "/", "", "Content-Length: 5", "Expect: 100-continue"));
        settle(server);
        advance(Duration.ofHours(1));
        mayRead.countDown();
        assertThat(client.readHead().status()).isEqualTo(100);
        settle(server);
        advance(Duration.ofMillis(29_999));
        client.send("mia");
        settle(server);
        advance(Duration.ofMillis(1));
        assertThat(client.readAnswer().status()).isEqualTo(408);
    }

    @Test
    void aClientThatExpects100ForABodyOverTheLimitIsSpared() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO).limits(l -> l.maxBodySize(4))));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 5", "Expect: 100-continue"));
        assertThat(client.readAnswer().status()).isEqualTo(413);
    }

    @Test
    void theExpectationOfHttp10IsIgnored() throws Exception {
        // RFC 9110 §10.1.1: "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that
        // expectation."
        WebSocketServer server = start(s -> s.http(ECHO));
        RawClient client = connect(server);
        client.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        settle(server);
        client.send("miaou");
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
    }

    @Test
    void anUnknownExpectationIsAnswered417() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO)));
        client.send(RawClient.post("/", "miaou", "Expect: fish"));
        assertThat(client.readAnswer().status()).isEqualTo(417);
    }

    // --- limits ---------------------------------------------------------------------------------------------------

    @Test
    void aBodyOfExactlyTheLimitIsRead() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO).limits(l -> l.maxBodySize(5))));
        client.send(RawClient.post("/", "miaou") + chunkedPost("/", "mia", "ou"));
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
        assertThat(client.readAnswer().text()).isEqualTo("miaou");
    }

    @Test
    void aChunkedBodyOverTheLimitIsAnswered413() throws Exception {
        RawClient client = connect(start(s -> s.http(ECHO).limits(l -> l.maxBodySize(5))));
        client.send(chunkedPost("/", "mia", "ous"));
        assertThat(client.readAnswer().status()).isEqualTo(413);
    }

    @Test
    void theClientReadsThe413EvenWhileItStillSends() throws Exception {
        WebSocketServer server = start(s -> s.http(ECHO).limits(l -> l.maxBodySize(1_000)));
        RawClient client = connect(server);
        int length = 8 << 20;
        client.send(RawClient.request("POST", "/", "", "Content-Length: " + length));
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendZeros(client, length));
        assertThat(client.readAnswer().status()).isEqualTo(413);
        sending.get(10, TimeUnit.SECONDS); // nobody reset the connection
        client.endOutput();
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
        assertThat(logs.atLeast(Level.WARN)).isEmpty();
    }

    private static void sendZeros(RawClient client, int count) {
        byte[] zeros = new byte[64 * 1024];
        try {
            for (int sent = 0; sent < count; sent += zeros.length) {
                client.send(Arrays.copyOf(zeros, Math.min(zeros.length, count - sent)));
            }
        } catch (IOException error) {
            throw new AssertionError("the connection did not hold", error);
        }
    }

    @Test
    void aBodyAnnouncedOverTheLimitOfStreamsIsAnswered413WithoutTheHandler() throws Exception {
        AtomicLong calls = new AtomicLong();
        RawClient client =
                connect(start(s -> s.limits(l -> l.maxStreamedBodySize(1_000)).http(request -> {
                    calls.incrementAndGet();
                    return HttpResponse.of(204);
                })));
        client.send(RawClient.request("POST", "/", "", "Content-Length: 1001"));
        assertThat(client.readAnswer().status()).isEqualTo(413);
        assertThat(calls).hasValue(0);
    }

    @Test
    void aChunkedBodyOverTheLimitOfStreamsFailsTheReaderAndIsAnswered413() throws Exception {
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        RawClient client =
                connect(start(s -> s.limits(l -> l.maxStreamedBodySize(1_000)).http(request -> {
                    try {
                        request.bodyStream().transferTo(java.io.OutputStream.nullOutputStream());
                    } catch (IOException error) {
                        heard.complete(error);
                        throw error;
                    }
                    return HttpResponse.of(204);
                })));
        client.send(chunkedPost("/", "x".repeat(600), "x".repeat(600)));
        assertThat(client.readAnswer().status()).isEqualTo(413);
        assertThat(heard.get(10, TimeUnit.SECONDS))
                .isInstanceOf(BodyTooLargeException.class)
                .hasMessageContaining("1000");
    }

    // --- time -----------------------------------------------------------------------------------------------------

    @Test
    void aBodyThatStopsIsAnswered408AfterTheRequestTimeout() throws Exception {
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        WebSocketServer server = start(s -> s.timeouts(t -> t.request(Duration.ofSeconds(30)))
                .http(hearing(heard, request -> HttpResponse.text(200, request.bodyText()))));
        RawClient client = connect(server);
        client.send(RawClient.request("POST", "/", "mia", "Content-Length: 5"));
        settle(server);
        advance(Duration.ofMillis(29_999));
        assertThat(heard).isNotDone();
        advance(Duration.ofMillis(1));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(heard.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatWaitsForNo100AndFillsTheBufferIsTimedOutAllTheSame() throws Exception {
        BodyBackPressureTest.SlowHandler slow = new BodyBackPressureTest.SlowHandler();
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

    /** A handler that tells what it threw. */
    private static HttpHandler hearing(CompletableFuture<Throwable> heard, HttpHandler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (Exception error) {
                heard.complete(error);
                throw error;
            }
        };
    }

    @Test
    void aMalformedChunkIsAnswered400AndTheReaderHearsIt() throws Exception {
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        WebSocketServer server = start(s -> s.http(hearing(heard, ECHO)));
        RawClient client = connect(server);
        client.send(RawClient.request("POST", "/", "3\r\nmia\r\nzz\r\n", "Transfer-Encoding: chunked"));
        assertThat(client.readAnswer().status()).isEqualTo(400);
        assertThat(heard.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aClientThatIsGoneBeforeItsBodyIsCompleteFailsTheReaderAndNothingElse() throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            CompletableFuture<Throwable> heard = new CompletableFuture<>();
            WebSocketServer server = start(s -> s.http(hearing(heard, ECHO)));
            RawClient client = connect(server);
            client.send(RawClient.request("POST", "/", "mia", "Content-Length: 5"));
            settle(server);
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
            assertThat(heard.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            await("the connection ends", () -> server.connections() == 0);
        }
        assertThat(logs.atLeast(Level.INFO)).isEmpty();
    }
}
