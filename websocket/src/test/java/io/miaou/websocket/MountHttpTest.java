package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.ContentCoding;
import io.miaou.websocket.internal.Inside;
import io.miaou.websocket.internal.MountExchange;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** Plain requests that a mount serves, on the loops. */
class MountHttpTest extends MountTest {
    // --- who serves what ------------------------------------------------------------------------------------------

    @Test
    void aRequestIsServedOnTheLoopOfItsConnectionAndTheServerAddsThreeFields() throws Exception {
        mount.onRequest = exchange -> {
            noted.add(exchange.loop().isCurrent() + " " + exchange.request().query() + " "
                    + exchange.kept().path());
            exchange.answer(200, Headers.of("cache-control", "no-store"), TestMount.bytes("held"));
        };
        RawClient client = asking(server(), RawClient.get("/m/x?a=1"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.text()).isEqualTo("held");
        assertThat(StreamSupport.stream(answer.headers().spliterator(), false).map(Headers.Header::name))
                .containsExactly("cache-control", "Content-Length", "Date", "Connection");
        assertThat(answer.header("Connection")).isEqualTo("keep-alive");
        assertThat(TestMount.next(noted)).isEqualTo("true a=1 /m/x");
    }

    @Test
    void whatNoMountClaimsIsTheHttpHandlersOnTheSameConnection() throws Exception {
        mount.onRequest = exchange -> TestMount.answer(exchange, "mount");
        RawClient client = asking(server(), RawClient.get("/m"), RawClient.get("/other"), RawClient.get("/m"));
        for (String expected : List.of("mount", "http", "mount")) {
            assertThat(client.readAnswer().text()).isEqualTo(expected);
        }
    }

    @Test
    void aForeignHostIsRefusedBeforeAMountIsAsked() throws Exception {
        RawClient client = asking(server(), "GET /m HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(client.readAnswer().status()).isEqualTo(403);
        assertThat(mount.requests).isEmpty();
    }

    @Test
    void aForeignOriginIsTheMountsOwnAffair() throws Exception {
        mount.onRequest = exchange -> TestMount.answer(
                exchange, exchange.head().headers().first("Origin").orElse("none"));
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m", "Origin: http://evil.example"));
        assertThat(client.readAnswer().text()).isEqualTo("http://evil.example");
        client.send(RawClient.get("/other", "Origin: http://evil.example"));
        assertThat(client.readAnswer().status()).isEqualTo(403);
    }

    @Test
    void h13_theGateIsAskedBeforeAMountForRequestsAndHandshakes() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        WebSocketServer server = server(b -> b.gate(request -> request.query().equals("in")
                ? Optional.empty()
                : Optional.of(HttpResponse.text(401, "who are you?\n"))));
        for (String request : List.of(RawClient.get("/m"), RawClient.post("/m", "x"), RawClient.handshake("/m"))) {
            assertThat(asking(server, request).readAnswer().status()).isEqualTo(401);
        }
        RawClient client = asking(server, RawClient.post("/m?in", "one"), RawClient.post("/m?in", "two"));
        assertThat(client.readAnswer().text()).isEqualTo("one");
        assertThat(client.readAnswer().text()).isEqualTo("two");
        asking(server, RawClient.handshake("/m?in"));
        mount.nextHandshake().refuse(400, Headers.empty(), new byte[0]);
    }

    @Test
    void aMountThatThrowsLosesItsConnectionAndNoOther() throws Exception {
        expectWarnings();
        mount.onRequest = exchange -> {
            if (exchange.head().path().equals("/m/bug")) {
                throw new IllegalStateException("a bug");
            }
            TestMount.answer(exchange, "fine");
        };
        WebSocketServer server = server();
        RawClient other = asking(server, RawClient.get("/m"));
        assertThat(other.readAnswer().text()).isEqualTo("fine");
        assertThat(asking(server, RawClient.get("/m/bug")).readToEnd()).isEmpty();
        other.send(RawClient.get("/m"));
        assertThat(other.readAnswer().text()).isEqualTo("fine");
        assertThat(logs.atLeast(Level.ERROR)).hasSize(1);
    }

    // --- answers --------------------------------------------------------------------------------------------------

    @Test
    void aRequestIsShownWhenTheOneBeforeWasAnsweredAndAnswersComeFromAnyThread() throws Exception {
        RawClient client = asking(server(), RawClient.get("/m?0").repeat(1));
        int requests = 300;
        client.send(RawClient.get("/m?n").repeat(requests - 1));
        for (int i = 0; i < requests; i++) {
            MountExchange exchange = mount.nextRequest();
            assertThat(mount.requests).isEmpty();
            String text = "answer " + i;
            if (i % 3 == 0) {
                exchange.loop().enqueue(() -> TestMount.answer(exchange, text));
            } else if (i % 3 == 1) {
                Thread.ofVirtual().start(() -> TestMount.answer(exchange, text));
            } else {
                TestMount.answer(exchange, text);
            }
        }
        for (int i = 0; i < requests; i++) {
            assertThat(client.readAnswer().text()).isEqualTo("answer " + i);
        }
    }

    @Test
    void ofManyAnswersToOneRequestTheFirstCounts() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m").repeat(2));
        MountExchange first = mount.nextRequest();
        for (int i = 0; i < 20; i++) {
            Thread.ofVirtual().start(() -> TestMount.answer(first, "one of many"));
        }
        assertThat(client.readAnswer().text()).isEqualTo("one of many");
        MountExchange second = mount.nextRequest();
        TestMount.answer(first, "too late");
        TestMount.answer(second, "second");
        assertThat(client.readAnswer().text()).isEqualTo("second");
    }

