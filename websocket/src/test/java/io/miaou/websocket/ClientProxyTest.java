package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.ConnectionFailure.ProxyRefused;
import io.miaou.websocket.ConnectionFailure.Unreachable;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through an HTTP proxy (RFC 9110 §9.3.6). */
class ClientProxyTest extends ClientTest {
    private ClientOptions.Builder through(RawServer proxy, String uri, String credentials) {
        return WebSocketClient.builder(uri)
                .handler(recorder)
                .onState(recorder::state)
                .loops(loops)
                .proxy(URI.create("http://" + credentials + "127.0.0.1:" + proxy.port()));
    }

    @Test
    void theProxyIsAskedForATunnelAndLooksTheNameUpItself() throws Exception {
        RawServer proxy = rawServer();
        WebSocketClient client =
                build(through(proxy, "ws://no-such-host.invalid/a", "").header("Authorization", "x"));
        client.connect();
        RawServer.Peer peer = proxy.accept();
        assertThat(peer.readHead())
                .isEqualTo("CONNECT no-such-host.invalid:80 HTTP/1.1\r\nHost: no-such-host.invalid:80\r\n\r\n");
        peer.send("HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n"); // RFC 9110: the length means
        // nothing
        assertThat(peer.agree()).startsWith("GET /a HTTP/1.1\r\nHost: no-such-host.invalid\r\n");
        recorder.expect("connecting 0", "is open", "open");
    }

    @Test
    void credentialsAreSentToTheProxyAlone() throws Exception {
        RawServer proxy = rawServer();
        WebSocketClient client = build(through(proxy, "ws://a.example/", "us%40er:p%3Ass+word@"));
        client.connect();
        RawServer.Peer peer = proxy.accept();
        assertThat(RawServer.Peer.header(peer.readHead(), "Proxy-Authorization"))
                .isEqualTo("Basic dXNAZXI6cDpzcyt3b3Jk"); // us@er:p:ss+word
        peer.send("HTTP/1.1 200 OK\r\n\r\n");
        assertThat(peer.agree()).doesNotContain("Proxy-Authorization");
    }

    @Test
    void tlsIsSpokenWithTheServerThroughTheTunnel() throws Exception {
        TlsCertificates.Pair local = TlsCertificates.local();
        Recorder atServer = new Recorder();
        WebSocketServer server =
                serve(atServer, builder -> builder.tls(t -> t.certificate(local.chainPem(), local.keyPem())));
        RawServer proxy = rawServer();
        WebSocketClient client = build(through(proxy, "wss://localhost:" + server.port() + "/", "")
                .tls(ClientTlsOptions.trusting(local.chainPem())));
        CompletableFuture<WebSocket> first = client.connect();
        RawServer.Peer peer = proxy.accept();
        assertThat(peer.readHead()).startsWith("CONNECT localhost:" + server.port() + " HTTP/1.1\r\n");
        peer.send("HTTP/1.0 200 OK\r\n\r\n");
        closing(peer.relayTo(server.port()));
        get(first);
        assertThat(client.send("through")).isTrue();
        atServer.nextOpen();
        assertThat(atServer.next()).isEqualTo("text through");
        client.close();
        assertThat(atServer.next()).isEqualTo("close 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {407, 403, 502, 301})
    void aProxyThatRefusesIsNamedWithItsStatus(int status) throws Exception {
        RawServer proxy = rawServer();
        CompletableFuture<WebSocket> first =
                build(through(proxy, "ws://a.example/", "")).connect();
        RawServer.Peer peer = proxy.accept();
        peer.readHead();
        peer.send("HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic\r\nContent-Length: 9999\r\n\r\n");
        ProxyRefused refused = (ProxyRefused) failureOf(first);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused)
                .hasMessageStartingWith("cannot connect to ws://a.example/ through the proxy 127.0.0.1:" + proxy.port()
                        + ": it answered " + status);
        peer.expectEnd();
    }

    @Test
    void n12_aProxyThatTalksNonsenseOrTooMuchIsRefused() throws Exception {
        for (String answer : new String[] {
            "SSH-2.0\r\n",
            "HTTP/1.1 101 Switching\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nand more",
            "HTTP/1.1 100 C\r\n\r\n".repeat(9)
        }) {
            RawServer proxy = rawServer();
            CompletableFuture<WebSocket> first =
                    build(through(proxy, "ws://a.example/", "")).connect();
            RawServer.Peer peer = proxy.accept();
            peer.readHead();
            peer.send(answer);
            assertThat(failureOf(first))
                    .as(answer)
                    .isInstanceOfSatisfying(
                            ProxyRefused.class,
                            refused -> assertThat(refused.status()).isZero());
        }
    }

    @Test
    void aProxyThatIsSilentIsGivenUpAfterTheConnectTimeout() throws Exception {
        RawServer proxy = rawServer();
        CompletableFuture<WebSocket> first =
                build(through(proxy, "ws://a.example/", "")).connect();
        proxy.accept().readHead();
        advance(Duration.ofSeconds(10));
        assertThat(failureOf(first)).hasMessageContaining("the proxy has not answered after the connect timeout");
    }

    @Test
    void aProxyThatIsNotThereIsUnreachable() throws Exception {
        RawServer proxy = rawServer();
        ClientOptions.Builder builder = through(proxy, "ws://a.example/", "secret:word@");
        proxy.close();
        assertThat(failureOf(build(builder).connect()))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("the proxy 127.0.0.1:" + proxy.port() + ": connection refused")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://p:1", "socks://p:1", "http://p", "http://p:1/path", "p:1"})
    void whatNamesNoHttpProxyIsRefusedWhereItIsGiven(String uri) {
        assertThatThrownBy(() -> WebSocketClient.builder("ws://a/")
                        .handler(recorder)
                        .proxy(URI.create(uri))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give http://[user:password@]host:port");
    }
}
