package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** What socket.io-client-java's suite expects of its server beneath the events: headers, refusals, TLS. */
class JavaClientWireTest {
    @Test
    void everyAnswerAndEvery101RepeatsTheHeader() throws IOException {
        try (SupportServer server = JavaClientSupport.start("127.0.0.1", 0, null)) {
            Wire wire = new Wire(server.port(), "/socket.io/");
            Wire.Answer answer = wire.get("?EIO=4&transport=polling", "X-SocketIO: hi");
            assertThat(answer.header("X-SocketIO")).contains("hi");
            try (WireSocket socket = wire.webSocket("?EIO=4&transport=websocket", "X-SocketIO: hi")) {
                assertThat(socket.head()).contains("X-SocketIO: hi");
            }
            String session = wire.session();
            try (WireSocket socket = wire.webSocket(Wire.upgrade(session), "X-SocketIO: hello")) {
                assertThat(socket.head()).contains("X-SocketIO: hello");
            }
        }
    }

    @Test
    void aRefusalIsWrittenAsTheSuiteReadsIt() throws IOException {
        try (SupportServer server = JavaClientSupport.start("127.0.0.1", 0, null);
                WireSocket socket = new Wire(server.port(), "/socket.io/").openWebSocket()) {
            socket.send("40/no");
            assertThat(socket.textBesidePings())
                    .isEqualTo("44/no,{\"message\":\"auth failed\",\"data\":{\"a\":\"b\",\"c\":3}}");
        }
    }

    @Test
    void overTlsItServesWithACertificateOfItsOwn() throws Exception {
        SupportTls.Store identity = (SupportTls.Store) SupportTls.selfSigned();
        try (SupportServer server = JavaClientSupport.start("127.0.0.1", 0, identity);
                HttpClient trusting =
                        HttpClient.newBuilder().sslContext(trusting(identity)).build();
                HttpClient wary = HttpClient.newHttpClient()) {
            HttpRequest handshake = HttpRequest.newBuilder(
                            URI.create("https://localhost:" + server.port() + "/socket.io/?EIO=4&transport=polling"))
                    .build();
            assertThat(trusting.send(handshake, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .startsWith("0{\"sid\":\"");
            assertThatThrownBy(() -> wary.send(handshake, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    private static SSLContext trusting(SupportTls.Store identity) throws Exception {
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        known.setCertificateEntry("localhost", identity.store().getCertificate("localhost"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
