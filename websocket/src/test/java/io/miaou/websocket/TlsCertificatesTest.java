package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The right certificate for each client, and new ones without a restart. */
class TlsCertificatesTest extends TlsTest {
    private static final TlsCertificates.Pair LOCAL = TlsCertificates.local();
    private static final TlsCertificates.Pair A = TlsCertificates.of("EC", "dns:a.example");
    private static final TlsCertificates.Pair WILD = TlsCertificates.of("EC", "dns:*.b.example");
    private static final TlsCertificates.Pair RSA = TlsCertificates.of("RSA", "ip:127.0.0.1");

    @TempDir
    private Path folder;

    private Certificate shownTo(WebSocketServer server, Consumer<SSLParameters> more) throws Exception {
        SSLContext trust = TlsCertificates.trusting(LOCAL, A, WILD, RSA);
        try (SSLSocket socket = socket(server, trust, 0, more)) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private WebSocketServer with(UnaryOperator<TlsOptions.Builder> tls) throws IOException {
        return serve(echo, builder -> builder.tls(tls));
    }

    private static void refused(UnaryOperator<TlsOptions.Builder> tls, String... message) {
        WebSocketServer server =
                WebSocketServer.builder().host("127.0.0.1").port(0).tls(tls).build();
        assertThatThrownBy(server::start).isInstanceOf(IOException.class).hasMessageContainingAll(message);
    }

    // --- by host --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "a.example, a",
        "A.EXAMPLE, a",
        "x.a.example, local",
        "x.b.example, wild",
        "b.example, local",
        "x.y.b.example, local",
        "other.example, local"
    })
    void aClientIsShownTheCertificateOfTheHostItAsksForElseTheDefault(String host, String shown) throws Exception {
        WebSocketServer server = with(t -> t.certificate("a.example", A.chainPem(), A.keyPem())
                .certificate("*.B.example", WILD.chainPem(), WILD.keyPem())
                .certificate(LOCAL.chainPem(), LOCAL.keyPem()));
        TlsCertificates.Pair due = shown.equals("a") ? A : shown.equals("wild") ? WILD : LOCAL;
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(shownTo(server, host(host).andThen(version(version)))).isEqualTo(due.certificate());
        }
    }

    @Test
    void aClientThatAsksForNoHostIsShownTheDefault() throws Exception {
        WebSocketServer server = with(t ->
                t.certificate("a.example", A.chainPem(), A.keyPem()).certificate(LOCAL.chainPem(), LOCAL.keyPem()));
        assertThat(shownTo(server, parameters -> {})).isEqualTo(LOCAL.certificate());
    }

    @Test
    void aHostMayHaveCertificatesOfTwoKinds() throws Exception {
        WebSocketServer server =
                with(t -> t.certificate(LOCAL.chainPem(), LOCAL.keyPem()).certificate(RSA.chainPem(), RSA.keyPem()));
        assertThat(shownTo(server, ciphers("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")))
                .isEqualTo(RSA.certificate());
        assertThat(shownTo(server, ciphers("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")))
                .isEqualTo(LOCAL.certificate());
    }

    private static Consumer<SSLParameters> ciphers(String suite) {
        return version("TLSv1.2").andThen(parameters -> parameters.setCipherSuites(new String[] {suite}));
    }

    @Test
    void certificatesComeFromObjectsAKeyStoreOrAContextAsWell() throws Exception {
        assertThat(shownTo(with(t -> t.certificate(List.of(A.certificate()), A.key())), parameters -> {}))
                .isEqualTo(A.certificate());
        assertThat(shownTo(with(t -> t.keyStore(RSA.store(), TlsCertificates.PASSWORD)), parameters -> {}))
                .isEqualTo(RSA.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(WILD.store(), TlsCertificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        WebSocketServer ready = with(t -> t.sslContext(context));
        assertThat(shownTo(ready, parameters -> {})).isEqualTo(WILD.certificate());
        assertThatIllegalStateException().isThrownBy(ready::reloadTls).withMessageContaining("SSLContext");
    }

    // --- reload ---------------------------------------------------------------------------------------------------

    private void install(TlsCertificates.Pair pair) throws IOException {
        Files.copy(pair.chainPem(), folder.resolve("chain.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(pair.keyPem(), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aReloadShowsNewClientsTheNewCertificateAndLeavesOpenConnectionsAlone() throws Exception {
        install(LOCAL);
        WebSocketServer server = with(t -> t.certificate(folder.resolve("chain.pem"), folder.resolve("key.pem")));
        WebSocketTestClient old = tlsClient(server);
        TlsCertificates.Pair renewed = TlsCertificates.another("EC", "ip:127.0.0.1");
        install(renewed);
        assertThat(shownTo(server, parameters -> {})).isEqualTo(LOCAL.certificate());
        server.reloadTls();
        SSLSocket fresh = socket(server, TlsCertificates.trusting(renewed), 0, parameters -> {});
        assertThat(fresh.getSession().getPeerCertificates()[0]).isEqualTo(renewed.certificate());
        WebSocketTestClient client = WebSocketTestClient.over(raw(fresh), "/");
        for (WebSocketTestClient each : List.of(old, client)) {
            each.send("miaou");
            assertThat(each.nextText()).isEqualTo("miaou");
        }
    }

    @Test
    void aSessionOfTheOldCertificateIsNotResumedAfterAReload() throws Exception {
        install(LOCAL);
        WebSocketServer server = with(t -> t.certificate(folder.resolve("chain.pem"), folder.resolve("key.pem")));
        TlsCertificates.Pair renewed = TlsCertificates.another("EC", "ip:127.0.0.1");
        SSLContext client = TlsCertificates.trusting(LOCAL, renewed);
        for (int i = 0; i < 2; i++) {
            WebSocketTestClient greeted =
                    WebSocketTestClient.over(raw(socket(server, client, 0, parameters -> {})), "/");
            greeted.settle().close();
        }
        install(renewed);
        server.reloadTls();
        SSLSocket socket = socket(server, client, 0, parameters -> {});
        assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(renewed.certificate());
    }

    @Test
    void aBrokenReloadSaysWhatIsWrongAndLeavesTheOldCertificateInForce() throws Exception {
        install(LOCAL);
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        WebSocketServer server = with(t -> t.certificate(chain, key));
        Files.copy(A.keyPem(), key, StandardCopyOption.REPLACE_EXISTING);
        assertReloadFails(server, chain.toString(), key.toString(), "the key is not that of the first certificate");
        Files.copy(RSA.keyPem(), key, StandardCopyOption.REPLACE_EXISTING);
        assertReloadFails(server, key.toString(), "no EC key");
        Files.writeString(key, "");
        assertReloadFails(server, key.toString(), "no private key");
        Files.delete(key);
        assertReloadFails(server, "no file " + key);
        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertReloadFails(server, chain.toString(), "malformed certificate");
        install(A);
        server.reloadTls();
        assertThat(shownTo(server, parameters -> {})).isEqualTo(A.certificate());
    }

    private void assertReloadFails(WebSocketServer server, String... message) throws Exception {
        assertThatThrownBy(server::reloadTls).isInstanceOf(IOException.class).hasMessageContainingAll(message);
        assertThat(shownTo(server, parameters -> {})).isEqualTo(LOCAL.certificate());
    }

    @Test
    void aReloadWithoutTlsOrBeforeTheStartIsAMistakeOfTheCaller() throws Exception {
        WebSocketServer plain = start(builder -> builder);
        assertThatIllegalStateException().isThrownBy(plain::reloadTls).withMessageContaining("no TLS");
        WebSocketServer unstarted = WebSocketServer.builder()
                .tls(t -> t.certificate(LOCAL.chainPem(), LOCAL.keyPem()))
                .build();
        assertThatIllegalStateException().isThrownBy(unstarted::reloadTls).withMessageContaining("start()");
    }

    // --- mistakes -------------------------------------------------------------------------------------------------

    @Test
    void aServerWhoseCertificateCannotBeUsedDoesNotStartAndSaysWhy() throws Exception {
        Path none = folder.resolve("none.pem");
        refused(t -> t.certificate(none, LOCAL.keyPem()), "no file " + none);
        refused(t -> t.certificate(LOCAL.keyPem(), LOCAL.keyPem()), "holds no certificate");
        refused(t -> t.certificate(LOCAL.chainPem(), LOCAL.chainPem()), "holds no private key");
        refused(
                t -> t.certificate(LOCAL.chainPem(), LOCAL.keyPem()).certificate(A.chainPem(), A.keyPem()),
                "a second EC certificate for the same host");
        byte[] der = LOCAL.key().getEncoded();
        Path encrypted = TlsCertificates.write(folder.resolve("encrypted.pem"), "ENCRYPTED PRIVATE KEY", der);
        refused(t -> t.certificate(LOCAL.chainPem(), encrypted), "encrypted", "openssl pkcs8");
        Path old = TlsCertificates.write(folder.resolve("old.pem"), "EC PRIVATE KEY", der);
        refused(t -> t.certificate(LOCAL.chainPem(), old), "old form EC PRIVATE KEY", "-topk8 -nocrypt");
        Path large = Files.write(folder.resolve("large.pem"), new byte[(1 << 20) + 1]);
        refused(t -> t.certificate(large, LOCAL.keyPem()), "more than 1048576 bytes");
        refused(t -> t.keyStore(LOCAL.store(), "wrong".toCharArray()), "key store cannot be used");
    }

    @Test
    void optionsThatContradictEachOtherAreRefusedWhenTheServerIsBuilt() throws Exception {
        SSLContext context = SSLContext.getDefault();
        assertBuildFails(t -> t, "no default certificate");
        assertBuildFails(t -> t.certificate("a.example", A.chainPem(), A.keyPem()), "no default certificate");
        assertBuildFails(
                t -> t.certificate(A.chainPem(), A.keyPem()).sslContext(context), "SSLContext and certificates");
        assertBuildFails(t -> t.certificate("a.example:443", A.chainPem(), A.keyPem()), "\"a.example:443\"");
        assertBuildFails(t -> t.certificate("x.*.example", A.chainPem(), A.keyPem()), "no host name");
        assertBuildFails(t -> t.certificate(List.of(), A.key()), "chain is empty");
    }

    private static void assertBuildFails(UnaryOperator<TlsOptions.Builder> tls, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketServer.builder().tls(tls))
                .withMessageContaining(message);
    }

    @Test
    void noKeyIsToldByToString() {
        var options = WebSocketServer.builder()
                .tls(t -> t.certificate(List.of(RSA.certificate()), RSA.key())
                        .keyStore("a.example", RSA.store(), TlsCertificates.PASSWORD))
                .build()
                .options();
        assertThat(String.valueOf(options.tls()))
                .contains("Given[host=], Store[host=a.example]")
                .doesNotContain("RSA");
    }

    // --- clients' certificates ------------------------------------------------------------------------------------

    @Test
    void clientCertificatesAreAskedForAndMustBeTrusted() throws Exception {
        TlsCertificates.Pair friend = TlsCertificates.of("EC", "dns:friend.example");
        TlsCertificates.Pair stranger = TlsCertificates.of("EC", "dns:stranger.example");
        for (var wish : List.of(TlsOptions.ClientCertificates.OPTIONAL, TlsOptions.ClientCertificates.REQUIRED)) {
            WebSocketServer server = with(
                    t -> t.certificate(LOCAL.chainPem(), LOCAL.keyPem()).clientCertificates(wish, friend.chainPem()));
            assertEchoes(server, TlsCertificates.context(friend, LOCAL));
            assertThatThrownBy(() -> assertEchoes(server, TlsCertificates.context(stranger, LOCAL)))
                    .isInstanceOf(IOException.class);
            if (wish == TlsOptions.ClientCertificates.OPTIONAL) {
                assertEchoes(server, TlsCertificates.trusting(LOCAL));
            } else {
                assertThatThrownBy(() -> assertEchoes(server, TlsCertificates.trusting(LOCAL)))
                        .isInstanceOfAny(SSLException.class, IOException.class);
            }
        }
    }

    private void assertEchoes(WebSocketServer server, SSLContext context) throws Exception {
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket(server, context, 0, parameters -> {})), "/");
        client.send("miaou");
        assertThat(client.nextText()).isEqualTo("miaou");
        client.close();
    }
}
