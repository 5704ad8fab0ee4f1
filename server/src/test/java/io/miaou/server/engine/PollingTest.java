package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class PollingTest extends EngineWireTest {
    @Test
    void esOpen_theHandshakeIsTheOpenPacketByteForByte() throws IOException {
        start();
        Wire.Answer answer = connect().get(POLLING);
        assertThat(answer.text())
                .matches("0\\{\"sid\":\"[A-Za-z0-9_-]{20}\",\"upgrades\":\\[\"websocket\"],"
                        + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    }

    @Test
    void esHdr_anAnswerToAPollHasTheseFields() throws IOException {
        start();
        Wire.Answer answer = connect().get(POLLING);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.headers().contains("Set-Cookie")).isFalse();
        assertThat(answer.headers().contains("X-XSS-Protection")).isFalse();
        assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
        assertThat(connect().get(POLLING, "User-Agent: Mozilla/5.0 Trident/7.0").header("X-XSS-Protection"))
                .isEqualTo("0");
    }

    @Test
    void esHdr_anAnswerToAPostIsOkInHtml() throws IOException {
        start();
        Wire wire = connect();
        Wire.Answer answer = wire.post(begin(wire), "4a");
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.header("Content-Length")).isEqualTo("2");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void supportA_anEchoOfSeveralPacketsComesInOrder() throws IOException {
        start();
        Wire wire = connect();
        String session = begin(wire);
        wire.post(session, "4test1\u001e4\u20ac\u001ebAQIDBA==");
        StringBuilder heard = new StringBuilder(wire.get(session).text());
        while (!heard.toString().contains("bAQIDBA==")) {
            heard.append('\u001e').append(wire.get(session).text());
        }
        assertThat(heard.toString()).isEqualTo("4test1\u001e4\u20ac\u001ebAQIDBA==");
    }

    @Test
    void aGetThatWaitsIsAnsweredByWhatComesOnAnotherConnection() throws IOException {
        start();
        Wire polls = connect();
        Wire posts = connect();
        String session = begin(polls);
        polls.send("GET", session, "");
        posts.post(session, "4hello");
        assertThat(polls.readAnswer().text()).isEqualTo("4hello");
    }

    @Test
    void e03_aSecondGetIs400AndTheFirstGetsTheClosePacket() throws Exception {
        start();
        Wire first = connect();
        String session = begin(first);
        first.send("GET", session, "");
        Wire second = connect();
        // The first may still be on its way: then the second waits, and the first is the one that is refused.
        second.send("GET", session, "");
        Wire.Answer one = first.readAnswer();
        Wire.Answer other = second.readAnswer();
        Wire.Answer told = one.status() == 200 ? one : other;
        Wire.Answer refused = one.status() == 200 ? other : one;
        assertThat(told.text()).isEqualTo("1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEmpty();
        assertThat(handler.nextClosed()).isEqualTo("transport error, overlap from client");
        assertThat(connect().get(session).text()).contains("\"code\":1");
    }

    @Test
    void e03_aSecondPostIs400AndEndsTheSession() throws Exception {
        start();
        Wire first = connect();
        String session = begin(first);
        first.sendRaw("POST " + session + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n4a");
        Wire second = connect();
        Wire.Answer answer = second.post(session, "4b");
        while (answer.text().equals("ok")) { // the first had not arrived
            answer = second.post(session, "4b");
        }
        assertThat(answer.status()).isEqualTo(400);
        assertThat(handler.nextClosed()).isEqualTo("transport error, data request overlap from client");
    }

    @Test
    void e05_aBodyBeyondTheLimitIs413AndTheSessionStays() throws Exception {
        start(options -> options.maxHttpBufferSize(100));
        Wire wire = connect();
        String session = begin(wire);
        assertThat(wire.post(session, "4" + "x".repeat(99)).text()).isEqualTo("ok");
        Wire.Answer tooLarge = wire.post(session, "4" + "x".repeat(100));
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.body()).isEmpty();
        assertThat(connect().post(session, "4a").text()).isEqualTo("ok");
    }

    @Test
    void e05_anEndlessChunkedBodyIs413() throws Exception {
        start(options -> options.maxHttpBufferSize(100));
        Wire wire = connect();
        String session = begin(wire);
        wire.sendRaw("POST " + session + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 11; i++) {
            wire.sendRaw("a\r\n0123456789\r\n");
        }
        assertThat(wire.readAnswer().status()).isEqualTo(413);
        assertThat(connect().post(session, "4a").text()).isEqualTo("ok");
    }

    @Test
    void e05_aBodyThatComesTooSlowlyIs408AndEndsTheSession() throws Exception {
        EngineServer server = EngineServer.builder(handler)
                .port(0)
                .server(options ->
                        options.host("127.0.0.1").timeouts(timeouts -> timeouts.request(Duration.ofMillis(200))))
                .build();
        try (server) {
            server.start();
            try (Wire wire = Wire.connect(server.port())) {
                String session = begin(wire);
                wire.sendRaw("POST " + session + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n4");
                assertThat(wire.readAnswer().status()).isEqualTo(408);
            }
            assertThat(handler.nextClosed()).isEqualTo("transport error, data request connection closed prematurely");
        }
    }

    @Test
    void z03_aBodyThatIsCompressedIs415AndNeverInflated() throws IOException {
        start();
        String session = begin(connect());
        for (String coding : new String[] {"gzip", "br", "zstd", "deflate"}) {
            assertThat(connect()
                            .post(session, "4a", "Content-Encoding: " + coding)
                            .status())
                    .isEqualTo(415);
        }
        assertThat(connect().post(session, "4a", "Content-Encoding: identity").text())
                .isEqualTo("ok");
    }

    @Test
    void esErr_aBodyOfOctetsIs400AndEndsTheSession() throws Exception {
        start();
        String session = begin(connect());
        Wire.Answer answer = connect().post(session, "4a", "Content-Type: application/octet-stream");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
        assertThat(handler.nextClosed()).isEqualTo("transport error, invalid content");
    }

    @Test
    void esErr_aBodyOfNoPacketIs200AndEndsTheSession() throws Exception {
        start();
        Wire wire = connect();
        for (String body : new String[] {"abc", ""}) {
            String session = begin(wire);
            Wire.Answer answer = wire.post(session, body);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(handler.nextClosed()).startsWith("parse error");
            assertThat(wire.get(session).status()).isEqualTo(400);
        }
    }

    @Test
    void e06_aBodyOf120000PacketsEndsTheSessionAndTheServerAnswersOthersMeanwhile() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        assertThat(wire.post(session, "4a\u001e".repeat(120_000)).text()).isEqualTo("ok");
        assertThat(handler.nextClosed()).startsWith("parse error");
        assertThat(wire.get(POLLING).status()).isEqualTo(200);
    }

    @Test
    void e06_tenThousandPacketsInOneBodyArriveAllInOrder() throws Exception {
        start(options -> options.maxSendQueueMessages(20_000));
        Wire wire = connect();
        String session = begin(wire);
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            body.append(i == 0 ? "4" : "\u001e4").append(i);
        }
        assertThat(wire.post(session, body.toString()).text()).isEqualTo("ok");
        StringBuilder heard = new StringBuilder();
        while (!heard.toString().endsWith("49999")) {
            heard.append(heard.isEmpty() ? "" : "\u001e")
                    .append(wire.get(session).text());
        }
        assertThat(heard.toString()).isEqualTo(body.toString());
    }

    @Test
    void esErr_aClientThatLeavesItsPollEndsTheSession() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        wire.send("GET", session, "");
        connect().post(session, "4x");
        assertThat(wire.readAnswer().text()).isEqualTo("4x");
        wire.send("GET", session, "");
        wire.reset();
        assertThat(handler.nextClosed()).isEqualTo("transport error, poll connection closed prematurely");
    }

    @Test
    void esErr_aClientThatLeavesItsPostEndsTheSession() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        wire.sendRaw("POST " + session + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n4a");
        wire.reset();
        assertThat(handler.nextClosed()).isEqualTo("transport error, data request connection closed prematurely");
    }

    @Test
    void esClose_aClosePacketAnswersThePollWithANoop() throws Exception {
        start();
        Wire polls = connect();
        String session = begin(polls);
        Wire posts = connect();
        polls.send("GET", session, "");
        posts.post(session, "4x");
        polls.readAnswer();
        polls.send("GET", session, "");
        assertThat(posts.post(session, "1").text()).isEqualTo("ok");
        assertThat(handler.nextClosed()).isEqualTo("transport close");
        Wire.Answer last = polls.readAnswer();
        // The poll may have come behind the close packet.
        assertThat(last.text()).isIn("6", "{\"code\":1,\"message\":\"Session ID unknown\"}");
        assertThat(posts.get(session).status()).isEqualTo(400);
    }

    @Test
    void esClose_theServersCloseAnswersThePollWithTheClosePacket() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        EngineSocket socket = handler.nextOpened();
        socket.send("last");
        socket.close();
        String heard = wire.get(session).text();
        if (heard.equals("4last")) { // the poll was there before the close
            heard += wire.get(session).text();
        }
        assertThat(heard).startsWith("4last").endsWith("\u001e1");
        assertThat(handler.nextClosed()).isEqualTo("forced close");
        assertThat(socket.send("late")).isFalse();
        assertThat(socket.readyState()).isEqualTo(EngineSocket.ReadyState.CLOSED);
    }

    @Test
    void e08_aClientThatStopsPollingIsClosedAfterIntervalAndTimeout() throws Exception {
        start(options -> options.pingInterval(Duration.ofMillis(150)).pingTimeout(Duration.ofMillis(100)));
        Wire wire = connect();
        long begun = System.nanoTime();
        String session = begin(wire);
        assertThat(wire.get(session).text()).isEqualTo("2");
        assertThat(handler.nextClosed()).isEqualTo("ping timeout");
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(250_000_000L);
        assertThat(wire.get(session).status()).isEqualTo(400);
    }

    @Test
    void e09_aSessionThatNobodyPollsIsSwept() throws Exception {
        EngineServer server = start(options -> options.firstPollTimeout(Duration.ofMillis(100)));
        Wire wire = connect();
        for (int i = 0; i < 50; i++) {
            begin(wire);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(handler.nextClosed()).isEqualTo("ping timeout, nobody polled");
        }
        assertThat(server.clientsCount()).isZero();
    }

    @Test
    void esHdr_aLargeAnswerIsCompressedAndStreamedForClientsThatTakeIt() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        String message = "x".repeat(2_000);
        wire.post(session, "4" + message);
        Wire.Answer gzip = wire.get(session, "Accept-Encoding: gzip, deflate, br");
        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(gzip.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(gzip.headers().contains("Content-Length")).isFalse();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("4" + message);
        wire.post(session, "4" + message);
        Wire.Answer deflate = wire.get(session, "Accept-Encoding: deflate");
        assertThat(deflate.header("Content-Encoding")).isEqualTo("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("4" + message);
    }

    @Test
    void esHdr_aSmallAnswerAndOneForAClientWithoutCodingsAreSentAsTheyAre() throws Exception {
        start();
        Wire wire = connect();
        String session = begin(wire);
        wire.post(session, "4small");
        assertThat(wire.get(session, "Accept-Encoding: gzip").headers().contains("Content-Encoding"))
                .isFalse();
        wire.post(session, "4" + "x".repeat(2_000));
        assertThat(wire.get(session).headers().contains("Content-Encoding")).isFalse();
    }
}
