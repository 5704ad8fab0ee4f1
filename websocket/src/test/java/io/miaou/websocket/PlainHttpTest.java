package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain requests on the port of a WebSocket server: RFC 9112 §9 (connections) and RFC 9110 §9.3 (methods). */
class PlainHttpTest extends ServerTest {
    private static final HttpHandler ECHO =
            request -> HttpResponse.text(200, request.method() + " " + request.path() + " " + request.bodyText());

    private RawClient client(HttpHandler handler) throws Exception {
        return connect(start(s -> s.http(handler)));
    }

    // --- the answer -----------------------------------------------------------------------------------------------

    @Test
    void aRequestIsAnswered() throws Exception {
        RawClient client = client(ECHO);
        client.send(RawClient.post("/cat?x=1", "miaou"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(answer.text()).isEqualTo("POST /cat miaou");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("Content-Length")).isEqualTo("15");
        assertThat(answer.header("Connection")).isEqualTo("keep-alive");
        assertThat(answer.header("Date"))
                .matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    }

    @Test
    void aServerWithoutAHandlerAnswers404() throws Exception {
        RawClient client = connect(start(s -> s));
        client.send(RawClient.get("/"));
        assertThat(client.readAnswer().status()).isEqualTo(404);
    }

    @Test
    void aHandlerRunsOnAVirtualThreadAndMayBlock() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        RawClient client = client(request -> {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            return HttpResponse.text(200, lines.take());
        });
        client.send(RawClient.get("/"));
        lines.put("taken");
        assertThat(client.readAnswer().text()).isEqualTo("taken");
    }

