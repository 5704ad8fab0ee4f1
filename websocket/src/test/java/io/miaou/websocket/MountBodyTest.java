package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.internal.Inside;
import io.miaou.websocket.internal.MountExchange;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of requests that a mount serves: whole, up to the limit that it gives. */
class MountBodyTest extends MountTest {
    @Test
    void aBodyComesWholeHoweverItWasCut() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.post("/m", "all at once"));
        assertThat(client.readAnswer().text()).isEqualTo("all at once");
        String request = RawClient.post("/m", "piece by piece");
        for (int i = 0; i < request.length(); i++) {
            client.send(request.substring(i, i + 1));
        }
        assertThat(client.readAnswer().text()).isEqualTo("piece by piece");
        client.send(
                RawClient.request("POST", "/m", "2\r\nin\r\n7\r\n chunks\r\n0\r\n\r\n", "Transfer-Encoding: chunked"));
        assertThat(client.readAnswer().text()).isEqualTo("in chunks");
        client.send(RawClient.post("/m", ""));
        assertThat(client.readAnswer().text()).isEmpty();
        client.send(RawClient.get("/m"));
        assertThat(client.readAnswer().text()).isEmpty();
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyOverTheLimitIsAnsweredAsTheMountWantsAndTheConnectionEnds(boolean announced) throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        WebSocketServer server = server();
        String body = "x".repeat(101);
        RawClient client = asking(
                server,
                announced
                        ? RawClient.post("/m", body)
                        : RawClient.request(
                                "POST", "/m", "65\r\n" + body + "\r\n0\r\n\r\n", "Transfer-Encoding: chunked"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.read()).isEqualTo(-1);
        assertThat(noted).containsExactly("too large");
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        RawClient client = asking(server(), RawClient.post("/m", "x".repeat(100)));
        assertThat(client.readAnswer().body()).hasSize(100);
    }

    @Test
    void aBodyThatNobodyReadsEndsTheConnectionBehindTheAnswer() throws Exception {
        mount.onRequest = exchange -> exchange.answer(500, Headers.empty(), new byte[0]);
        RawClient client = asking(server(), RawClient.request("PUT", "/m", "0123456789", "Content-Length: 10"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void whoIsAnsweredBeforeItsBodyWasWholeIsReadNoFurther() throws Exception {
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.request("POST", "/m", "half", "Content-Length: 8"));
        MountExchange exchange = mount.nextRequest();
        TestMount.on(exchange.loop(), () -> TestMount.echoBody(exchange, 100, noted::add));
        assertThat(Inside.budgetTaken(server.runtime)).isEqualTo(4);
        exchange.answer(400, Headers.empty(), new byte[0]);
        assertThat(client.readAnswer().status()).isEqualTo(400);
        client.send("half");
        assertThat(client.read()).isEqualTo(-1);
        assertThat(noted).isEmpty();
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
        TestMount.on(exchange.loop(), () -> TestMount.echoBody(exchange, 100, noted::add));
        assertThat(noted).containsExactly("cut");
    }

    @Test
    void aClientThatExpects100IsToldToGoOnWhenItsBodyIsWantedAndNotWhenItIsTooLarge() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        WebSocketServer server = server();
        RawClient client =
                asking(server, RawClient.request("POST", "/m", "", "Content-Length: 5", "Expect: 100-continue"));
        assertThat(client.readHead().status()).isEqualTo(100);
        client.send("hello");
        assertThat(client.readAnswer().text()).isEqualTo("hello");
        client.send(RawClient.request("POST", "/m", "", "Content-Length: 101", "Expect: 100-continue"));
        assertThat(client.readAnswer().status()).isEqualTo(413);
        assertThat(asking(server, RawClient.get("/m", "Expect: gifts"))
                        .readAnswer()
                        .status())
                .isEqualTo(417);
    }

    @Test
    void aBodyThatIsTooSlowIsCutAndAnswered408() throws Exception {
        mount.onRequest = exchange -> {
            TestMount.echoBody(exchange, 100, noted::add);
            exchange.onCut(() -> noted.add("gone"));
        };
        WebSocketServer server = server(b -> b.timeouts(t -> t.request(Duration.ofSeconds(20))));
        RawClient client = asking(server, RawClient.request("POST", "/m", "half", "Content-Length: 8"));
        settle(server);
        advance(Duration.ofMillis(19_999));
        assertThat(noted).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(client.readAnswer().status()).isEqualTo(408);
        assertThat(noted).containsExactly("cut", "gone");
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatGoesAwayInItsBodyIsReported(boolean politely) throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        WebSocketServer server = server();
        RawClient client = asking(server, RawClient.request("POST", "/m", "half", "Content-Length: 8"));
        settle(server);
        if (politely) {
            client.endOutput();
        } else {
            client.reset();
        }
        assertThat(TestMount.next(noted)).isEqualTo("cut");
        await("the end", () -> server.connections() == 0);
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }

    @Test
    void aMalformedBodyIsCutAndAnswered400() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 100, noted::add);
        RawClient client =
                asking(server(), RawClient.request("POST", "/m", "zz\r\nno\r\n", "Transfer-Encoding: chunked"));
        assertThat(client.readAnswer().status()).isEqualTo(400);
        assertThat(noted).containsExactly("cut");
    }

    @Test
    void unfinishedBodiesArePaidForAndTheOneThatIsTooMuchIsAnswered503() throws Exception {
        mount.onRequest = exchange -> TestMount.echoBody(exchange, 5_000, noted::add);
        WebSocketServer server = server(b -> b.limits(l -> l.inboundBudget(6_000)));
        RawClient first = asking(server, RawClient.request("POST", "/m", "x".repeat(4_000), "Content-Length: 5000"));
        settle(server);
        RawClient second = asking(server, RawClient.request("POST", "/m", "x".repeat(4_000), "Content-Length: 5000"));
        assertThat(second.readAnswer().status()).isEqualTo(503);
        first.send("x".repeat(1_000));
        assertThat(first.readAnswer().body()).hasSize(5_000);
        assertThat(noted).containsExactlyInAnyOrder("cut", "whole");
        assertThat(Inside.budgetTaken(server.runtime)).isZero();
    }
}
