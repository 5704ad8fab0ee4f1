package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may enter by its Host and Origin (RFC 6455 §10.2), the same on every path and for every kind of request. */
class AdmissionTest extends ServerTest {
    private static final int PLAIN = 200;
    private static final int UPGRADED = 101;

    private WebSocketServer server(UnaryOperator<ServerOptions.Builder> more) throws Exception {
        return start(
                s -> more.apply(s.endpoint("/ws", new WebSocketHandler() {}).http(request -> HttpResponse.of(PLAIN))));
    }

    private int statusOf(WebSocketServer server, String request) throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(request);
            return client.readHead().status();
        }
    }

    private static String withHost(String host, String request) {
        return request.replace("Host: 127.0.0.1", "Host: " + host);
    }

    /** Asserts that a handshake and a plain request with these headers are both let in, or both refused. */
    private void assertAdmitted(boolean admitted, WebSocketServer server, String host, String... lines)
            throws Exception {
        assertThat(statusOf(server, withHost(host, RawClient.handshake("/ws", lines))))
                .isEqualTo(admitted ? UPGRADED : 403);
        assertThat(statusOf(server, withHost(host, RawClient.get("/", lines)))).isEqualTo(admitted ? PLAIN : 403);
    }

    // --- H10 ------------------------------------------------------------------------------------------------------

    @Test
    void h10_noOriginIsAdmitted() throws Exception {
        assertAdmitted(true, server(s -> s), "127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,   localhost:8080",
        "http://LOCALHOST:8080,   localhost:8080",
        "http://localhost,        localhost",
        "http://localhost:80,     localhost",
        "http://localhost,        localhost:80",
        "https://localhost,       localhost",
        "https://localhost:443,   localhost",
        "https://localhost,       localhost:443",
        "http://127.0.0.1:3000,   127.0.0.1:3000",
        "http://[::1]:3000,       [::1]:3000",
    })
    void h10_theSameHostIsAdmittedByDefault(String origin, String host) throws Exception {
        assertAdmitted(true, server(s -> s), host, "Origin: " + origin, "Cookie: session=1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example,           localhost:8080",
        "http://localhost:8081,         localhost:8080",
        "http://localhost,              localhost:8080",
        "http://localhost.evil.example, localhost",
        "http://evil.example/localhost, localhost",
        "http://localhost@evil.example, localhost",
        "null,                          localhost",
        "file://,                       localhost",
        "ftp://localhost,               localhost",
        "localhost,                     localhost",
        "://localhost,                  localhost",
        "'',                            localhost",
        "http://,                       localhost",
    })
    void h10_aForeignOriginIsAnswered403ByDefault(String origin, String host) throws Exception {
        assertAdmitted(false, server(s -> s), host, "Origin: " + origin, "Cookie: session=1");
    }

    @Test
    void h10_ofSeveralOriginsEachMustBeAllowed() throws Exception {
        WebSocketServer server = server(s -> s);
        assertAdmitted(false, server, "localhost", "Origin: http://localhost", "Origin: http://evil.example");
        assertAdmitted(false, server, "localhost", "Origin: http://evil.example", "Origin: http://localhost");
    }

    @Test
    void h10_anAllowListTakesThePlaceOfTheSameHostRule() throws Exception {
        WebSocketServer server = server(s -> s.allowedOrigins("https://app.example", "http://localhost:3000"));
        assertAdmitted(true, server, "localhost", "Origin: https://app.example");
        assertAdmitted(true, server, "localhost", "Origin: http://localhost:3000");
        assertAdmitted(true, server, "localhost");
        assertAdmitted(false, server, "localhost", "Origin: http://localhost");
        assertAdmitted(false, server, "localhost", "Origin: http://app.example");
        assertAdmitted(false, server, "localhost", "Origin: https://app.example.evil.example");
        assertAdmitted(false, server, "localhost", "Origin: https://app.example:444");
        assertAdmitted(false, server, "localhost", "Origin: null");
    }

    @Test
    void h10_aStarAdmitsEveryOrigin() throws Exception {
        WebSocketServer server = server(s -> s.allowedOrigins("*"));
        assertAdmitted(true, server, "localhost", "Origin: http://evil.example");
        assertAdmitted(true, server, "localhost", "Origin: null");
    }

    @Test
    void h10_nullCanBeAllowedByHand() throws Exception {
        assertAdmitted(true, server(s -> s.allowedOrigins("null")), "localhost", "Origin: null");
    }

    // --- H12 ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:1",
                "127.0.0.1",
                "127.0.0.1:65535",
                "127.1.2.3",
                "[::1]",
                "[::1]:80",
                "app.localhost"
            })
    void h12_aServerOnALoopbackAddressAnswersToLoopbackNames(String host) throws Exception {
        assertAdmitted(true, server(s -> s), host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "notlocalhost",
                "10.0.0.1",
                "0.0.0.0",
                "[::]",
                "[fe80::1]",
                "127.evil"
            })
    void h12_aServerOnALoopbackAddressRefusesOtherNames(String host) throws Exception {
        assertAdmitted(false, server(s -> s), host);
        assertAdmitted(false, server(s -> s), host, "Origin: http://" + host); // as a page on that name would have it
    }

    @Test
    void h12_namesGivenByHandTakeThePlaceOfTheLoopbackRule() throws Exception {
        WebSocketServer server = server(s -> s.allowedHosts("chat.example", "::1"));
        assertAdmitted(true, server, "chat.example");
        assertAdmitted(true, server, "Chat.Example:443");
        assertAdmitted(true, server, "[::1]:80");
        assertAdmitted(false, server, "localhost");
        assertAdmitted(false, server, "x.chat.example");
        assertThat(statusOf(server, "GET / HTTP/1.0\r\n\r\n")).isEqualTo(403);
    }

    @Test
    void h12_aStarAdmitsEveryHost() throws Exception {
        assertAdmitted(true, server(s -> s.allowedHosts("*")), "evil.example");
    }

    @Test
    void h12_aServerOnAllAddressesAdmitsEveryHostUnlessToldOtherwise() throws Exception {
        assertAdmitted(true, server(s -> s.host("")), "chat.example");
        assertAdmitted(false, server(s -> s.host("").allowedHosts("chat.example")), "evil.example");
    }

    // --- H13 ------------------------------------------------------------------------------------------------------

    @Test
    void h13_theSameRequestMeetsTheSameChecksWithAndWithoutUpgradeOnEveryRoute() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        WebSocketServer server = server(s -> s.gate(request -> {
            asked.add(request.path() + "?" + request.query());
            return request.header("Authorization").isPresent()
                    ? Optional.empty()
                    : Optional.of(HttpResponse.text(401, "who are you?\n").withHeader("X-Gate", "yes"));
        }));
        String user = "Authorization: me";
        for (String path : List.of("/ws", "/plain", "/nowhere/else")) {
            for (boolean upgrade : new boolean[] {false, true}) {
                String row = path + (upgrade ? " with" : " without") + " Upgrade";
                // the host, the origin, the limits: before the gate
                assertThat(statusOf(server, withHost("evil.example", request(upgrade, path, user))))
                        .as(row)
                        .isEqualTo(403);
                assertThat(statusOf(server, request(upgrade, path, user, "Origin: http://evil.example")))
                        .as(row)
                        .isEqualTo(403);
                assertThat(statusOf(server, request(upgrade, path, user, "X: " + "y".repeat(9_000))))
                        .as(row)
                        .isEqualTo(431);
                assertThat(statusOf(server, request(upgrade, path + "?" + "y".repeat(9_000), user)))
                        .as(row)
                        .isEqualTo(414);
                assertThat(statusOf(server, request(upgrade, path, manyLines())))
                        .as(row)
                        .isEqualTo(431);
                assertThat(statusOf(server, request(upgrade, path, user, "A b: c")))
                        .as(row)
                        .isEqualTo(400);
                assertThat(asked).as(row).isEmpty();
                // the gate: once for each, whatever is behind it
                assertThat(statusOf(server, request(upgrade, path + "?q")))
                        .as(row)
                        .isEqualTo(401);
                assertThat(asked).as(row).containsExactly(path + "?q");
                int passed = !upgrade ? PLAIN : path.equals("/ws") ? UPGRADED : 404;
                assertThat(statusOf(server, request(upgrade, path, user)))
                        .as(row)
                        .isEqualTo(passed);
                assertThat(asked).as(row).containsExactly(path + "?q", path + "?");
                asked.clear();
            }
        }
    }

    @Test
    void h13_aMalformedHandshakeIsAskedForItsNameToo() throws Exception {
        WebSocketServer server = server(s -> s.gate(request -> Optional.of(HttpResponse.of(401))));
        assertThat(statusOf(server, RawClient.handshake("/ws").replace("Version: 13", "Version: 8")))
                .isEqualTo(401);
        assertThat(statusOf(server, RawClient.handshake("/ws").replace(RawClient.KEY, "")))
                .isEqualTo(401);
    }

    @Test
    void h13_theAnswerOfTheGateIsTheSameForBothKinds() throws Exception {
        WebSocketServer server = server(s -> s.gate(request -> Optional.of(HttpResponse.streamed(
                        429,
                        "text/plain",
                        out -> out.write("later".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .withHeader("Retry-After", "3"))));
        for (boolean upgrade : new boolean[] {false, true}) {
            RawClient client = connect(server);
            client.send(request(upgrade, "/ws"));
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("Retry-After")).isEqualTo("3");
            assertThat(answer.text()).isEqualTo("later");
        }
    }

    private static String request(boolean upgrade, String target, String... lines) {
        return upgrade ? RawClient.handshake(target, lines) : RawClient.get(target, lines);
    }

    private static String[] manyLines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add("X-" + i + ": y");
        }
        return lines.toArray(String[]::new);
    }
}