    @Test
    void aRequestThatIsHeldForAnHourIsAnsweredAndThenTheConnectionHasItsUsualPatience() throws Exception {
        WebSocketServer server = server(b -> b.timeouts(t -> t.keepAlive(Duration.ofSeconds(30))));
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        settle(server);
        advance(Duration.ofHours(1));
        TestMount.answer(held, "at last");
        assertThat(client.readAnswer().text()).isEqualTo("at last");
        settle(server);
        advance(Duration.ofMillis(29_999));
        assertThat(server.connections()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void aHeadRequestGetsTheLengthAlone() throws Exception {
        mount.onRequest = exchange -> TestMount.answer(exchange, "not sent");
        RawClient client = asking(server(), RawClient.request("HEAD", "/m", ""), RawClient.get("/other"));
        assertThat(client.readHead().header("Content-Length")).isEqualTo("8");
        assertThat(client.readAnswer().text()).isEqualTo("http");
    }

    @Test
    void aClientThatWantsNoMoreThanOneAnswerGetsOne() throws Exception {
        mount.onRequest = exchange -> TestMount.answer(exchange, "one");
        WebSocketServer server = server();
        for (String request : List.of(RawClient.get("/m", "Connection: close"), "GET /m HTTP/1.0\r\n\r\n")) {
            RawClient client = asking(server, request);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.text()).isEqualTo("one");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.read()).isEqualTo(-1);
        }
    }

