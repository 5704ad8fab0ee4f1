package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Inside;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T02: clients that do not speak TLS, or badly, cost little and are gone in time. */
class TlsHandshakeTest extends TlsTest {
    private static final byte[] UNEXPECTED_MESSAGE = {21, 3, 3, 0, 2, 2, 10};
    private static final int PROTOCOL_VERSION = 70; // RFC 8446 §6.2

    private void assertServes(WebSocketServer server) throws Exception {
        WebSocketTestClient client = tlsClient(server);
        client.send("still there?");
        assertThat(client.nextText()).isEqualTo("still there?");
        client.close();
    }

    /** The first words of the JDK's client. */
    private static byte[] clientHello() throws Exception {
        SSLEngine engine = TlsCertificates.trusting(TlsCertificates.local()).createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A handshake record that begins a message of that type and announced length. */
    private static byte[] record(int announced, int carried) {
        ByteBuffer record = ByteBuffer.allocate(5 + 4 + carried);
        record.put((byte) 22).putShort((short) 0x0303).putShort((short) (4 + carried));
        return record.put((byte) 1)
                .put((byte) (announced >> 16))
                .putShort((short) announced)
                .array();
    }

    // --- what is no TLS -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void t02_plaintextOnATlsPortIsAnsweredWithAnAlertAndClosedAtOnce(Transport transport) throws Exception {
        WebSocketServer server = serveTls(builder -> builder.transport(transport));
        for (int i = 0; i < 100; i++) {
            RawClient client = RawClient.connect(server.port());
            client.send(RawClient.get("/"));
            assertThat(client.readToEnd()).isEqualTo(UNEXPECTED_MESSAGE);
            client.close();
        }
        await("their end", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).hasSize(10).allSatisfy(line -> {
            assertThat(line.getFormattedMessage()).startsWith("not TLS: /127.0.0.1:");
            assertThat(line.getThrowableProxy()).isNull();
        });
        assertServes(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "17030300050000000000", "80800103010000", "ff", "1503030002022a"})
    void t02_bytesThatBeginNoHandshakeAreClosedAtOnce(String hex) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        RawClient client = connect(server);
        client.send(HexFormat.of().parseHex(hex));
        assertThat(client.readToEnd()).isEqualTo(UNEXPECTED_MESSAGE);
        client.close();
        assertServes(server);
    }

    // --- too large ------------------------------------------------------------------------------------------------

    @Test
    void t02_aClientHelloThatAnnounces16MebibytesIsRefusedAtItsFirstRecord() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        RawClient client = connect(server);
        client.send(record(0xFFFFFF, 1_000));
        byte[] alert = client.readToEnd();
        assertThat(alert).hasSize(7).startsWith(21, 3, 3, 0, 2, 2);
        client.close();
        await("its end", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).startsWith("TLS handshake: /127.0.0.1:");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    /** A thousand announce 16 MiB each and send 20 bytes: what is kept is what came. */
    @Test
    void t02_nothingIsAllocatedForWhatIsOnlyAnnounced() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        assertServes(server);
        long before = Inside.bufferMemory();
        byte[] start = Arrays.copyOf(record(0xFFFFFF, 16_380), 20);
        for (int i = 0; i < 1_000; i++) {
            connect(server).send(start);
        }
        settle(server);
        await("all are there", () -> server.connections() == 1_000);
        assertThat(Inside.bufferMemory() - before).isLessThan(32L << 20); // not 16 GB
        advance(Duration.ofSeconds(10));
        await("none is left", () -> server.connections() == 0);
    }

    /** While the server works on a handshake, what its peer goes on sending waits in the kernel. */
    @Test
    void t02_aPeerIsNotReadBeyond64KibibytesUntilItsHandshakeIsDone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        X509ExtendedKeyManager slow = new SlowKeys(go);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {slow}, null, null);
        WebSocketServer server = serve(echo, builder -> builder.tls(t -> t.sslContext(context)));
        RawClient client = connect(server);
        client.send(clientHello());
        AtomicInteger written = new AtomicInteger();
        int most = 64 << 20; // more than the kernel keeps on the way
        Thread flood = Thread.ofVirtual().start(() -> {
            byte[] piece = new byte[64 << 10];
            try {
                while (written.get() < most) {
                    client.send(piece);
                    written.addAndGet(piece.length);
                }
            } catch (IOException end) {
                // Cut, as it should be.
            }
        });
        long[] seen = {-1, 0};
        await("the writer stops", () -> {
            int now = written.get();
            seen[1] = now == seen[0] && flood.getState() == Thread.State.WAITING ? seen[1] + 1 : 0;
            seen[0] = now;
            return seen[1] >= 100 || now >= most; // asked every millisecond
        });
        assertThat(written.get()).isLessThan(most * 3 / 4);
        go.countDown();
        await("its end", () -> server.connections() == 0);
        flood.join();
    }

    /** Has no key, and takes its time to say so. */
    private static final class SlowKeys extends X509ExtendedKeyManager {
        private final CountDownLatch go;

        SlowKeys(CountDownLatch go) {
            this.go = go;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            try {
                go.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }

    // --- too slow -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 100})
    void t02_aHandshakeThatStopsIsClosedAtTheDeadline(int bytes) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        RawClient client = connect(server);
        client.send(Arrays.copyOf(clientHello(), bytes));
        await("it is there", () -> server.connections() == 1);
        settle(server);
        advance(Duration.ofMillis(9_999));
        assertThat(server.connections()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(client.readToEnd()).isEmpty();
        await("its end", () -> server.connections() == 0);
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    void t02_theHandshakeAndTheFirstRequestHaveOneDeadlineTogether() throws Exception {
        WebSocketServer server = serveTls(builder -> builder.http(request -> HttpResponse.of(204)));
        RawClient tcp = connect(server);
        await("it is there", () -> server.connections() == 1);
        settle(server);
        advance(Duration.ofSeconds(6));
        SSLSocket late = socket(server, 0);
        RawClient client = raw(late);
        client.send("GET / HTTP/1.1\r\n");
        settle(server);
        advance(Duration.ofSeconds(4));
        assertThat(tcp.readToEnd()).isEmpty();
        advance(Duration.ofMillis(5_999));
        assertThat(server.connections()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(client.readAnswer().status()).isEqualTo(408);
        assertThat(client.read()).isEqualTo(-1);
    }

    // --- too old --------------------------------------------------------------------------------------------------

    /** A hello of TLS 1.0 or 1.1, with the ciphers every server of that time had. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void t02_tls10And11AreRefused(int minor) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        RawClient client = connect(server);
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[] {3, (byte) minor});
        hello.writeBytes(new byte[32]); // random
        hello.write(0); // session
        hello.writeBytes(new byte[] {0, 6, (byte) 0xC0, 0x09, (byte) 0xC0, 0x13, 0, 0x2F});
        hello.writeBytes(new byte[] {1, 0}); // compression
        byte[] body = hello.toByteArray();
        byte[] record = record(body.length, body.length);
        System.arraycopy(body, 0, record, 9, body.length);
        client.send(record);
        byte[] alert = client.readToEnd();
        assertThat(alert).hasSize(7).startsWith(21, 3).endsWith(2, PROTOCOL_VERSION);
        client.close();
        assertServes(server);
    }

    @Test
    void onlyCiphersWithForwardSecrecyAreSpokenInTls12() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        var trust = TlsCertificates.trusting(TlsCertificates.local());
        assertThatThrownBy(() -> socket(server, trust, 0, parameters -> {
                    parameters.setProtocols(new String[] {"TLSv1.2"});
                    parameters.setCipherSuites(new String[] {
                        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"
                    });
                }))
                .isInstanceOf(javax.net.ssl.SSLException.class);
        SSLSocket socket = socket(server, trust, 0, version("TLSv1.2"));
        assertThat(socket.getSession().getCipherSuite())
                .startsWith("TLS_ECDHE_ECDSA_")
                .doesNotContain("CBC");
    }

    @Test
    void t02_renegotiationIsRefused() throws Exception {
        WebSocketServer server = serveTls(builder -> builder.http(request -> HttpResponse.of(204)));
        SSLSocket socket = socket(server, TlsCertificates.trusting(TlsCertificates.local()), 0, version("TLSv1.2"));
        RawClient client = raw(socket);
        client.send(RawClient.get("/"));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertThatThrownBy(() -> {
                    socket.startHandshake();
                    client.send(RawClient.get("/"));
                    client.readAnswer();
                })
                .isInstanceOf(IOException.class);
        await("its end", () -> server.connections() == 0);
        assertThat(logs.ofPeers())
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).startsWith("TLS renegotiation: /127.0.0.1:"));
    }

    @Test
    void aClientThatNamesOtherProtocolsThanHttp11IsRefused() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        var trust = TlsCertificates.trusting(TlsCertificates.local());
        assertThatThrownBy(() -> socket(
                        server, trust, 0, parameters -> parameters.setApplicationProtocols(new String[] {"smtp"})))
                .hasMessageContaining("no_application_protocol");
        SSLSocket socket = socket(
                server, trust, 0, parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}));
        assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }

    // --- cut ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void h15_aResetOrAnEndInTheMiddleOfTheTlsHandshakeLeavesNothing(Transport transport) throws Exception {
        WebSocketServer server = serveTls(builder -> builder.transport(transport));
        byte[] hello = clientHello();
        for (int length = 0; length <= hello.length; length += length < 10 || length > hello.length - 5 ? 1 : 23) {
            for (boolean reset : List.of(true, false)) {
                RawClient client = RawClient.connect(server.port());
                client.send(Arrays.copyOf(hello, length));
                if (reset) {
                    client.reset();
                } else {
                    client.endOutput();
                    client.readToEnd();
                    client.close();
                }
            }
        }
        expectEmpty(server);
        assertThat(logs.atLeast(Level.INFO)).isEmpty();
        assertServes(server);
    }

    @Test
    void brokenRecordsBehindTheHandshakeEndTheConnectionWithoutNoise() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        Socket tcp = closing(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        SSLSocket socket = (SSLSocket) TlsCertificates.trusting(TlsCertificates.local())
                .getSocketFactory()
                .createSocket(tcp, "127.0.0.1", server.port(), false);
        socket.setSoTimeout(10_000);
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket), "/").settle();
        byte[] forged = new byte[5 + 40];
        System.arraycopy(new byte[] {23, 3, 3, 0, 40}, 0, forged, 0, 5);
        tcp.getOutputStream().write(forged);
        assertThatThrownBy(client::next).isInstanceOf(IOException.class); // an alert
        assertThat(echo.next()).isEqualTo("open");
        assertThat(echo.next()).startsWith("close 1006 the connection ");
        assertServes(server);
    }
}
