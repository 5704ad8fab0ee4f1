package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes of the application's handler or gate: the client hears 500, the log says it once, the connection lives. */
class HandlerFaultTest extends ServerTest {
    // One class for each test: the log lets ten lines a minute through for each.
    private static final class Checked extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Unchecked extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Grave extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class OfGate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class OfUpgradeGate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class OfDisk extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void assertAnswered500(HttpHandler faulty, Class<? extends Throwable> fault) throws Exception {
        expectWarnings();
        RawClient client = connect(start(s ->
                s.http(request -> request.path().equals("/faulty") ? faulty.handle(request) : HttpResponse.of(204))));
        client.send(RawClient.get("/faulty"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain(fault.getSimpleName());
        client.send(RawClient.get("/"));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertLoggedOnce(fault);
    }

    private void assertLoggedOnce(Class<? extends Throwable> fault) {
        assertThat(logs.atLeast(Level.WARN)).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getThrowableProxy().getClassName()).isEqualTo(fault.getName());
            assertThat(event.getFormattedMessage()).contains("\"GET /faulty\"");
        });
    }

    @Test
    void anExceptionOfTheHandlerIsAnswered500AndLoggedOnce() throws Exception {
        assertAnswered500(
                request -> {
                    throw new Checked();
                },
                Checked.class);
    }

    @Test
    void anUncheckedExceptionToo() throws Exception {
        assertAnswered500(
                request -> {
                    throw new Unchecked();
                },
                Unchecked.class);
    }

    @Test
    void anErrorToo() throws Exception {
        assertAnswered500(
                request -> {
                    throw new Grave();
                },
                Grave.class);
    }

    @Test
    void anIoExceptionThatIsNotTheClientsToo() throws Exception {
        assertAnswered500(
                request -> {
                    throw new OfDisk();
                },
                OfDisk.class);
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    void nullToo() throws Exception {
        assertAnswered500(request -> null, NullPointerException.class);
    }

    // --- the gate -------------------------------------------------------------------------------------------------

    @Test
    void aGateThatThrowsRefusesPlainRequestsWith500() throws Exception {
        expectWarnings();
        RawClient client =
                connect(start(s -> s.http(request -> HttpResponse.of(204)).gate(request -> {
                    throw new OfGate();
                })));
        client.send(RawClient.get("/faulty"));
        assertThat(client.readAnswer().status()).isEqualTo(500);
        assertLoggedOnce(OfGate.class);
    }

    @Test
    void aGateThatThrowsRefusesHandshakesWith500() throws Exception {
        expectWarnings();
        RawClient client = connect(
                start(s -> s.endpoint("/faulty", new WebSocketHandler() {}).gate(request -> {
                    throw new OfUpgradeGate();
                })));
        client.send(RawClient.handshake("/faulty"));
        assertThat(client.readAnswer().status()).isEqualTo(500);
        assertLoggedOnce(OfUpgradeGate.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @SuppressWarnings("NullAway") // the point of the test
    void aGateThatReturnsNullRefusesWith500(boolean upgrade) throws Exception {
        expectWarnings();
        RawClient client = connect(start(s -> s.endpoint("/faulty", new WebSocketHandler() {})
                .http(request -> HttpResponse.of(204))
                .gate(request -> null)));
        client.send(upgrade ? RawClient.handshake("/faulty") : RawClient.get("/faulty"));
        assertThat(client.readAnswer().status()).isEqualTo(500);
        assertLoggedOnce(NullPointerException.class);
    }

    @Test
    void theGateIsAskedOnceForEveryRequestBeforeTheHandlerSeesIt() throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        RawClient client = connect(start(s -> s.gate(request -> {
                    calls.add("gate " + request.path() + " "
                            + Thread.currentThread().isVirtual());
                    return request.query().equals("no")
                            ? Optional.of(HttpResponse.text(401, "no\n").withHeader("WWW-Authenticate", "Basic"))
                            : Optional.empty();
                })
                .http(request -> {
                    calls.add("handler " + request.path());
                    return HttpResponse.of(204);
                })));
        client.send(RawClient.get("/a") + RawClient.get("/b?no") + RawClient.get("/c"));
        assertThat(client.readAnswer().status()).isEqualTo(204);
        RawClient.Answer refusal = client.readAnswer();
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.text()).isEqualTo("no\n");
        assertThat(refusal.header("WWW-Authenticate")).isEqualTo("Basic");
        assertThat(client.readAnswer().status()).isEqualTo(204);
        assertThat(calls).containsExactly("gate /a true", "handler /a", "gate /b true", "gate /c true", "handler /c");
    }

    @Test
    void aGateMayAnswerWithAStream() throws Exception {
        RawClient client = connect(start(s ->
                s.gate(request -> Optional.of(HttpResponse.streamed(403, "text/plain", out -> out.write('n'))))));
        client.send(RawClient.get("/"));
        assertThat(client.readAnswer().text()).isEqualTo("n");
    }

    // --- response splitting ---------------------------------------------------------------------------------------

    @Test
    void h09_noCrLfOrNulReachesAResponseHeader() throws Exception {
        expectWarnings();
        WebSocketServer server = start(s ->
                s.http(request -> HttpResponse.redirect(URLDecoder.decode(request.query(), StandardCharsets.UTF_8))));
        for (String evil :
                List.of("%0d%0aSet-Cookie:%20a=b", "%0aSet-Cookie:%20a=b", "%0d", "%00", "x%7f", "%e2%98%83")) {
            RawClient client = connect(server);
            client.send(RawClient.get("/?" + evil, "Connection: close"));
            String all = new String(client.readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(all).as(evil).startsWith("HTTP/1.1 500 ").doesNotContain("Set-Cookie");
        }
        assertThat(logs.atLeast(Level.WARN))
                .allSatisfy(event -> assertThat(event.getFormattedMessage()).matches("[ -~]*"));
    }

    @Test
    void h09_rawControlBytesInTheTargetAreAnswered400() throws Exception {
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.redirect(request.query())));
        for (String evil : List.of("/\r\nX: y", "/a\nb", "/a\rb", "/a\0b", "/?\0", "/?a\r\n\r\n", "/a\u007fb")) {
            RawClient client = connect(server);
            client.send("GET " + evil + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            String all = new String(client.readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(all).as(evil).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void h09_controlBytesInOriginOrCookieAreAnswered400() throws Exception {
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.of(204)
                .withHeader("X-Echo", request.header("Cookie").orElse(""))));
        for (String line : List.of("Origin: http://127.0.0.1\0", "Origin: \r", "Cookie: a=b\0; c", "Cookie: a\u0001")) {
            RawClient client = connect(server);
            client.send(RawClient.get("/", line));
            assertThat(client.readAnswer().status()).as(line).isEqualTo(400);
        }
    }

    @Test
    void h09_aHeaderCannotBeMadeWithALineEnd() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpResponse.of(200).withHeader("X", "a\r\nY: b"));
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("X\r\nY", "b"));
    }
}