    @Test
    void aCodedAnswerGoesInChunksWithoutALengthAndToHttp10ToTheEnd() throws Exception {
        String text = "miaou ".repeat(1_000);
        mount.onRequest = exchange -> exchange.answerCoded(
                200,
                Headers.of("Content-Type", "text/plain"),
                exchange.head().query().equals("gzip") ? ContentCoding.GZIP : ContentCoding.DEFLATE,
                TestMount.bytes(text));
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m?gzip"), RawClient.get("/m?deflate"));
        RawClient.Answer gzip = client.readAnswer();
        assertThat(gzip.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(gzip.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(gzip.headers().contains("Content-Length")).isFalse();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(TestMount.bytes(text));
        RawClient.Answer deflate = client.readAnswer();
        assertThat(deflate.header("Content-Encoding")).isEqualTo("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .isEqualTo(TestMount.bytes(text));
        RawClient old = asking(server, "GET /m?gzip HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(old.readAnswer().body())).readAllBytes())
                .isEqualTo(TestMount.bytes(text));
    }

    // --- clients that go away -------------------------------------------------------------------------------------

    @Test
    void aClientThatResetsWhileItWaitsIsReportedAndAnAnswerIsHarmless() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        TestMount.on(
                held.loop(),
                () -> held.onCut(() -> noted.add("gone " + held.loop().isCurrent())));
        client.reset();
        assertThat(TestMount.next(noted)).isEqualTo("gone true");
        await("the end", () -> server.connections() == 0);
        TestMount.answer(held, "to nobody");
        Inside.turn(server.runtime);
        TestMount.on(held.loop(), () -> held.onCut(() -> noted.add("at once")));
        assertThat(noted).containsExactly("at once");
    }

    @Test
    void aClientThatClosesItsDirectionWhileItWaitsIsReportedAndMayStillBeAnswered() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        TestMount.on(held.loop(), () -> held.onCut(() -> noted.add("gone")));
        client.endOutput();
        assertThat(TestMount.next(noted)).isEqualTo("gone");
        TestMount.answer(held, "the last word");
        assertThat(client.readAnswer().text()).isEqualTo("the last word");
        assertThat(client.read()).isEqualTo(-1);
        assertThat(noted).isEmpty();
    }

    @Test
    void aClientThatClosesItsDirectionAndIsNotAnsweredIsCutAfterTheCloseTimeout() throws Exception {
        WebSocketServer server = server(b -> b.timeouts(t -> t.close(Duration.ofSeconds(5))));
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        client.endOutput();
        settle(server);
        advance(Duration.ofMillis(4_999));
        assertThat(server.connections()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(client.readToEnd()).isEmpty();
        TestMount.answer(held, "to nobody");
    }

    @Test
    void whatComesBehindARequestThatIsHeldWaitsInTheKernelAndIsServedInOrder() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m?first"));
        MountExchange held = mount.nextRequest();
        mount.onRequest = exchange -> TestMount.answer(exchange, exchange.head().query());
        int requests = 4_000; // more than 64 KiB here and some in the kernel
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < requests; i++) {
                    client.send(RawClient.get("/m?" + i, "X-Padding: " + "x".repeat(100)));
                }
            } catch (java.io.IOException gone) {
                throw new AssertionError(gone);
            }
        });
        await("the kernel keeps what is too much", () -> ServerSide.holdsUnread(server));
        TestMount.answer(held, "first");
        assertThat(client.readAnswer().text()).isEqualTo("first");
        for (int i = 0; i < requests; i++) {
            assertThat(client.readAnswer().text()).isEqualTo(String.valueOf(i));
        }
        sender.join();
    }

    // --- the end of the server ------------------------------------------------------------------------------------

    @Test
    void theMountHearsOfTheEndFirstAndWhatItAnswersThenArrives() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        mount.onShutDown = () -> held.loop().enqueue(() -> TestMount.answer(held, "goodbye"));
        Thread closing = Thread.ofPlatform().start(server::close);
        assertThat(client.readAnswer().text()).isEqualTo("goodbye");
        assertThat(client.read()).isEqualTo(-1);
        client.close();
        closing.join();
    }

    @Test
    void whatIsNotAnsweredWhenTheServerEndsIsCutAfterTheCloseTimeout() throws Exception {
        WebSocketServer server = server(b -> b.timeouts(t -> t.close(Duration.ofMillis(50))));
        RawClient client = asking(server, RawClient.get("/m"));
        MountExchange held = mount.nextRequest();
        TestMount.on(held.loop(), () -> held.onCut(() -> noted.add("gone")));
        server.close();
        assertThat(TestMount.next(noted)).isEqualTo("gone");
        assertThat(client.read()).isEqualTo(-1);
    }
}
