package io.miaou.conformance.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.conformance.reliability.ScriptedServer.Script;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.ConnectionFailure.HandshakeInvalid;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.TimedOut;
import io.miaou.websocket.ConnectionFailure.Unreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Row N12: what a hostile server can do before there is a connection. */
class N12HostileHandshakeTest extends ClientUnderAttack {
    private static final String OK =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String ZEROES = "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n";
    private static final byte[] NOISE = new byte[500];

    static {
        new Random(12).nextBytes(NOISE);
    }

    private static Arguments answer(String name, String answer, Class<? extends ConnectionFailure> failure) {
        return says(name, head -> answer, failure);
    }

    /** What a server says to a request. */
    private interface Answer {
        String to(String head);
    }

    private static Arguments says(String name, Answer answer, Class<? extends ConnectionFailure> failure) {
        return scene(
                name,
                (peer, nth) -> {
                    peer.send(answer.to(peer.readHead()));
                    peer.readToEnd();
                },
                failure);
    }

    private static Arguments scene(String name, Script script, Class<? extends ConnectionFailure> failure) {
        return Arguments.argumentSet(name, script, failure);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                answer("101 without Accept", OK + "\r\n", HandshakeInvalid.class),
                answer("101 with a wrong Accept", OK + ZEROES + "\r\n", HandshakeInvalid.class),
                says("101 with two Accepts", head -> Peer.agreement(head) + ZEROES + "\r\n", HandshakeInvalid.class),
                says("101 without Upgrade", head -> without(head, "Upgrade: websocket\r\n"), HandshakeInvalid.class),
                says(
                        "101 without Connection",
                        head -> without(head, "Connection: Upgrade\r\n"),
                        HandshakeInvalid.class),
                says("an extension not offered", head -> with(head, "Extensions: x-evil"), HandshakeInvalid.class),
                says("RSV1 not offered", head -> with(head, "Extensions: permessage-deflate"), HandshakeInvalid.class),
                says("a subprotocol not offered", head -> with(head, "Protocol: evil.v1"), HandshakeInvalid.class),
                says("a line feed alone in a field", head -> with(head, "X: a\nb"), HandshakeInvalid.class),
                answer("a status of four digits", "HTTP/1.1 1010 Yes\r\n\r\n", HandshakeInvalid.class),
                answer("HTTP/2", "HTTP/2 101 Yes\r\n\r\n", HandshakeInvalid.class),
                answer("SSH", "SSH-2.0-OpenSSH_9.2p1\r\n", HandshakeInvalid.class),
                answer(
                        "two lengths",
                        "HTTP/1.1 503 No\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                        HandshakeInvalid.class),
                answer(
                        "a chunk of minus one",
                        "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                        HandshakeInvalid.class),
                answer(
                        "a body of 888 petabytes",
                        "HTTP/1.1 503 No\r\nContent-Length: 999999999999999999\r\n\r\n" + "x".repeat(5_000),
                        HandshakeRefused.class));
    }

    private static String with(String head, String field) {
        return Peer.agreement(head) + "Sec-WebSocket-" + field + "\r\n\r\n";
    }

    private static String without(String head, String field) {
        return Peer.agreement(head).replace(field, "") + "\r\n";
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                scene("an end at once", (peer, nth) -> {}, Unreachable.class),
                scene("a reset at once", (peer, nth) -> peer.reset(), Unreachable.class),
                scene("an end behind the request", (peer, nth) -> peer.readHead(), Unreachable.class),
                scene("a reset behind the request", (peer, nth) -> resetBehind(peer, ""), Unreachable.class),
                scene("an end in the status line", (peer, nth) -> endBehind(peer, "HTTP/1.1 1"), Unreachable.class),
                scene("an end in the head", (peer, nth) -> endBehind(peer, OK), Unreachable.class),
                scene(
                        "an end in a refusal's head",
                        (peer, nth) -> endBehind(peer, "HTTP/1.1 503 No\r\nA: b\r\n"),
                        Unreachable.class),
                scene(
                        "an end in a refusal's body",
                        (peer, nth) -> endBehind(peer, "HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nx"),
                        HandshakeRefused.class),
                scene(
                        "an end behind 100",
                        (peer, nth) -> endBehind(peer, "HTTP/1.1 100 Wait\r\n\r\n"),
                        Unreachable.class),
                scene(
                        "noise",
                        (peer, nth) -> {
                            peer.send(NOISE);
                            peer.send("\r\n");
                            peer.readToEnd();
                        },
                        HandshakeInvalid.class));
    }

    private static void endBehind(Peer peer, String answer) throws IOException {
        peer.readHead();
        peer.send(answer);
    }

    private static void resetBehind(Peer peer, String answer) throws IOException {
        endBehind(peer, answer);
        peer.reset();
    }

    @ParameterizedTest
    @MethodSource({"lies", "breaks"})
    void n12_aHandshakeThatGoesWrongIsATypedFailureAndBacksOff(
            Script script, Class<? extends ConnectionFailure> failure) throws Exception {
        attack(script);
        expectAttempt(0);
        for (int n = 1; n <= 3; n++) {
            expectBackOff(n, failure);
            assertThat(server().accepted()).isEqualTo(n);
            advance(backOff(n));
            expectAttempt(n);
        }
    }

