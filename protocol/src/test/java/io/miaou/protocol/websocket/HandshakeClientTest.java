package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §4.1: what a client asks, and what it takes for an answer. */
class HandshakeClientTest {
    private static final byte[] NONCE = Bytes.utf8("the sample nonce");
    private static final RequestHead REQUEST =
            Handshake.request("server.example.com", "/chat", NONCE, List.of("chat", "superchat"), Headers.empty());
    private static final Headers GOOD = Headers.of(
            "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    @Test
    void s4_1_theRequestIsTheSampleOfTheRfc() {
        RequestHead request = Handshake.request(
                "server.example.com",
                "/chat",
                NONCE,
                List.of("chat", "superchat"),
                Headers.of("Origin", "http://example.com"));
        assertThat(request)
                .isEqualTo(new RequestHead(
                        "GET",
                        "/chat",
                        1,
                        Headers.of(
                                "Host", "server.example.com",
                                "Upgrade", "websocket",
                                "Connection", "Upgrade",
                                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==",
                                "Sec-WebSocket-Version", "13",
                                "Sec-WebSocket-Protocol", "chat, superchat",
                                "Origin", "http://example.com")));
    }

    @Test
    void s4_1_whatTheCallerGivesWrongIsTheCallersMistake() {
        for (int length : new int[] {0, 15, 17}) {
            assertThatThrownBy(() -> Handshake.request("a", "/", new byte[length], List.of(), Headers.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nonce has " + length + " bytes");
        }
        for (String name : List.of("", "a b", "a,b", "é", "a\r\nb")) {
            assertThatThrownBy(() -> Handshake.request("a", "/", NONCE, List.of("ok", name), Headers.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a token");
        }
        assertThatThrownBy(() -> Handshake.request("a", "/", NONCE, List.of("v1", "v2", "v1"), Headers.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v1 is given twice");
        assertThatThrownBy(() -> Handshake.request("a\r\nEvil: 1", "/", NONCE, List.of(), Headers.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s4_1_aServersAnswerToOurRequestOpensWhateverTheNonce() {
        Random random = new Random(41);
        for (int i = 0; i < 1_000; i++) {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            List<String> offered = i % 2 == 0 ? List.of() : List.of("v" + i, "other");
            RequestHead request = Handshake.request("a", "/", nonce, offered, Headers.empty());
            Handshake.Answer answer = Handshake.answer(request, List.of("v" + i));
            assertThat(answer).isInstanceOf(Handshake.Answer.Accept.class);
            Handshake.Answer.Accept accept = (Handshake.Answer.Accept) answer;
            assertThat(outcome(request, 101, accept.headers()))
                    .isEqualTo(new Handshake.Outcome.Open(i % 2 == 0 ? Optional.empty() : Optional.of("v" + i)));
        }
    }

    @Test
    void s4_1_tokensCompareWithoutCase() {
        assertOpen(GOOD.withOnly("Upgrade", "WebSocket"), Optional.empty());
        assertOpen(GOOD.withOnly("Connection", "upgrade"), Optional.empty());
        assertOpen(GOOD.withOnly("Connection", "keep-alive, Upgrade"), Optional.empty());
        assertOpen(GOOD.with("Server", "other"), Optional.empty());
        assertOpen(GOOD.with("Sec-WebSocket-Protocol", "superchat"), Optional.of("superchat"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 204, 301, 302, 400, 401, 403, 404, 426, 500, 503})
    void s4_1_aStatusOtherThan101Fails(int status) {
        assertThat(outcome(REQUEST, status, GOOD)).isInstanceOfSatisfying(Handshake.Outcome.Failed.class, failed -> {
            assertThat(failed.detail()).contains(Integer.toString(status));
        });
    }

    @Test
    void s4_1_anAnswerInHttp10Fails() {
        ResponseHead old = new ResponseHead(0, 101, "Switching Protocols", GOOD);
        assertThat(Handshake.outcome(REQUEST, old))
                .isEqualTo(new Handshake.Outcome.Failed("101 in HTTP/1.0, which knows no upgrade"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c", "websockets", "web socket"})
    void s4_1_anAnswerWithoutUpgradeWebsocketFails(String upgrade) {
        assertFailed(GOOD.withOnly("Upgrade", upgrade), "Upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "close", "keep-alive", "Upgrades"})
    void s4_1_anAnswerWithoutConnectionUpgradeFails(String connection) {
        assertFailed(GOOD.withOnly("Connection", connection), "Connection");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo",
                "S3PPLMBITXAQ9KYGZZHZRBK+XOO=",
                "dGhlIHNhbXBsZSBub25jZQ==",
                "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w=",
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
            })
    void n12_s4_1_aWrongAcceptFails(String accept) {
        assertFailed(GOOD.withOnly("Sec-WebSocket-Accept", accept), "Sec-WebSocket-Accept");
    }

    @Test
    void n12_s4_1_aMissingAcceptAndTwoOfThemFail() {
        assertFailed(Headers.of("Upgrade", "websocket", "Connection", "Upgrade"), "Sec-WebSocket-Accept");
        assertFailed(GOOD.with("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "Sec-WebSocket-Accept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", "x", "", ";;;"})
    void n12_s4_1_anExtensionThatWasNotOfferedFails(String extension) {
        assertFailed(GOOD.with("Sec-WebSocket-Extensions", extension), "extension");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other", "CHAT", "chat, superchat", "chat "})
    void n12_s4_1_aSubprotocolThatWasNotOfferedFails(String chosen) {
        assertFailed(GOOD.with("Sec-WebSocket-Protocol", chosen), "subprotocol");
    }

    @Test
    void n12_s4_1_twoSubprotocolsFailAndSoDoesOneWhenNoneWasOffered() {
        assertFailed(
                GOOD.with("Sec-WebSocket-Protocol", "chat").with("Sec-WebSocket-Protocol", "superchat"), "subprotocol");
        RequestHead none = Handshake.request("a", "/", NONCE, List.of(), Headers.empty());
        assertThat(outcome(none, 101, GOOD.with("Sec-WebSocket-Protocol", "chat")))
                .isInstanceOf(Handshake.Outcome.Failed.class);
    }

    private static void assertOpen(Headers headers, Optional<String> subprotocol) {
        assertThat(outcome(REQUEST, 101, headers)).isEqualTo(new Handshake.Outcome.Open(subprotocol));
    }

    private static void assertFailed(Headers headers, String why) {
        assertThat(outcome(REQUEST, 101, headers))
                .isInstanceOfSatisfying(
                        Handshake.Outcome.Failed.class,
                        failed -> assertThat(failed.detail()).contains(why));
    }

    private static Handshake.Outcome outcome(RequestHead request, int status, Headers headers) {
        return Handshake.outcome(request, new ResponseHead(1, status, "", headers));
    }
}
