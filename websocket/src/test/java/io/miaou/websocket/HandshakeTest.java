package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake over the wire (RFC 6455 §4.2), and what stands before and behind it in the stream. */
class HandshakeTest extends ServerTest {
    /** A text frame "test", masked with zeros, and the answer to it. */
    private static final byte[] FRAME = {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 't', 'e', 's', 't'};

    private static final byte[] ECHO = {(byte) 0x81, 4, 't', 'e', 's', 't'};

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final WebSocketHandler echo = new WebSocketHandler() {
        @Override
        public void onText(WebSocket socket, String text) {
            heard.add("text " + text);
            socket.send(text);
        }
    };

    private WebSocketServer server() throws Exception {
        return start(s -> s.endpoint("/ws", echo, e -> e.subprotocols("chat", "v2.chat"))
                .http(request -> {
                    heard.add(request.method() + " " + request.path());
                    return HttpResponse.text(200, request.path() + " " + request.bodyText());
                }));
    }

    @Test
    void aHandshakeIsAnswered101WithTheKeysProof() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/ws?room=1"));
        RawClient.Answer answer = client.readHead();
        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
        assertThat(answer.header("Connection")).isEqualTo("Upgrade");
        assertThat(answer.headers().contains("Content-Length")).isFalse();
        assertThat(answer.headers().contains("Sec-WebSocket-Protocol")).isFalse();
        client.send(FRAME);
        assertThat(client.readExactly(ECHO.length)).isEqualTo(ECHO);
    }

    @Test
    void theHandlerKnowsTheRequestThatOpenedTheConnection() throws Exception {
        WebSocketServer server = start(s -> s.endpoint("/who", new WebSocketHandler() {
            @Override
            public void onOpen(WebSocket socket) {
                socket.send(socket.request().queryParameter("name").orElseThrow() + " "
                        + socket.request().header("X-Cat").orElseThrow() + " "
                        + socket.request().remoteAddress().getPort());
            }
        }));
        RawClient client = connect(server);
        client.send(RawClient.handshake("/who?name=felix", "X-Cat: black"));
        assertThat(client.readHead().status()).isEqualTo(101);
        String expected = "felix black " + client.localAddress().getPort();
        client.readExactly(2);
        assertThat(new String(client.readExactly(expected.length()), StandardCharsets.US_ASCII))
                .isEqualTo(expected);
    }

    @Test
    void aPathWithoutAnEndpointIsAnswered404() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/nowhere"));
        assertThat(client.readAnswer().status()).isEqualTo(404);
        assertThat(client.readToEnd()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void aPlainRequestToAnEndpointGoesToTheHttpHandler() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.get("/ws"));
        assertThat(client.readAnswer().text()).isEqualTo("/ws ");
    }

    // --- H03 ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h03_pipelinedGetPostUpgradeAndAFrameInOneSegmentAreAnsweredInOrder(boolean gated) throws Exception {
        WebSocketServer server = start(s -> {
            s.endpoint("/ws", echo).http(request -> {
                heard.add(request.method() + " " + request.path());
                return HttpResponse.text(200, request.bodyText());
            });
            return gated ? s.gate(request -> Optional.empty()) : s;
        });
        RawClient client = connect(server);
        client.send(RawClient.get("/get")
                + RawClient.post("/post", "body")
                + RawClient.handshake("/ws")
                + new String(FRAME, StandardCharsets.ISO_8859_1));
        assertThat(client.readAnswer().text()).isEmpty();
        assertThat(client.readAnswer().text()).isEqualTo("body");
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readExactly(ECHO.length)).isEqualTo(ECHO);
        assertThat(heard).containsExactly("GET /get", "POST /post", "text test");
    }

    @Test
    void h03_theSameBytesInSegmentsOfEverySizeHaveTheSameAnswers() throws Exception {
        WebSocketServer server = server();
        String all = RawClient.get("/get")
                + RawClient.post("/post", "body")
                + RawClient.handshake("/ws")
                + new String(FRAME, StandardCharsets.ISO_8859_1);
        for (int size : new int[] {1, 2, 3, 7, 64, 100, 150, all.length() - 1}) {
            RawClient client = connect(server);
            for (int at = 0; at < all.length(); at += size) {
                client.send(all.substring(at, Math.min(at + size, all.length())));
            }
            assertThat(client.readAnswer().text()).isEqualTo("/get ");
            assertThat(client.readAnswer().text()).isEqualTo("/post body");
            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(client.readExactly(ECHO.length)).isEqualTo(ECHO);
        }
    }

    @Test
    void h03_httpBehindAnUpgradeIsReadAsFramesOnly() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/ws") + RawClient.get("/smuggled"));
        assertThat(client.readHead().status()).isEqualTo(101);
        // 'G' is 0x47: RSV1 set, which nobody agreed on (RFC 6455 §5.2): close frame 1002, then the end.
        byte[] end = client.readToEnd();
        assertThat(end).startsWith(0x88, end.length - 2, 1002 >> 8, 1002 & 0xFF);
        assertThat(heard).isEmpty();
    }

    @Test
    void h03_framesBehindARefusedUpgradeAreNotReadAsHttp() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/nowhere") + RawClient.get("/smuggled"));
        assertThat(client.readAnswer().status()).isEqualTo(404);
        assertThat(client.readToEnd()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void h03_aHandshakeWithABodyIsAnswered400() throws Exception {
        WebSocketServer server = server();
        for (String line : List.of("Content-Length: 4", "Transfer-Encoding: chunked")) {
            RawClient client = connect(server);
            client.send(RawClient.handshake("/ws", line));
            assertThat(client.readAnswer().status()).as(line).isEqualTo(400);
        }
        RawClient client = connect(server);
        client.send(RawClient.handshake("/ws", "Content-Length: 0"));
        assertThat(client.readHead().status()).isEqualTo(101);
    }

    // --- H06, H07 -------------------------------------------------------------------------------------------------

    static Stream<String> extensions() {
        String many = ";".repeat(8_000);
        return Stream.of(
                many,
                ",".repeat(8_000),
                "a" + many,
                "a; b=\"" + "\\\"".repeat(4_000),
                "a; b=\"",
                "a; b=\"c d\"",
                "a; b=",
                "a; =b",
                "\"a\"",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=a",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; unknown",
                "x-unknown, permessage-deflate",
                "__proto__; constructor=1");
    }

    @ParameterizedTest
    @MethodSource("extensions")
    void h06_oddExtensionOffersAreAnswered400OrDeclined(String offer) throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/ws", "Sec-WebSocket-Extensions: " + offer));
        RawClient.Answer answer = client.readHead();
        assertThat(answer.status()).isIn(101, 400);
        assertThat(answer.headers().contains("Sec-WebSocket-Extensions")).isFalse();
        assertThat(logs.ofPeers())
                .allSatisfy(line -> assertThat(line.getFormattedMessage()).hasSizeLessThan(600));
    }

    @Test
    void h06_tenKilobytesOfSemicolonsAreAnswered431() throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/ws", "Sec-WebSocket-Extensions: " + ";".repeat(10_000)));
        assertThat(client.readAnswer().status()).isEqualTo(431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "chat,",
                ",chat",
                "chat, chat",
                "chat,,v2.chat",
                "ch@t",
                "chat v2.chat",
                "\"chat\"",
                "caf\u00e9"
            })
    void h07_malformedSubprotocolListsAreAnswered400(String list) throws Exception {
        RawClient client = connect(server());
        client.send(RawClient.handshake("/ws", "Sec-WebSocket-Protocol: " + list));
        assertThat(client.readAnswer().status()).isEqualTo(400);
    }

    @Test
    void h07_32000SpacesInASubprotocolListAreAnswered431AndAsManyAsFitAre400() throws Exception {
        WebSocketServer server = server();
        RawClient client = connect(server);
        client.send(RawClient.handshake("/ws", "Sec-WebSocket-Protocol: b" + " ".repeat(32_000) + "x"));
        assertThat(client.readAnswer().status()).isEqualTo(431);
        client = connect(server);
        client.send(RawClient.handshake("/ws", "Sec-WebSocket-Protocol: b" + " ".repeat(8_000) + "x"));
        assertThat(client.readAnswer().status()).isEqualTo(400);
    }

    @Test
    void h09_onlyASubprotocolOfOursIsEchoed() throws Exception {
        WebSocketServer server = server();
        for (String[] pair : new String[][] {
            {"chat", "chat"}, {"v2.chat, chat", "v2.chat"}, {"other, chat", "chat"}, {"other", ""}, {"CHAT", ""}
        }) {
            RawClient client = connect(server);
            client.send(RawClient.handshake("/ws", "Sec-WebSocket-Protocol: " + pair[0]));
            RawClient.Answer answer = client.readHead();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers().first("Sec-WebSocket-Protocol").orElse(""))
                    .as(pair[0])
                    .isEqualTo(pair[1]);
        }
    }

    // --- H08 ------------------------------------------------------------------------------------------------------

    static Stream<Arguments> faultyHandshakes() {
        String good = RawClient.handshake("/ws");
        String key = "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        return Stream.of(
                Arguments.of("no key", good.replace(key, ""), 400),
                Arguments.of("an empty key", good.replace(RawClient.KEY, ""), 400),
                Arguments.of("a short key", good.replace(RawClient.KEY, "c2hvcnQ="), 400),
                Arguments.of("a long key", good.replace(RawClient.KEY, "dGhlIHNhbXBsZSBub25jZSEh"), 400),
                Arguments.of("no base64", good.replace(RawClient.KEY, "!!!!IHNhbXBsZSBub25jZQ=="), 400),
                Arguments.of("two keys", good.replace(key, key + key), 400),
                Arguments.of("version 8", good.replace("Version: 13", "Version: 8"), 426),
                Arguments.of("version 12", good.replace("Version: 13", "Version: 12"), 426),
                Arguments.of("no version", good.replace(version, ""), 426),
                Arguments.of("two versions", good.replace(version, version + version), 426),
                Arguments.of("POST", good.replace("GET", "POST"), 400),
                Arguments.of("HTTP/1.0", good.replace("HTTP/1.1", "HTTP/1.0"), 400),
                Arguments.of("no Connection", good.replace("Connection: Upgrade\r\n", ""), 400),
                Arguments.of("another Connection", good.replace("Connection: Upgrade", "Connection: close"), 400),
                Arguments.of("no Upgrade", good.replace("Upgrade: websocket\r\n", ""), 426),
                Arguments.of("another Upgrade", good.replace("Upgrade: websocket", "Upgrade: h2c"), 426));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultyHandshakes")
    void h08_aFaultyHandshakeIsAnswered400Or426(String what, String request, int status) throws Exception {
        RawClient client = connect(server());
        client.send(request);
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(status);
        if (status == 426) {
            // RFC 6455 §4.4; RFC 9110 §15.5.22 asks for Upgrade, and §7.8 for its option in Connection.
            assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
            assertThat(answer.header("Upgrade")).isEqualTo("websocket");
            assertThat(answer.headers().hasToken("Connection", "Upgrade")).isTrue();
        }
        assertThat(answer.headers().hasToken("Connection", "close")).isTrue();
        assertThat(client.readToEnd()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void h08_namesAndTokensCompareWithoutCase() throws Exception {
        RawClient client = connect(server());
        List<String> lines = new ArrayList<>();
        RawClient.handshake("/ws")
                .lines()
                .forEach(line ->
                        lines.add(line.contains(": ") && !line.contains("Key") ? line.toLowerCase(Locale.ROOT) : line));
        client.send(
                String.join("\r\n", lines).replace("connection: upgrade", "connection: keep-alive, UPGRADE") + "\r\n");
        assertThat(client.readHead().status()).isEqualTo(101);
    }

    // --- H14 ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h14_anUpgradeImmediatelyFollowedByTestIsClosed1002(boolean gated) throws Exception {
        RawClient client = connect(gatedOrNot(gated));
        client.send(RawClient.handshake("/ws") + "test");
        assertThat(client.readHead().status()).isEqualTo(101);
        byte[] end = client.readToEnd(); // 't' is 0x74: three reserved bits (RFC 6455 §5.2)
        assertThat(end).startsWith(0x88, end.length - 2, 1002 >> 8, 1002 & 0xFF);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h14_anUpgradeImmediatelyFollowedByAPartOfAFrameIsServedOnceTheRestIsThere(boolean gated) throws Exception {
        WebSocketServer server = gatedOrNot(gated);
        for (int cut = 1; cut < FRAME.length; cut++) {
            RawClient client = connect(server);
            String frame = new String(FRAME, StandardCharsets.ISO_8859_1);
            client.send(RawClient.handshake("/ws") + frame.substring(0, cut));
            assertThat(client.readHead().status()).isEqualTo(101);
            client.send(frame.substring(cut));
            assertThat(client.readExactly(ECHO.length)).isEqualTo(ECHO);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h14_anUpgradeImmediatelyFollowedByFramesIsServed(boolean gated) throws Exception {
        RawClient client = connect(gatedOrNot(gated));
        int frames = 1_000;
        client.send(RawClient.handshake("/ws") + new String(FRAME, StandardCharsets.ISO_8859_1).repeat(frames));
        assertThat(client.readHead().status()).isEqualTo(101);
        for (int i = 0; i < frames; i++) {
            assertThat(client.readExactly(ECHO.length)).isEqualTo(ECHO);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpgradeFollowedByTheEndOfTheInputEndsTheConnection(boolean gated) throws Exception {
        WebSocketServer server = gatedOrNot(gated);
        RawClient client = connect(server);
        client.send(RawClient.handshake("/ws"));
        client.endOutput();
        assertThat(client.readHead().status()).isEqualTo(101);
        client.readToEnd();
        client.close();
        await("the connection ends", () -> server.connections() == 0);
    }

    private WebSocketServer gatedOrNot(boolean gated) throws Exception {
        return start(s -> gated ? s.endpoint("/ws", echo).gate(request -> Optional.empty()) : s.endpoint("/ws", echo));
    }
}
