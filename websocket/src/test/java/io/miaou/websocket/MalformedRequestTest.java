package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.websocket.http.HttpResponse;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two readers could understand differently, or that are too large: one answer, then the end; no handler hears
 * of them, no second request is found behind them, and what is logged is short and harmless.
 */
class MalformedRequestTest extends ServerTest {
    private static final String HOST = "Host: 127.0.0.1\r\n";
    private static final int LINES_PER_MINUTE = 10;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final WebSocketServer server;

    MalformedRequestTest() throws Exception {
        server = start(s -> s.endpoint("/ws", new WebSocketHandler() {
                    @Override
                    public void onOpen(WebSocket socket) {
                        heard.add("opened");
                    }
                })
                .http(request -> {
                    heard.add(request.path());
                    return HttpResponse.of(204);
                }));
    }

    @BeforeEach
    void aProbeIsServed() throws Exception {
        probe();
        heard.clear();
    }

    @AfterEach
    void theServerIsUnharmed() throws Exception {
        probe();
        assertThat(logs.ofPeers()).allSatisfy(line -> {
            assertThat(line.getThrowableProxy()).isNull();
            assertThat(line.getFormattedMessage()).matches("[ -~]{1,600}");
        });
        assertThat(logs.ofPeers().stream()
                        .filter(line -> line.getFormattedMessage().startsWith("bad request")))
                .hasSizeLessThanOrEqualTo(LINES_PER_MINUTE);
    }

    private void probe() throws Exception {
        try (RawClient probe = connect(server)) {
            probe.send(RawClient.get("/probe", "Connection: close"));
            assertThat(probe.readAnswer().status()).isEqualTo(204);
        }
    }