    /** Something a server can say for ever. */
    record Endless(String name, String begin, String piece, Class<? extends ConnectionFailure> failure, String limit) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final Endless[] FLOODS = {
        new Endless("a status line", "HTTP/1.1 101 ", "a".repeat(8_192), HandshakeInvalid.class, "maxStartLine"),
        new Endless("a field", OK + "X: ", "a".repeat(8_192), HandshakeInvalid.class, "maxHeader"),
        new Endless("fields", OK, "X: a\r\n".repeat(1_000), HandshakeInvalid.class, "maxHeaderCount"),
        new Endless("large fields", OK, "X: " + "a".repeat(4_000) + "\r\n", HandshakeInvalid.class, "maxHeadersSize"),
        new Endless(
                "interim answers", "", "HTTP/1.1 100 Continue\r\n\r\n".repeat(300), HandshakeInvalid.class, "interim"),
        new Endless(
                "early hints",
                "",
                "HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n".repeat(300),
                HandshakeInvalid.class,
                "interim"),
        new Endless("a refusal's body", "HTTP/1.1 503 No\r\n\r\n", "a".repeat(8_192), HandshakeRefused.class, "503"),
        new Endless(
                "a refusal's chunks",
                "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n",
                "1\r\na\r\n".repeat(1_000),
                HandshakeRefused.class,
                "503"),
        new Endless(
                "a chunk's size",
                "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n",
                "0".repeat(8_192),
                HandshakeInvalid.class,
                ""),
    };

    @ParameterizedTest
    @FieldSource("FLOODS")
    void n12_anAnswerWithoutEndIsCutAtItsLimitAndCostsNoMore(Endless flood) throws Exception {
        AtomicLong sent = new AtomicLong();
        Semaphore goOn = new Semaphore(0);
        attack((peer, nth) -> {
            peer.readHead();
            goOn.acquire();
            peer.send(flood.begin());
            while (true) { // until the client breaks off
                peer.send(flood.piece());
                sent.addAndGet(flood.piece().length());
            }
        });
        expectAttempt(0);
        long before = allocatedByTheLoop();
        goOn.release();
        ConnectionFailure failure = expectBackOff(1, flood.failure());
        assertThat(allocatedByTheLoop() - before).as("allocated").isLessThan(8 << 20);
        assertThat(failure).hasMessageContaining(flood.limit());
        if (failure instanceof HandshakeRefused refused) {
            assertThat(refused.body()).matches("a{4096}");
        }
        server().close(); // returns when the script has noticed that nobody listens
        assertThat(sent).as("bytes that the network took").hasValueLessThan(16 << 20);
    }

    @Test
    void n12_anAnswerOfOneByteASecondEndsWithTheConnectTimeout() throws Exception {
        Semaphore bytes = new Semaphore(0);
        attack((peer, nth) -> {
            byte[] answer = ScriptedServer.bytes(Peer.agreement(peer.readHead()) + "\r\n");
            events.add("asked");
            for (byte next : answer) {
                bytes.acquire();
                peer.send(new byte[] {next});
                events.add("sent");
            }
        });
        expectAttempt(0);
        assertThat(next(String.class)).isEqualTo("asked");
        for (int second = 1; second < 10; second++) {
            bytes.release();
            assertThat(next(String.class)).isEqualTo("sent");
            advance(Duration.ofSeconds(1));
        }
        advance(Duration.ofMillis(999));
        assertThat(events).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(expectBackOff(1, TimedOut.class)).hasMessageContaining("10000 ms");
        bytes.release(1_000);
    }

    @Test
    void n12_aLoopOfRedirectsIsLeftAfterFive() throws Exception {
        attack(
                N12HostileHandshakeTest::redirect,
                options -> options.followRedirects(5).reconnect(plan -> plan.retryIf(failure -> true)));
        expectAttempt(0);
        for (int n = 1; n <= 2; n++) {
            assertThat(expectBackOff(n, HandshakeRefused.class).status()).isEqualTo(302);
            assertThat(server().accepted()).isEqualTo(6 * n);
            advance(backOff(n));
            expectAttempt(n);
        }
    }

    @Test
    void n12_aRedirectIsTheEndForAClientThatFollowsNone() throws Exception {
        attack(N12HostileHandshakeTest::redirect);
        expectAttempt(0);
        ClientState.Closed end = next(ClientState.Closed.class);
        assertThat(end.cause()).containsInstanceOf(HandshakeRefused.class);
        assertThat(server().accepted()).isEqualTo(1);
    }

    private static void redirect(Peer peer, int nth) throws IOException {
        String head = peer.readHead();
        String host = head.lines()
                .filter(line -> line.startsWith("Host: "))
                .findFirst()
                .orElseThrow();
        peer.send("HTTP/1.1 302 Found\r\nLocation: http://" + host.substring(6) + "/" + nth
                + "\r\nContent-Length: 0\r\n\r\n");
        peer.readToEnd();
    }

    static final String[] TRAPS = {
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ws://",
        "http://user:word@127.0.0.1/",
        "//",
        "http://[::1",
        "ws://a b/",
        "\u00e9:"
    };

    @ParameterizedTest
    @FieldSource("TRAPS")
    void n12_aRedirectToNoAddressOfAWebSocketIsNotFollowed(String location) throws Exception {
        attack(
                (peer, nth) -> {
                    peer.readHead();
                    peer.send("HTTP/1.1 307 There\r\nLocation: " + location + "\r\n\r\n");
                    peer.readToEnd();
                },
                options -> options.followRedirects(5));
        expectAttempt(0);
        expectBackOff(1, HandshakeInvalid.class);
        assertThat(server().accepted()).isEqualTo(1);
    }
}
