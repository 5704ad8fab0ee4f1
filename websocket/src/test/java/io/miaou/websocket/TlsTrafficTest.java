package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What works over TCP works over TLS. */
class TlsTrafficTest extends TlsTest {
    private static final int LARGE = 8 << 20;

    // --- stock client ---------------------------------------------------------------------------------------------

    @Test
    void messagesOf1ByteTo1MebibyteComeBackToTheJdksClient() throws Exception {
        WebSocketServer server = serveTls(builder -> builder.limits(l -> l.maxMessageSize(1 << 20)));
        BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        var listener = new java.net.http.WebSocket.Listener() {
            private final ByteArrayOutputStream whole = new ByteArrayOutputStream();

            @Override
            public @Nullable CompletionStage<?> onBinary(
                    java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                whole.writeBytes(bytes);
                if (last) {
                    heard.add(whole.toByteArray());
                    whole.reset();
                }
                socket.request(1);
                return null;
            }

            @Override
            public @Nullable CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
                closed.add(code);
                return null;
            }
        };
        try (var http = HttpClient.newBuilder()
                .sslContext(TlsCertificates.trusting(TlsCertificates.local()))
                .build()) {
            var client = http.newWebSocketBuilder()
                    .buildAsync(URI.create("wss://127.0.0.1:" + server.port() + "/"), listener)
                    .get(10, TimeUnit.SECONDS);
            Random random = new Random(1);
            for (int size : new int[] {1, 2, 125, 126, 1_000, 16_383, 16_384, 16_385, 65_536, 300_000, 1 << 20}) {
                byte[] message = new byte[size];
                random.nextBytes(message);
                client.sendBinary(ByteBuffer.wrap(message), true).get(10, TimeUnit.SECONDS);
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(message);
            }
            client.sendClose(1000, "").get(10, TimeUnit.SECONDS);
            assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo(1000);
        }
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    void theJdksHttpClientIsServedAndTheRequestSaysThatItIsSecure() throws Exception {
        WebSocketServer server = serveTls(builder -> builder.http(request -> HttpResponse.text(
                200, request.isSecure() + " " + request.bodyText().length())));
        WebSocketServer plain =
                start(builder -> builder.http(request -> HttpResponse.text(200, "" + request.isSecure())));
        try (var http = HttpClient.newBuilder()
                .sslContext(TlsCertificates.trusting(TlsCertificates.local()))
                .build()) {
            for (int i = 0; i < 3; i++) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/"))
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(300_000)))
                        .build();
                assertThat(http.send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                                .body())
                        .isEqualTo("true 300000");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
        RawClient client = connect(plain);
        client.send(RawClient.get("/"));
        assertThat(client.readAnswer().text()).isEqualTo("false");
    }

    // --- bytes ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void messagesOfAllSizesComeBackInOrder(Transport transport) throws Exception {
        int most = 16 << 20;
        WebSocketServer server = serveTls(builder ->
                builder.transport(transport).limits(l -> l.maxMessageSize(most).maxSendQueue(4 * most)));
        WebSocketTestClient client = tlsClient(server);
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 1_000_000, most}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send(message);
                    client.send("and a word");
                } catch (Exception end) {
                    throw new AssertionError(end);
                }
            });
            assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(message);
            assertThat(client.nextText()).isEqualTo("and a word");
            sender.join();
        }
    }

    @Test
    void requestsFollowEachOtherOnOneConnectionAndTheFirstFrameMayComeWithTheHandshake() throws Exception {
        WebSocketServer server = serveTls(builder -> builder.http(request -> HttpResponse.text(200, request.path())));
        RawClient raw = raw(socket(server, 0));
        raw.send(RawClient.get("/one") + RawClient.get("/two"));
        assertThat(raw.readAnswer().text()).isEqualTo("/one");
        assertThat(raw.readAnswer().text()).isEqualTo("/two");
        raw.send(Frames.join(
                RawClient.handshake("/").getBytes(java.nio.charset.StandardCharsets.US_ASCII), Frames.text("early")));
        assertThat(raw.readHead().status()).isEqualTo(101);
        assertThat(raw.readExactly(7)).endsWith('e', 'a', 'r', 'l', 'y');
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:%d", "https://127.0.0.1", "https://elsewhere.example"})
    void aPageOfTheSameHostMayEnterAndAnotherMayNot(String origin) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        RawClient raw = raw(socket(server, 0));
        String port = origin.endsWith("%d") ? ":" + server.port() : origin.endsWith("1") ? ":443" : "";
        raw.send("GET / HTTP/1.1\r\nHost: 127.0.0.1" + port + "\r\nOrigin: " + origin.formatted(server.port())
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + RawClient.KEY + "\r\n\r\n");
        assertThat(raw.readHead().status()).isEqualTo(port.isEmpty() ? 403 : 101);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCloseOfTheClientsIsAnsweredAndFollowedByACloseNotifyAndTheEnd(String version) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        SSLSocket socket = socket(server, TlsCertificates.trusting(TlsCertificates.local()), 0, version(version));
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket), "/");
        client.sendClose(1000, "bye");
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000); // the JDK's socket throws on a FIN without close_notify
        assertThat(echo.next()).isEqualTo("open");
        assertThat(echo.next()).isEqualTo("close 1000 bye");
        client.close();
        await("the end", () -> server.connections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCloseOfTheServersReachesTheClientWholeBehindALargeMessage(String version) throws Exception {
        WebSocketServer server = serveTls(
                new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.send(new byte[LARGE]);
                        socket.close(4000, "enough");
                    }
                },
                builder -> builder);
        SSLSocket socket = socket(server, TlsCertificates.trusting(TlsCertificates.local()), 8192, version(version));
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket), "/");
        client.send("go");
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(LARGE);
        assertThat(client.nextClose().code()).isEqualTo(4000);
        client.sendClose(4000, "");
        client.expectEnd();
    }

    /** With TLS 1.3 a client may say that nothing more comes and go on reading (RFC 8446 §6.1). */
    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void aPeerWhoseHalfIsClosedGetsALargeAnswerWhole(Transport transport) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        WebSocketServer server = serveTls(
                new Recorder() {
                    @Override
                    public void onText(WebSocket socket, String text) throws Exception {
                        go.await();
                        socket.send(new byte[LARGE]);
                    }
                },
                builder -> builder.transport(transport));
        SSLSocket socket = socket(server, 8192);
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket), "/");
        client.sendRaw(Frames.text("all"), Frames.close(1000, ""));
        client.raw().endOutput();
        ServerSide.awaitRead(server);
        go.countDown();
        assertThat(client.expect(Opcode.BINARY).payload()).hasSize(LARGE);
        assertThat(client.closeCodeThenEnd()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void aCloseNotifyWithoutACloseFrameEndsTheWebSocketWith1006(String version) throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        SSLSocket socket = socket(server, TlsCertificates.trusting(TlsCertificates.local()), 0, version(version));
        WebSocketTestClient client = WebSocketTestClient.over(raw(socket), "/").settle();
        client.raw().endOutput();
        assertThat(echo.next()).isEqualTo("open");
        assertThat(echo.next()).isEqualTo("close 1006 the connection ended without a close frame");
        assertThat(client.raw().read()).isEqualTo(-1);
    }

    @Test
    void aServerThatClosesTellsEveryConnection1001() throws Exception {
        WebSocketServer server = serveTls(builder -> builder);
        WebSocketTestClient client = tlsClient(server);
        RawClient idle = raw(socket(server, 0));
        RawClient mute = connect(server); // in the middle of a handshake
        await("three", () -> server.connections() == 3);
        Thread closer = Thread.ofVirtual().start(server::close);
        assertThat(client.nextClose().code()).isEqualTo(1001);
        client.sendClose(1001, "");
        client.expectEnd();
        assertThat(idle.read()).isEqualTo(-1);
        assertThat(mute.read()).isEqualTo(-1);
        client.close();
        idle.close();
        closer.join();
        assertThat(server.connections()).isZero();
    }
}