    /** Sends bytes with a second request behind them, and expects one answer of that status and the end. */
    private RawClient.Answer assertRefused(int status, String bytes) throws Exception {
        RawClient client = connect(server);
        client.send(bytes + RawClient.get("/second"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().hasToken("Connection", "close")).isTrue();
        assertThat(client.readToEnd()).isEmpty();
        client.close();
        assertThat(heard).isEmpty();
        return answer;
    }

    // --- H02 ------------------------------------------------------------------------------------------------------

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                Arguments.of("both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
                Arguments.of(
                        "both lengths, turned", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
                Arguments.of("two lengths", post("Content-Length: 5\r\nContent-Length: 6", "miaou")),
                Arguments.of("two equal lengths", post("Content-Length: 5\r\nContent-Length: 5", "miaou")),
                Arguments.of("a list of lengths", post("Content-Length: 5, 5", "miaou")),
                Arguments.of("xchunked", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
                Arguments.of("gzip, chunked", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
                Arguments.of(
                        "chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
                Arguments.of("a signed length", post("Content-Length: +5", "miaou")),
                Arguments.of("a negative length", post("Content-Length: -5", "miaou")),
                Arguments.of("a hexadecimal length", post("Content-Length: 0x5", "miaou")),
                Arguments.of("an endless length", post("Content-Length: 99999999999999999999", "miaou")),
                Arguments.of("a space before the colon", post("Content-Length : 5", "miaou")),
                Arguments.of("a tab before the colon", post("Transfer-Encoding\t: chunked", "0\r\n\r\n")),
                Arguments.of("a folded field", post("X: y\r\n Transfer-Encoding: chunked", "0\r\n\r\n")),
                Arguments.of("a bare LF", "GET / HTTP/1.1\n" + HOST + "\r\n"),
                Arguments.of("a bare LF behind a field", "GET / HTTP/1.1\r\nHost: 127.0.0.1\nX: y\r\n\r\n"),
                Arguments.of("a bare CR", "GET / HTTP/1.1\r\nHost: 127.0.0.1\rX: y\r\n\r\n"),
                Arguments.of("NUL before the request line", "\0GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("SOH before the request line", "\1GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("two empty lines before the request line", "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("no host", "GET / HTTP/1.1\r\n\r\n"),
                Arguments.of("two hosts", "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
                Arguments.of("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("absolute form", "GET http://127.0.0.1/ HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("authority form", "CONNECT 127.0.0.1:80 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("asterisk form", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("two spaces", "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("HTTP/0.9", "GET /\r\n"),
                Arguments.of("a TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003"),
                Arguments.of("noise", "\u00ff\u00fe\u00fd${jndi:ldap://x}\r\n\r\n"));
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n" + body;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void h02_whatTwoReadersCouldReadDifferentlyIsAnswered400(String what, String bytes) throws Exception {
        RawClient.Answer answer = assertRefused(400, bytes);
        assertThat(answer.text()).isEqualTo("Bad Request\n"); // nothing of the peer's
    }

    @Test
    void h02_aBadChunkIsAnswered400AndHidesNoRequest() throws Exception {
        for (String chunk : List.of(
                "5;ext=1\r\nmiaou\r\n0\r\n\r\n",
                "+5\r\nmiaou",
                "5 \r\nmiaou",
                "5\nmiaou",
                "0x5\r\n",
                "\r\n",
                "123456789\r\n")) {
            RawClient client = connect(server);
            client.send("POST /chunks HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunk
                    + RawClient.get("/second"));
            // The handler of the first request may have been faster, as it does not read: then the answer is its.
            int status = client.readAnswer().status();
            assertThat(status).as(chunk).isIn(400, 204);
            assertThat(client.readToEnd()).as(chunk).isEmpty();
        }
        assertThat(heard).doesNotContain("/second");
    }

    @Test
    void h02_manySuchRequestsAreLoggedTenTimesAMinuteAtMost() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertRefused(400, "\0");
        }
    }

    // --- H04, H05 -------------------------------------------------------------------------------------------------

    @Test
    void h04_aRequestLineOf9KbIsAnswered414() throws Exception {
        assertRefused(414, "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
    }

    @Test
    void h04_aRequestLineWithoutAnEndIsAnswered414AtTheLimit() throws Exception {
        RawClient client = connect(server);
        client.send("GET /" + "a".repeat(8_188));
        assertThat(client.readAnswer().status()).isEqualTo(414);
    }

    @Test
    void h04_aHeaderOf9KbIsAnswered431() throws Exception {
        assertRefused(431, RawClient.get("/", "X: " + "a".repeat(9_000)));
    }

    @Test
    void h04_aRequestLineAndAHeaderOf8KbAreServed() throws Exception {
        RawClient client = connect(server);
        String path = "/" + "a".repeat(8_192 - "GET / HTTP/1.1".length());
        client.send(RawClient.get(path, "X: " + "a".repeat(8_192 - "X: ".length())));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertThat(heard).containsExactly(path);
    }

    @Test
    void h05_2000HeadersAreAnswered431() throws Exception {
        assertRefused(
                431,
                RawClient.get("/", Stream.generate(() -> "X: y").limit(2_000).toArray(String[]::new)));
    }

    @Test
    void h05_headersOf17KbTogetherAreAnswered431() throws Exception {
        String line = "X: " + "a".repeat(5_700);
        assertRefused(431, RawClient.get("/", line, line, line));
    }

    @Test
    void h05_5000QualityItemsAreAnswered431OrServedInLinearTime() throws Exception {
        assertRefused(431, RawClient.get("/", "Accept: " + "a/b;q=0.1,".repeat(5_000)));
        RawClient client = connect(server);
        client.send(RawClient.get("/", "Accept: " + "a;q=0,".repeat(1_300)));
        assertThat(client.readAnswer().status()).isEqualTo(204);
    }

    @Test
    void h05_twiceAsManyHeadersCostNoMoreThanThriceTheMemory() throws Exception {
        // Work is measured in bytes that the loops allocate: unlike time, it does not depend on the machine.
        WebSocketServer wide = start(s -> s.eventLoops(1)
                .limits(l -> l.maxHeaderCount(10_000).maxHeadersSize(1 << 20))
                .endpoint("/ws", new WebSocketHandler() {}));
        allocatedFor(wide, 2_000); // warms up
        long once = allocatedFor(wide, 2_000);
        long twice = allocatedFor(wide, 4_000);
        assertThat(twice).isLessThan(3 * once);
    }

    private long allocatedFor(WebSocketServer wide, int headers) throws Exception {
        String request = RawClient.handshake(
                "/nowhere", Stream.generate(() -> "X: y").limit(headers).toArray(String[]::new));
        long before = allocatedByLoops();
        for (int i = 0; i < 10; i++) {
            RawClient client = connect(wide);
            client.send(request);
            assertThat(client.readAnswer().status()).isEqualTo(404);
        }
        return allocatedByLoops() - before;
    }

    private static long allocatedByLoops() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("miaou-loop"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
                .sum();
    }

    // --- H18 ------------------------------------------------------------------------------------------------------

    @Test
    void h18_thePrefaceOfHttp2IsAnswered505() throws Exception {
        assertRefused(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
    }

    @Test
    void h18_anUpgradeToH2cIsServedAsHttp11() throws Exception {
        RawClient client = connect(server);
        client.send(RawClient.get(
                "/h2c", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().contains("Upgrade")).isFalse();
        client.send(RawClient.get("/still-1.1"));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertThat(heard).containsExactly("/h2c", "/still-1.1");
    }

    @Test
    void h18_otherVersionsAreAnswered505() throws Exception {
        for (String version : List.of("HTTP/2.0", "HTTP/1.2", "HTTP/3.0", "HTTP/0.9")) {
            assertRefused(505, "GET / " + version + "\r\n" + HOST + "\r\n");
        }
    }

    @Test
    void nothingOfThePeersStandsInTheLogUnescaped() throws Exception {
        String evil = "/\u00e9${jndi:ldap://x}\u009b31m";
        assertRefused(400, "GET " + evil + " HTTP/1.1\r\n" + HOST + "\r\n");
        assertRefused(403, RawClient.get("/", "Origin: \u00e9\"\\"));
        assertThat(logs.atLeast(Level.DEBUG))
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).doesNotContain("\u00e9", "\u009b"));
    }
}
