package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.ConnectionFailure.HandshakeInvalid;
import io.miaou.websocket.ConnectionFailure.HandshakeRefused;
import io.miaou.websocket.ConnectionFailure.TimedOut;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that send a client elsewhere. */
class ClientRedirectTest extends ClientTest {
    private static RawServer.Peer redirect(RawServer from, int status, String location) throws Exception {
        RawServer.Peer peer = from.accept();
        peer.readHead();
        peer.send("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
        return peer;
    }

    @Test
    void byDefaultARedirectIsARefusal() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first = build(to(server.port())).connect();
        redirect(server, 301, "/other");
        HandshakeRefused refused = (HandshakeRefused) failureOf(first);
        assertThat(refused.status()).isEqualTo(301);
        assertThat(refused.headers().first("Location")).contains("/other");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsFollowedWhereThatIsAskedFor(int status) throws Exception {
        RawServer one = rawServer();
        RawServer other = rawServer();
        CompletableFuture<WebSocket> first = build(to(one.port())
                        .followRedirects(1)
                        .header("Authorization", "Bearer 1")
                        .header("Cookie", () -> "fresh=1"))
                .connect();
        RawServer.Peer before = redirect(one, status, "http://127.0.0.1:" + other.port() + "/there?x=1#fragment");
        before.expectEnd(); // never two connections
        String head = other.accept().agree();
        assertThat(head).startsWith("GET /there?x=1 HTTP/1.1\r\n").doesNotContain("Authorization", "Cookie");
        assertThat(get(first).request().path()).isEqualTo("/there");
        recorder.expect("connecting 0", "is open", "open");
    }

    @Test
    void headersGoAlongToTheSameServer() throws Exception {
        RawServer server = rawServer();
        build(to(server.port()).followRedirects(1).header("Authorization", "Bearer 1"))
                .connect();
        redirect(server, 302, "/there");
        assertThat(server.accept().agree()).startsWith("GET /there ").contains("Authorization: Bearer 1");
    }

    @Test
    void n12_aCircleEndsWithTheLastRedirectThatIsFollowed() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first =
                build(to(server.port()).followRedirects(5)).connect();
        for (int i = 0; i < 6; i++) {
            redirect(server, 302, "/");
        }
        assertThat(failureOf(first)).isInstanceOf(HandshakeRefused.class);
    }

    @Test
    void n12_allRedirectsTogetherHaveOneConnectTimeout() throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first =
                build(to(server.port()).followRedirects(5)).connect();
        redirect(server, 302, "/1");
        server.accept().readHead();
        advance(Duration.ofSeconds(10));
        assertThat(failureOf(first)).isInstanceOf(TimedOut.class).hasMessageContaining("/1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/", "ws://", "//", "http://a b/", "mailto:a"})
    void whatCannotBeFollowedFailsTheAttempt(String location) throws Exception {
        RawServer server = rawServer();
        CompletableFuture<WebSocket> first =
                build(to(server.port()).followRedirects(1)).connect();
        redirect(server, 302, location);
        assertThat(failureOf(first)).isInstanceOf(HandshakeInvalid.class).hasMessageContaining("a redirect to ");
    }

    @Test
    void fromTlsItNeverLeadsBackToPlainText() throws Exception {
        TlsCertificates.Pair local = TlsCertificates.local();
        RawServer plain = rawServer();
        WebSocketServer secure = start(builder -> builder.tls(t -> t.certificate(local.chainPem(), local.keyPem()))
                .gate(request -> java.util.Optional.of(io.miaou.websocket.http.HttpResponse.text(302, "")
                        .withHeader("Location", "http://127.0.0.1:" + plain.port() + "/"))));
        CompletableFuture<WebSocket> first = build(WebSocketClient.builder("wss://127.0.0.1:" + secure.port())
                        .handler(recorder)
                        .loops(loops)
                        .followRedirects(5)
                        .tls(ClientTlsOptions.trusting(local.chainPem())))
                .connect();
        assertThat(failureOf(first))
                .isInstanceOf(HandshakeInvalid.class)
                .hasMessageContaining("which is never followed");
        assertThat(plain.hasClient(1)).isFalse();
    }

    @Test
    void moreThanFiveAreNotForTheAsking() {
        assertThatThrownBy(() -> to(1).followRedirects(6).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("followRedirects is 6: give 0 (none) to 5");
    }
}
