package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.server.CookieOptions;
import io.miaou.server.EngineMiddleware;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApplicationHooksTest extends EngineWireTest {
    private final LinkedBlockingQueue<String> carriers = new LinkedBlockingQueue<>();

    @Override
    Echo newHandler() {
        return new Echo() {
            @Override
            public void onText(EngineSocket socket, String text) throws Exception {
                if (text.equals("boom")) {
                    throw new IllegalStateException("the handler's own");
                }
                carriers.add(socket.carrier().map(HttpRequest::method).orElse("none"));
                super.onText(socket, text);
            }

            @Override
            public void onError(EngineSocket socket, Throwable error) {
                socket.send("failed: " + error.getMessage());
            }
        };
    }

    @Test
    void esHdr_theCookieIsSetByTheHandshakeOnPollingAlone() throws IOException {
        start(options -> options.cookie(CookieOptions.DEFAULTS));
        Wire wire = connect();
        Wire.Answer open = wire.get(POLLING);
        String sid = sidOf(open.text());
        assertThat(open.header("Set-Cookie")).isEqualTo("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
        assertThat(wire.post(POLLING + "&sid=" + sid, "4a").headers().contains("Set-Cookie"))
                .isFalse();
        assertThat(wire.get(POLLING + "&sid=" + sid).headers().contains("Set-Cookie"))
                .isFalse();
        assertThat(connect().upgrade(WEBSOCKET).headers().contains("Set-Cookie"))
                .isFalse();
    }

    @Test
    void esHdr_middlewaresSeeEveryRequestAndUpgradeBeforeItIsCheckedAndAddFields() throws IOException {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        start(options -> options.use(request -> {
            seen.add(request.method() + " " + Thread.currentThread().isVirtual());
            return new EngineMiddleware.Outcome.Continue(Headers.of("X-Seen", request.method()));
        }));
        Wire wire = connect();
        assertThat(wire.get("/engine.io/?EIO=4&transport=x").header("X-Seen")).isEqualTo("GET");
        String session = begin(wire);
        assertThat(wire.post(session, "4a").header("X-Seen")).isEqualTo("POST");
        assertThat(connect().upgrade(WEBSOCKET).header("X-Seen")).isEqualTo("GET");
        assertThat(seen).containsExactly("GET true", "GET true", "POST true", "GET true");
    }

    @Test
    void esErr_aMiddlewareThatFailsOrThrowsIs400Code3OnBothTransports() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        start(options -> options.use(request -> {
            if (calls.incrementAndGet() % 2 == 1) {
                return new EngineMiddleware.Outcome.Fail("no");
            }
            throw new IllegalStateException("broken");
        }));
        for (int i = 0; i < 2; i++) {
            Wire.Answer answer = connect().get(POLLING);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
        Wire.Answer socket = connect().upgrade(WEBSOCKET);
        assertThat(socket.statusLine()).isEqualTo("HTTP/1.1 400 Bad Request");
        assertThat(socket.text()).isEqualTo("Bad request");
    }

    @Test
    void aMiddlewareMayAnswerByItself() throws IOException {
        start(options -> options.use(request -> new EngineMiddleware.Outcome.Respond(HttpResponse.text(401, "who?"))));
        Wire.Answer answer = connect().get(POLLING);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("who?");
        Wire.Answer socket = connect().upgrade(WEBSOCKET);
        assertThat(socket.status()).isEqualTo(401);
        assertThat(handler.opened).isEmpty();
    }

    @Test
    void esHdr_theFirstMiddlewareThatStopsARequestIsTheLast() throws IOException {
        AtomicInteger second = new AtomicInteger();
        start(options -> options.use(request -> new EngineMiddleware.Outcome.Fail("no"))
                .use(request -> {
                    second.incrementAndGet();
                    return EngineMiddleware.next();
                }));
        connect().get(POLLING);
        assertThat(second).hasValue(0);
    }

    @Test
    void esHdr_headersAreAddedToAnswersAndThe101WithAWordForHandshakes() throws IOException {
        start(options -> options.responseHeaders((request, initial) -> {
            String asked = request.header("X-SocketIO").orElse("none");
            return Headers.of("X-SocketIO", asked, "X-Initial", Boolean.toString(initial));
        }));
        Wire wire = connect();
        Wire.Answer open = wire.get(POLLING, "X-SocketIO: hi");
        assertThat(open.header("X-SocketIO")).isEqualTo("hi");
        assertThat(open.header("X-Initial")).isEqualTo("true");
        Wire.Answer post = wire.post(POLLING + "&sid=" + sidOf(open.text()), "4a");
        assertThat(post.header("X-Initial")).isEqualTo("false");
        assertThat(connect().upgrade(WEBSOCKET, "X-SocketIO: ws").header("X-SocketIO"))
                .isEqualTo("ws");
    }

    @Test
    void supportD_severalCookiesOfTheApplicationGoOut() throws IOException {
        start(options -> options.responseHeaders((request, initial) -> initial
                ? Headers.of("Set-Cookie", "1=1; Max-Age=86400", "Set-Cookie", "2=2; Path=/")
                : Headers.empty()));
        assertThat(connect().get(POLLING).headers().all("Set-Cookie"))
                .containsExactly("1=1; Max-Age=86400", "2=2; Path=/");
    }

    @Test
    void supportD_theRequestThatCarriedAMessageIsKnownWhileItIsHandled() throws Exception {
        start();
        Wire wire = connect();
        wire.post(begin(wire), "4a");
        assertThat(Echo.taken(carriers)).isEqualTo("POST");
        Wire socket = webSocket(WEBSOCKET);
        socket.text("4a");
        assertThat(Echo.taken(carriers)).isEqualTo("none");
    }

    @Test
    void esOpt_theInitialPacketGoesOutWithTheOpenPacket() throws IOException {
        start(options -> options.initialPacket("hello"));
        assertThat(connect().get(POLLING).text()).endsWith("}\u001e4hello");
        Wire socket = webSocket(WEBSOCKET);
        assertThat(socket.readText()).startsWith("0{");
        assertThat(socket.readText()).isEqualTo("4hello");
    }

    @Test
    void esOpen_idsOfTheApplicationAreUsedAndBadOnesRefuse() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        start(options -> options.generateId(request -> switch (calls.incrementAndGet()) {
            case 1, 4 -> "my-id_1";
            case 2 -> "not an id";
            default -> throw new IOException("no more ids");
        }));
        Wire wire = connect();
        assertThat(sidOf(wire.get(POLLING).text())).isEqualTo("my-id_1");
        for (int i = 0; i < 3; i++) { // malformed, thrown, in use
            Wire.Answer answer = wire.get(POLLING);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        }
    }

    @Test
    void aHandlerThatThrowsIsToldAndTheSessionStays() throws IOException {
        start();
        Wire socket = webSocket(WEBSOCKET);
        socket.readText();
        socket.text("4boom");
        assertThat(socket.readText()).isEqualTo("4failed: the handler's own");
        socket.text("4a");
        assertThat(socket.readText()).isEqualTo("4a");
    }
}