    @Test
    void twoConnectionsAreServedAtTheSameTimeEvenOnOneLoop() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server = start(s -> s.eventLoops(1).http(request -> {
            if (request.path().equals("/wait")) {
                return HttpResponse.text(200, lines.take());
            }
            lines.put("from the other");
            return HttpResponse.of(204);
        }));
        RawClient waiting = connect(server);
        waiting.send(RawClient.get("/wait"));
        RawClient other = connect(server);
        other.send(RawClient.get("/"));
        assertThat(other.readAnswer().status()).isEqualTo(204);
        assertThat(waiting.readAnswer().text()).isEqualTo("from the other");
    }

    @Test
    void theHandlerSeesTheRequestAsItWasSent() throws Exception {
        BlockingQueue<List<Object>> seen = new LinkedBlockingQueue<>();
        RawClient client = client(request -> {
            seen.put(List.of(
                    request.method(),
                    request.path(),
                    request.query(),
                    request.queryParameter("name").orElseThrow(),
                    request.header("x-cat").orElseThrow(),
                    request.remoteAddress().getPort()));
            return HttpResponse.of(204);
        });
        client.send(RawClient.request("PURR", "/a%20b?name=caf%C3%A9&name=2", "", "X-Cat: m\u00ef\u00e4"));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertThat(seen.poll(10, TimeUnit.SECONDS))
                .containsExactly(
                        "PURR",
                        "/a%20b",
                        "name=caf%C3%A9&name=2",
                        "caf\u00e9",
                        "m\u00ef\u00e4",
                        client.localAddress().getPort());
    }

    @Test
    void headIsAnsweredAsGetIsButWithoutTheBody() throws Exception {
        RawClient client = client(request -> HttpResponse.text(200, "four"));
        client.send(RawClient.request("HEAD", "/", "") + RawClient.get("/"));
        assertThat(client.readHead().header("Content-Length")).isEqualTo("4");
        assertThat(client.readAnswer().text()).isEqualTo("four");
    }

    @Test
    void headOfAStreamedAnswerHasNoBodyEither() throws Exception {
        RawClient client = client(request -> HttpResponse.streamed(200, "text/plain", out -> out.write(65)));
        client.send(RawClient.request("HEAD", "/", "") + RawClient.get("/"));
        assertThat(client.readHead().header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(client.readAnswer().text()).isEqualTo("A");
    }

    @Test
    void refusalsOfHeadHaveNoBody() throws Exception {
        RawClient client = client(ECHO);
        client.send(RawClient.request("HEAD", "/", "", "Origin: http://evil.example"));
        assertThat(client.readHead().status()).isEqualTo(403);
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void answersWithoutContentHaveNoBodyAndNoLength() throws Exception {
        RawClient client = client(
                request -> HttpResponse.text(Integer.parseInt(request.path().substring(1)), "not to be sent"));
        for (int status : new int[] {204, 304}) {
            client.send(RawClient.get("/" + status));
            RawClient.Answer answer = client.readHead();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers().contains("Content-Length")).isFalse();
        }
        client.send(RawClient.get("/200"));
        assertThat(client.readAnswer().text()).isEqualTo("not to be sent");
    }

    @Test
    void streamedAnswersWithoutContentHaveNoBodyEither() throws Exception {
        RawClient client = client(request -> request.path().equals("/")
                ? HttpResponse.streamed(204, "text/plain", out -> out.write(65))
                : HttpResponse.text(200, "next"));
        client.send(RawClient.get("/") + RawClient.get("/next"));
        RawClient.Answer answer = client.readHead();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().contains("Transfer-Encoding")).isFalse();
        assertThat(client.readAnswer().text()).isEqualTo("next");
    }

    @Test
    void whatFramesAnAnswerIsTheServersToWrite() throws Exception {
        Headers meddling = Headers.of(
                "Content-Length", "999", "Transfer-Encoding", "chunked", "Connection", "upgrade", "Date", "never");
        RawClient client = client(request -> {
            HttpResponse.Body body = request.path().equals("/whole")
                    ? new HttpResponse.Whole(new byte[] {65})
                    : new HttpResponse.Streamed(out -> out.write(66));
            return new HttpResponse(200, meddling, body);
        });
        client.send(RawClient.get("/whole") + RawClient.get("/streamed"));
        RawClient.Answer whole = client.readAnswer();
        assertThat(whole.text()).isEqualTo("A");
        assertThat(whole.header("Content-Length")).isEqualTo("1");
        assertThat(whole.headers().contains("Transfer-Encoding")).isFalse();
        assertThat(whole.header("Connection")).isEqualTo("keep-alive");
        assertThat(whole.header("Date")).endsWith("GMT");
        RawClient.Answer streamed = client.readAnswer();
        assertThat(streamed.text()).isEqualTo("B");
        assertThat(streamed.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(streamed.headers().contains("Content-Length")).isFalse();
    }

    // --- the connection -------------------------------------------------------------------------------------------

    @Test
    void aConnectionIsKeptForTheNextRequest() throws Exception {
        WebSocketServer server = start(s -> s.http(ECHO));
        RawClient client = connect(server);
        for (int i = 0; i < 100; i++) {
            client.send(RawClient.post("/" + i, "body " + i));
            assertThat(client.readAnswer().text()).isEqualTo("POST /" + i + " body " + i);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionIsClosedWhenTheClientAsksForIt() throws Exception {
        RawClient client = client(ECHO);
        client.send(RawClient.get("/", "Connection: close") + RawClient.get("/never"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void http10IsAnsweredAndClosed() throws Exception {
        RawClient client = client(ECHO);
        client.send("GET /old HTTP/1.0\r\n\r\n");
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.text()).isEqualTo("GET /old ");
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void http10IsKeptWhenTheClientAsksForIt() throws Exception {
        RawClient client = client(ECHO);
        for (int i = 0; i < 2; i++) {
            client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.header("Connection")).isEqualTo("keep-alive");
            assertThat(answer.text()).isEqualTo("GET /old ");
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWordAfterTheKeepAliveTimeout() throws Exception {
        WebSocketServer server = start(s -> s.http(ECHO).timeouts(t -> t.keepAlive(Duration.ofSeconds(30))));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        client.readAnswer();
        advance(Duration.ofMillis(29_999));
        client.send(RawClient.get("/again"));
        client.readAnswer();
        advance(Duration.ofMillis(29_999));
        assertThat(server.connections()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        await("the connection ends", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    void theHeadOfALaterRequestHasTheWholeHandshakeTimeoutFromItsFirstByte() throws Exception {
        WebSocketServer server = start(s ->
                s.http(ECHO).timeouts(t -> t.keepAlive(Duration.ofSeconds(30)).handshake(Duration.ofSeconds(10))));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        client.readAnswer();
        advance(Duration.ofSeconds(29));
        client.send("GET /late HTTP/1.1\r\n");
        settle(server);
        advance(Duration.ofMillis(9_999));
        client.send("Host: 127.0.0.1\r\n\r\n");
        assertThat(client.readAnswer().text()).isEqualTo("GET /late ");
        client.send("G");
        settle(server);
        advance(Duration.ofSeconds(10));
        assertThat(client.readAnswer().status()).isEqualTo(408);
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void aHeadThatDripsIsNotGivenMoreTimeByEachDrop() throws Exception {
        WebSocketServer server = start(s -> s.http(ECHO).timeouts(t -> t.handshake(Duration.ofSeconds(10))));
        RawClient client = connect(server);
        for (int second = 0; second < 10; second++) {
            client.send("GET / HTTP".substring(second, second + 1));
            settle(server);
            advance(Duration.ofSeconds(1));
        }
        assertThat(client.readAnswer().status()).isEqualTo(408);
    }

    @Test
    void aHandlerThatThinksLongIsNotTimedOut() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.text(200, lines.take())));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        settle(server);
        advance(Duration.ofHours(1));
        lines.put("at last");
        assertThat(client.readAnswer().text()).isEqualTo("at last");
    }

    @Test
    void aClientThatHasClosedItsDirectionGetsItsAnswer() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.text(200, lines.take())));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        client.endOutput();
        settle(server);
        lines.put("still here");
        assertThat(client.readAnswer().text()).isEqualTo("still here");
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
    }

    @Test
    void aClientThatHasClosedItsDirectionGetsAllItsAnswers() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server =
                start(s -> s.http(request -> HttpResponse.text(200, request.path() + " " + lines.take())));
        RawClient client = connect(server);
        client.send(RawClient.get("/1") + RawClient.get("/2") + RawClient.get("/3") + "GET /unfinished");
        client.endOutput();
        settle(server);
        lines.addAll(List.of("one", "two", "three"));
        assertThat(client.readAnswer().text()).isEqualTo("/1 one");
        assertThat(client.readAnswer().text()).isEqualTo("/2 two");
        assertThat(client.readAnswer().text()).isEqualTo("/3 three");
        assertThat(client.readToEnd()).isEmpty();
        await("the connection ends", () -> server.connections() == 0);
    }

    @Test
    void aClientThatSaysNothingAndClosesIsNotSpokenOf() throws Exception {
        WebSocketServer server = start(s -> s.http(ECHO));
        RawClient client = connect(server);
        client.endOutput();
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        await("the connection ends", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"})
    void aResetBehindAHalfCloseDoesNotKeepTheLoopBusyWhileTheHandlerThinks(Transport transport) throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        WebSocketServer server =
                start(s -> s.transport(transport).eventLoops(1).http(request -> HttpResponse.text(200, lines.take())));
        RawClient client = connect(server);
        client.send(RawClient.get("/"));
        client.endOutput();
        settle(server);
        client.reset();
        long before = cpuNanosOfLoops();
        TimeUnit.MILLISECONDS.sleep(200); // what is measured; the slower the computer, the kinder the test
        assertThat(cpuNanosOfLoops() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        lines.put("to nobody");
        await("the connection ends", () -> server.connections() == 0);
        assertThat(logs.atLeast(Level.INFO)).isEmpty();
    }

    private static long cpuNanosOfLoops() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("miaou-loop"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId()))
                .sum();
    }
}
