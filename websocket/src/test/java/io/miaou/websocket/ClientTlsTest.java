package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.ConnectionFailure.TlsFailed;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** T01: a client that speaks TLS believes nobody without reason. */
class ClientTlsTest extends ClientTest {
    private final Recorder echo = new Recorder() {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) {
            socket.send(data);
        }
    };

    @BeforeEach
    void beginTheLogAnew() {
        Inside.forgetWhatWasLogged();
    }

    private WebSocketServer server(UnaryOperator<TlsOptions.Builder> certificates) throws IOException {
        return serve(echo, builder -> builder.tls(certificates));
    }

    private WebSocketServer local() throws IOException {
        TlsCertificates.Pair local = TlsCertificates.local();
        return server(t -> t.certificate(local.chainPem(), local.keyPem()));
    }

    private ClientOptions.Builder secure(String host, WebSocketServer server) {
        return WebSocketClient.builder("wss://" + host + ":" + server.port() + "/")
                .handler(recorder)
                .onState(recorder::state)
                .loops(loops);
    }

    private static ClientTlsOptions trustLocal() throws IOException {
        return ClientTlsOptions.trusting(TlsCertificates.local().chainPem());
    }

    private void assertUntrusted(ClientOptions.Builder builder) throws Exception {
        TlsFailed failure = (TlsFailed) failureOf(build(builder).connect());
        assertThat(failure.untrusted()).isTrue();
        assertThat(failure).hasMessageContaining("its certificate is not trusted: ");
        recorder.expect("connecting 0", "closed 1006 TlsFailed");
    }

    @Test
    void t01_aCertificateThatSignedItselfIsRefusedByDefault() throws Exception {
        assertUntrusted(secure("127.0.0.1", local()));
    }

    @Test
    void t01_itIsAcceptedByWhoTrustsIt() throws Exception {
        WebSocketServer server = local();
        WebSocketClient client = build(secure("127.0.0.1", server).tls(trustLocal()));
        WebSocket socket = get(client.connect());
        recorder.expect("connecting 0", "is open", "open");
        assertThat(socket.request().isSecure()).isTrue();
        client.send("miaou");
        recorder.expect("text miaou");
        byte[] large = new byte[900_000];
        assertThat(client.send(large)).isTrue();
        recorder.expect("binary 900000");
        client.close();
        recorder.expect("closing", "close 1000", "closed 1000");
    }

    @Test
    void t01_anExpiredCertificateIsRefusedAlsoFromATrustedSigner() throws Exception {
        TlsCertificates.Signed expired = TlsCertificates.signed("ip:127.0.0.1", "-60d");
        WebSocketServer server = server(
                t -> t.certificate(expired.pair().chainPem(), expired.pair().keyPem()));
        assertUntrusted(secure("127.0.0.1", server).tls(ClientTlsOptions.trusting(expired.signer())));
        TlsCertificates.Signed valid = TlsCertificates.signed("ip:127.0.0.1", "-1d");
        WebSocketServer other =
                server(t -> t.certificate(valid.pair().chainPem(), valid.pair().keyPem()));
        get(build(secure("127.0.0.1", other).tls(ClientTlsOptions.trusting(valid.signer())))
                .connect());
    }

    @Test
    void t01_aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
        TlsCertificates.Pair other = TlsCertificates.of("EC", "dns:other.example");
        WebSocketServer server = server(t -> t.certificate(other.chainPem(), other.keyPem()));
        ClientTlsOptions trust = ClientTlsOptions.trusting(other.chainPem());
        assertUntrusted(secure("localhost", server).tls(trust));
        assertUntrusted(secure("127.0.0.1", server).tls(trust));
        get(build(secure("localhost", server).tls(trust.dangerouslyWithoutHostNameCheck()))
                .connect());
    }

    @Test
    void t01_theServerHearsWhichHostIsAskedFor() throws Exception {
        TlsCertificates.Pair other = TlsCertificates.of("EC", "dns:other.example");
        TlsCertificates.Pair local = TlsCertificates.local();
        WebSocketServer server = server(t -> t.certificate(other.chainPem(), other.keyPem())
                .certificate("localhost", local.chainPem(), local.keyPem()));
        get(build(secure("localhost", server).tls(trustLocal())).connect());
        recorder.expect("connecting 0", "is open", "open");
        assertUntrusted(secure("127.0.0.1", server).tls(trustLocal())); // an address is no name: the default answers
    }

    @Test
    void t01_aServerThatIsNotTrustedIsNotAskedAgainByDefault() throws Exception {
        assertUntrusted(secure("127.0.0.1", local()).reconnect());
    }

    @Test
    void aServerWithoutTlsIsAFailureOfTls() throws Exception {
        RawServer plain = rawServer();
        CompletableFuture<WebSocket> first = build(WebSocketClient.builder("wss://127.0.0.1:" + plain.port())
                        .handler(recorder)
                        .loops(loops))
                .connect();
        RawServer.Peer peer = plain.accept();
        peer.readByte();
        peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
        assertThat(failureOf(first))
                .isInstanceOfSatisfying(
                        TlsFailed.class,
                        failure -> assertThat(failure.untrusted()).isFalse());
    }

    @Test
    void aServerThatAnswersWithAnAlertIsAFailureOfTls() throws Exception {
        RawServer fussy = rawServer();
        CompletableFuture<WebSocket> first = build(WebSocketClient.builder("wss://127.0.0.1:" + fussy.port())
                        .handler(recorder)
                        .loops(loops))
                .connect();
        RawServer.Peer peer = fussy.accept();
        peer.readByte();
        peer.send(new byte[] {21, 3, 3, 0, 2, 2, 40}); // fatal, handshake_failure
        assertThat(failureOf(first)).isInstanceOf(TlsFailed.class).hasMessageContaining("handshake_failure");
    }

    @Test
    void aServerThatSaysNothingInTheTlsHandshakeIsGivenUpAfterTheConnectTimeout() throws Exception {
        RawServer silent = rawServer();
        CompletableFuture<WebSocket> first = build(WebSocketClient.builder("wss://127.0.0.1:" + silent.port())
                        .handler(recorder)
                        .loops(loops))
                .connect();
        RawServer.Peer peer = silent.accept();
        peer.readByte();
        advance(Duration.ofSeconds(10));
        assertThat(failureOf(first)).hasMessageContaining("TLS is not agreed on after the connect timeout of 10000 ms");
    }

    @Test
    void aConnectionOverTlsComesBackToo() throws Exception {
        WebSocketServer server = local();
        WebSocketClient client =
                build(secure("127.0.0.1", server).tls(trustLocal()).reconnect());
        client.connect();
        recorder.expect("connecting 0", "is open", "open");
        echo.nextOpen().terminate();
        assertThat(recorder.next()).startsWith("close 1006");
        recorder.expect("reconnecting 1 in 2000");
        advance(Duration.ofSeconds(2));
        recorder.expect("connecting 1", "is open", "open");
    }
}
