package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word about a client is taken. The trusted proxy of these tests is 127.0.0.2, and 127.0.0.3 is a stranger. */
class TrustedProxyTest extends SocketTest {
    private static final String PROXY = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";
    private static final String LINE = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";
    private static final byte[] BINARY = HexFormat.of()
            .parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207" + "c6336401" + "1267" + "01bb");

    /** A server that answers who asked, and echoes on "/". */
    private WebSocketServer proxied(UnaryOperator<ServerOptions.Builder> more) throws IOException {
        return serve(
                new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.send(describe(socket.request()));
                    }
                },
                builder -> more.apply(builder.http(request -> HttpResponse.text(200, describe(request)))
                        .trustedProxies(PROXY)));
    }

    private static String describe(HttpRequest request) {
        return request.scheme() + " " + request.remoteAddress().getHostString() + ":"
                + request.remoteAddress().getPort() + " through "
                + request.peerAddress().getHostString();
    }

    private RawClient from(String address, WebSocketServer server) throws IOException {
        return closing(RawClient.connectFrom(address, server.port()));
    }

    private static String ask(RawClient client, String... lines) throws IOException {
        client.send(RawClient.get("/", lines));
        return client.readAnswer().text();
    }

    // --- X-Forwarded-For ------------------------------------------------------------------------------------------

    @Test
    void r05_aTrustedProxySaysWhoseEachRequestIs() throws Exception {
        RawClient proxy = from(PROXY, proxied(s -> s));
        assertThat(ask(proxy, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
                .isEqualTo("https 192.0.2.1:0 through 127.0.0.2");
        assertThat(ask(proxy, "X-Forwarded-For: 203.0.113.6, 192.0.2.2:99", "X-Forwarded-Proto: http"))
                .isEqualTo("http 192.0.2.2:99 through 127.0.0.2");
        assertThat(ask(proxy)).matches("http 127\\.0\\.0\\.2:\\d+ through 127\\.0\\.0\\.2");
    }

    @Test
    void r05_whatAStrangerForgesIsIgnored() throws Exception {
        RawClient stranger = from(STRANGER, proxied(s -> s));
        assertThat(ask(stranger, "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
                .matches("http 127\\.0\\.0\\.3:\\d+ through 127\\.0\\.0\\.3");
    }

    @Test
    void r05_withoutTrustedProxiesNobodyIsBelieved() throws Exception {
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.text(200, describe(request))));
        assertThat(ask(from(PROXY, server), "X-Forwarded-For: 192.0.2.1"))
                .matches("http 127\\.0\\.0\\.2:\\d+ through 127\\.0\\.0\\.2");
    }

    @Test
    void r05_aWebSocketKeepsTheClientOfItsHandshake() throws Exception {
        RawClient proxy = from(PROXY, proxied(s -> s));
        proxy.send(RawClient.handshake("/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"));
        assertThat(proxy.readHead().status()).isEqualTo(101);
        proxy.send(Frames.text("who am I?"));
        String answer = "https 192.0.2.1:0 through 127.0.0.2";
        assertThat(proxy.readExactly(2 + answer.length())).endsWith(answer.getBytes(StandardCharsets.UTF_8));
    }

    // --- the cap of an address ------------------------------------------------------------------------------------

    @Test
    void r04_behindATrustedProxyTheCapIsTheClients() throws Exception {
        WebSocketServer server = proxied(s -> s.limits(l -> l.maxConnectionsPerIp(1)));
        RawClient first = from(PROXY, server);
        first.send(RawClient.handshake("/", "X-Forwarded-For: 192.0.2.1"));
        assertThat(first.readHead().status()).isEqualTo(101);
        RawClient second = from(PROXY, server);
        assertThat(ask(second, "X-Forwarded-For: 192.0.2.2")).startsWith("http 192.0.2.2");
        assertThat(ask(second, "X-Forwarded-For: 192.0.2.3")).startsWith("http 192.0.2.3");
        second.send(RawClient.get("/", "X-Forwarded-For: 192.0.2.1"));
        RawClient.Answer refusal = second.readAnswer();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header("Retry-After")).isEqualTo("5");
        assertThat(second.read()).isEqualTo(-1);
        second.close();
        first.close();
        await("the ends", () -> server.connections() == 0);
        assertThat(Inside.addresses(server.runtime)).isZero();
        assertThat(ask(from(PROXY, server), "X-Forwarded-For: 192.0.2.1")).startsWith("http 192.0.2.1");
        assertThat(logs.ofPeers()) // none, when tests before have used up the lines of this minute
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).contains("192.0.2.1:0 through /127.0.0.2:"));
    }

    @Test
    void r04_aProxysConnectionThatCarriesNoRequestCountsForNobody() throws Exception {
        WebSocketServer server = proxied(s -> s.limits(l -> l.maxConnectionsPerIp(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(from(PROXY, server), "X-Forwarded-For: 192.0.2.1")).startsWith("http 192.0.2.1");
        }
        await("no address", () -> Inside.addresses(server.runtime) == 0);
        assertThat(server.connections()).isEqualTo(5);
    }

    @Test
    void r04_theProxyItselfHasNoCapAndAStrangerHas() throws Exception {
        WebSocketServer server = proxied(s -> s.limits(l -> l.maxConnectionsPerIp(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(from(PROXY, server))).contains("through 127.0.0.2");
        }
        assertThat(ask(from(STRANGER, server), "X-Forwarded-For: 192.0.2.1")).startsWith("http 127.0.0.3");
        RawClient tooMany = from(STRANGER, server);
        tooMany.send(RawClient.get("/", "X-Forwarded-For: 192.0.2.2"));
        assertThat(tooMany.readHead().status()).isEqualTo(503);
    }

    @Test
    void r04_theCapCountsThePersonThatAProxyHeaderNames() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true).limits(l -> l.maxConnectionsPerIp(1)));
        RawClient first = from(PROXY, server);
        first.send(LINE);
        assertThat(ask(first)).startsWith("http 192.0.2.7");
        RawClient second = from(PROXY, server);
        second.send(LINE + RawClient.get("/"));
        assertThat(second.readAnswer().status()).isEqualTo(503);
        RawClient third = from(PROXY, server);
        third.send(LINE); // beyond twice the cap
        assertThat(third.readAnswer().status()).isEqualTo(503);
        assertThat(third.read()).isEqualTo(-1);
    }

    // --- the PROXY protocol ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aTrustedProxysHeaderNamesTheClientOfTheConnection(Transport transport) throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true).transport(transport));
        RawClient line = from(PROXY, server);
        line.send(LINE + RawClient.get("/"));
        assertThat(line.readAnswer().text()).isEqualTo("http 192.0.2.7:4711 through 127.0.0.2");
        assertThat(ask(line)).isEqualTo("http 192.0.2.7:4711 through 127.0.0.2");
        RawClient binary = from(PROXY, server);
        binary.send(BINARY);
        assertThat(ask(binary)).isEqualTo("http 192.0.2.7:4711 through 127.0.0.2");
    }

    @Test
    void aHeaderAndAHandshakeMayComeByteByByte() throws Exception {
        RawClient proxy = from(PROXY, proxied(s -> s.proxyProtocol(true)));
        for (byte octet : (LINE + RawClient.handshake("/")).getBytes(StandardCharsets.US_ASCII)) {
            proxy.send(new byte[] {octet});
        }
        assertThat(proxy.readHead().status()).isEqualTo(101);
    }

    @Test
    void r05_behindAProxyHeaderTheClientIsNotBelievedAboutItself() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true));
        RawClient named = from(PROXY, server);
        named.send(LINE);
        assertThat(ask(named, "X-Forwarded-For: 203.0.113.66", "X-Forwarded-Proto: https"))
                .isEqualTo("http 192.0.2.7:4711 through 127.0.0.2");
        RawClient unnamed = from(PROXY, server);
        unnamed.send("PROXY UNKNOWN\r\n");
        assertThat(ask(unnamed, "X-Forwarded-For: 203.0.113.66"))
                .matches("http 127\\.0\\.0\\.2:\\d+ through 127\\.0\\.0\\.2");
    }

    @Test
    void behindAHeaderThatNamesAnotherTrustedProxyItsFieldCounts() throws Exception {
        WebSocketServer server =
                proxied(s -> s.trustedProxies(PROXY, "10.0.0.0/8").proxyProtocol(true));
        RawClient proxy = from(PROXY, server);
        proxy.send("PROXY TCP4 10.1.2.3 198.51.100.1 4711 443\r\n");
        assertThat(ask(proxy, "X-Forwarded-For: 192.0.2.1")).isEqualTo("http 192.0.2.1:0 through 127.0.0.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "PROXY TCP4 nowhere\r\n",
                "\u0016\u0003\u0001",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n"
            })
    void aTrustedProxyWithoutAHeaderIsClosedUnanswered(String input) throws Exception {
        RawClient proxy = from(PROXY, proxied(s -> s.proxyProtocol(true)));
        proxy.send(input);
        assertThat(proxy.read()).isEqualTo(-1);
        assertThat(logs.ofPeers())
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).startsWith("no PROXY header: /127.0.0.2:"));
    }

    @Test
    void aHeaderThatDoesNotComeIsWaitedForAsLongAsAHandshake() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true).timeouts(t -> t.handshake(Duration.ofSeconds(3))));
        RawClient proxy = from(PROXY, server);
        proxy.send("PROXY TCP4 192.0.2.7 ");
        settle(server);
        advance(Duration.ofMillis(2_999));
        assertThat(server.connections()).isOne();
        advance(Duration.ofMillis(1));
        assertThat(proxy.read()).isEqualTo(-1);
    }

    @Test
    void aStrangersHeaderIsABadRequest() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true));
        RawClient line = from(STRANGER, server);
        line.send(LINE + RawClient.get("/"));
        assertThat(line.readAnswer().status()).isEqualTo(400);
        RawClient binary = from(STRANGER, server);
        binary.send(BINARY);
        assertThat(binary.readAnswer().status()).isEqualTo(400);
        assertThat(ask(from(STRANGER, server))).startsWith("http 127.0.0.3");
    }

    @Test
    void withoutTheOptionATrustedProxysHeaderIsABadRequestToo() throws Exception {
        RawClient proxy = from(PROXY, proxied(s -> s));
        proxy.send(LINE + RawClient.get("/"));
        assertThat(proxy.readAnswer().status()).isEqualTo(400);
    }

    @Test
    void aLookWhetherThePortIsOpenLeavesNothingAndNoLine() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true));
        from(PROXY, server).close();
        from(PROXY, server).reset();
        RawClient last = from(PROXY, server);
        last.send(LINE);
        assertThat(ask(last)).startsWith("http 192.0.2.7");
        await("the end of the others", () -> server.connections() == 1);
        assertThat(logs.ofPeers()).isEmpty();
    }

    @Test
    void aServerThatIsClosedWaitsForNoHeader() throws Exception {
        WebSocketServer server = proxied(s -> s.proxyProtocol(true));
        RawClient proxy = from(PROXY, server);
        proxy.send("PROXY ");
        settle(server);
        server.close();
        assertThat(proxy.read()).isEqualTo(-1);
    }

    // --- options --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.1/8", "10.0.0.0/33", ""})
    void whatIsNoAddressOrBlockIsRefusedWhenTheServerIsBuilt(String proxy) {
        assertThatThrownBy(() -> WebSocketServer.builder().trustedProxies(proxy).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address block");
    }

    @Test
    void theProxyProtocolForNobodyIsRefusedWhenTheServerIsBuilt() {
        assertThatThrownBy(() -> WebSocketServer.builder().proxyProtocol(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustedProxies");
    }
}
