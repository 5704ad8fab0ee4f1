package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.server.ConnectionError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class RefusalTest extends EngineWireTest {
    private static final String UNKNOWN_TRANSPORT = "{\"code\":0,\"message\":\"Transport unknown\"}";
    private static final String UNKNOWN_SID = "{\"code\":1,\"message\":\"Session ID unknown\"}";
    private static final String BAD_METHOD = "{\"code\":2,\"message\":\"Bad handshake method\"}";
    private static final String BAD_REQUEST = "{\"code\":3,\"message\":\"Bad request\"}";
    private static final String UNSUPPORTED = "{\"code\":5,\"message\":\"Unsupported protocol version\"}";

    private void refused(Wire.Answer answer, int status, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.headers().contains("Cache-Control")).isFalse();
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void e01_aTransportThatIsMissingOrUnknownIs400Code0() throws IOException {
        start();
        Wire wire = connect();
        for (String query : List.of(
                "EIO=4",
                "EIO=4&transport=",
                "EIO=4&transport=__proto__",
                "EIO=4&transport=constructor",
                "EIO=4&transport=hasOwnProperty",
                "EIO=4&transport=webtransport",
                "EIO=4&transport=Polling",
                "EIO=4&transport[]=polling",
                "EIO=4&transport=polling&transport=x")) {
            refused(wire.get("/engine.io/?" + query), 400, UNKNOWN_TRANSPORT);
        }
        assertThat(wire.get("/engine.io/?EIO=4&transport=x&transport=polling").status())
                .isEqualTo(200);
    }

    @Test
    void e02_aVersionThatIsNot4Is400Code5() throws IOException {
        start();
        Wire wire = connect();
        for (String version : List.of("", "EIO=3&", "EIO=9&", "EIO=5&", "EIO=abc&", "EIO=4&EIO=3&", "EIO=04&")) {
            refused(wire.get("/engine.io/?" + version + "transport=polling"), 400, UNSUPPORTED);
        }
    }

    @Test
    void e02_aSidThatNobodyHasIs400Code1AndOfTwoTheLastCounts() throws IOException {
        start();
        Wire wire = connect();
        String session = begin(wire);
        for (String sid : List.of("nobody", "__proto__", "constructor", "x".repeat(4_096))) {
            refused(wire.get(POLLING + "&sid=" + sid), 400, UNKNOWN_SID);
            refused(connect().post(POLLING + "&sid=" + sid, "4a"), 400, UNKNOWN_SID);
        }
        refused(wire.get(session + "&sid=nobody"), 400, UNKNOWN_SID);
        assertThat(wire.post(POLLING + "&sid=nobody&" + session.substring(session.indexOf("sid=")), "4a")
                        .text())
                .isEqualTo("ok");
    }

    @Test
    void esErr_aHandshakeIsAGet() throws IOException {
        start();
        Wire wire = connect();
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            refused(wire.request(method, POLLING, ""), 400, BAD_METHOD);
        }
    }

    @Test
    void esErr_aMethodOtherThanGetAndPostOnASessionIs500AndHarmless() throws IOException {
        start();
        Wire wire = connect();
        String session = begin(wire);
        for (String method : List.of("PUT", "DELETE", "OPTIONS", "PATCH")) {
            Wire.Answer answer = wire.request(method, session, "");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(wire.post(session, "4a").text()).isEqualTo("ok");
    }

    @Test
    void esErr_webSocketByPlainGetIs400Code3() throws IOException {
        start();
        refused(connect().get(WEBSOCKET), 400, BAD_REQUEST);
    }

    @Test
    void esErr_anotherVersionOnASessionIs400Code3() throws IOException {
        start();
        Wire wire = connect();
        String session = begin(wire);
        refused(wire.get(session.replace("EIO=4", "EIO=3")), 400, BAD_REQUEST);
        refused(wire.get(session.replace("EIO=4&", "")), 400, BAD_REQUEST);
    }

    @Test
    void e04_aGetAndAPostOfAWebSocketSessionAre400Code3() throws IOException {
        start();
        Wire socket = webSocket(WEBSOCKET);
        String session = POLLING + "&sid=" + sidOf(socket.readText());
        refused(connect().get(session), 400, BAD_REQUEST);
        refused(connect().post(session, "4a"), 400, BAD_REQUEST);
        socket.text("4alive");
        assertThat(socket.readText()).isEqualTo("4alive");
    }

    @Test
    void esErr_aRefusedWebSocketIs400AndHtmlByteForByte() throws IOException {
        start(options -> options.allowRequest(request -> Optional.of("")));
        for (String[] each : new String[][] {
            {"/engine.io/?EIO=4&transport=websocket&sid=x", "Session ID unknown"},
            {"/engine.io/?EIO=4&transport=x", "Transport unknown"},
            {"/engine.io/?EIO=3&transport=websocket", "Unsupported protocol version"},
            {WEBSOCKET, "Forbidden"},
        }) {
            Wire wire = connect();
            wire.sendRaw(Wire.handshake(each[0]));
            assertThat(wire.readToEnd())
                    .isEqualTo("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
                            + "Content-Length: " + each[1].length() + "\r\n\r\n" + each[1]);
        }
    }

    @Test
    void esErr_aWebSocketWithoutAKeyOrOfAnotherVersionIsRefusedInTheWordsOfTheReference() throws IOException {
        start();
        Wire wire = connect();
        wire.sendRaw(Wire.handshake(WEBSOCKET).replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""));
        Wire.Answer answer = wire.readAnswer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-type")).isEqualTo("text/html");
        assertThat(answer.text()).isEqualTo("Missing or invalid Sec-WebSocket-Key header");
        Wire old = connect();
        old.sendRaw(Wire.handshake(WEBSOCKET).replace("Version: 13", "Version: 12"));
        Wire.Answer second = old.readAnswer();
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.header("Sec-WebSocket-Version")).startsWith("13");
    }

    @Test
    void esErr_allowRequestRefusesWith403AndItsMessageAndIsNotAskedForSessions() throws IOException {
        start(options ->
                options.allowRequest(request -> request.queryParameter("deny").map(reason -> reason)));
        Wire wire = connect();
        Wire.Answer plain = wire.get(POLLING + "&deny");
        refused(plain, 403, "{\"code\":4,\"message\":\"Forbidden\"}");
        refused(wire.get(POLLING + "&deny=no%22t"), 403, "{\"code\":4,\"message\":\"no\\\"t\"}");
        String session = begin(wire);
        assertThat(wire.post(session + "&deny", "4a").text()).isEqualTo("ok");
    }

    @Test
    void esErr_allowRequestThatThrowsRefuses() throws IOException {
        start(options -> options.allowRequest(request -> {
            throw new IllegalStateException("database");
        }));
        refused(connect().get(POLLING), 403, "{\"code\":4,\"message\":\"Forbidden\"}");
    }

    @Test
    void esErr_refusalsAreReportedWithTheirContext() throws Exception {
        LinkedBlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();
        start(options -> options.onConnectionError(errors::add));
        connect().get("/engine.io/?EIO=4&transport=x");
        ConnectionError error = Echo.taken(errors);
        assertThat(error.code()).isZero();
        assertThat(error.message()).isEqualTo("Transport unknown");
        assertThat(error.context()).containsEntry("transport", "x");
        connect().get(POLLING + "&sid=gone");
        assertThat(Echo.taken(errors).context()).containsEntry("sid", "gone");
    }

    @Test
    void esOpt_thePathIsAPrefixOfTheTargetAndNeedsItsSlash() throws IOException {
        start();
        Wire wire = connect();
        assertThat(wire.get("/engine.io/foo/bar?EIO=4&transport=polling").status())
                .isEqualTo(200);
        assertThat(wire.get("/engine.io?EIO=4&transport=polling").status()).isEqualTo(404);
        assertThat(wire.get("/other/?EIO=4&transport=polling").status()).isEqualTo(404);
    }

    @Test
    void esOpt_withoutTrailingSlashTheBarePathIsServed() throws IOException {
        start(options -> options.path("/rt/").addTrailingSlash(false));
        Wire wire = connect();
        assertThat(wire.get("/rt?EIO=4&transport=polling").status()).isEqualTo(200);
        assertThat(wire.get("/rt/?EIO=4&transport=polling").status()).isEqualTo(200);
    }

    @Test
    void e09_aboveMaxSessionsHandshakesGet503AndTheNextOneHasAPlaceAgain() throws Exception {
        EngineServer server = start(options -> options.maxSessions(2));
        Wire wire = connect();
        String first = begin(wire);
        begin(wire);
        Wire.Answer refused = wire.get(POLLING);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers().contains("Retry-After")).isTrue();
        assertThat(connect().upgrade(WEBSOCKET).status()).isEqualTo(503);
        assertThat(server.clientsCount()).isEqualTo(2);
        wire.post(first, "1");
        handler.nextClosed();
        assertThat(wire.get(POLLING).status()).isEqualTo(200);
    }

    @Test
    void e11_aSessionMayBeUsedFromAnotherAddressUnlessItIsBound() throws IOException {
        start(options -> options.bindSession(false));
        assertThat(fromElsewhere(begin(connect())).text()).isEqualTo("ok");
        start(options -> options.bindSession(true));
        Wire wire = connect();
        String bound = begin(wire);
        assertThat(fromElsewhere(bound).text()).isEqualTo(UNKNOWN_SID);
        assertThat(wire.post(bound, "4a").text()).isEqualTo("ok");
    }

    private Wire.Answer fromElsewhere(String session) throws IOException {
        try (Wire wire = Wire.connectFrom("127.0.0.2", port())) {
            return wire.post(session, "4a");
        }
    }
}
