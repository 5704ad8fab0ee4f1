package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §4.2: how a server judges a request, and what it answers. */
class HandshakeServerTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The request of RFC 6455 §1.2. */
    private static final RequestHead SAMPLE = new RequestHead(
            "GET",
            "/chat",
            1,
            Headers.of(
                    "Host", "server.example.com",
                    "Upgrade", "websocket",
                    "Connection", "Upgrade",
                    "Sec-WebSocket-Key", KEY,
                    "Origin", "http://example.com",
                    "Sec-WebSocket-Protocol", "chat, superchat",
                    "Sec-WebSocket-Version", "13"));

    @Test
    void s1_3_theSampleKeyHasTheSampleAnswer() {
        assertThat(Handshake.acceptKey(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(Handshake.answer(SAMPLE, List.of("chat")))
                .isEqualTo(new Handshake.Answer.Accept(
                        Headers.of(
                                "Upgrade", "websocket",
                                "Connection", "Upgrade",
                                "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                                "Sec-WebSocket-Protocol", "chat"),
                        Optional.of("chat")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade    | WebSocket",
                "Upgrade    | WEBSOCKET",
                "Upgrade    | h2c, websocket",
                "Connection | upgrade",
                "Connection | keep-alive, Upgrade",
                "Connection | Upgrade,keep-alive",
                "Content-Length | 0",
            })
    void s4_2_1_tokensCompareWithoutCaseAndMayStandInAList(String name, String value) {
        assertAccepted(with(name, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25j",
                "dGhlIHNhbXBsZSBub25jZTE=",
                "dGhlIHNhbXBsZSBub25jZTEy",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZQ==, x",
                "!!!!!!!!!!!!!!!!!!!!!!==",
                "dGhlIHNhbXBsZSBub25j ===",
                "dGhlIHNhbXBs=SBub25jZQ==",
                "-_hlIHNhbXBsZSBub25jZQ==",
                "======================",
                "dGhlIHNhbXBsZSBub25jéQ=="
            })
    void h08_aKeyThatIsNot16BytesInBase64IsAnswered400(String key) {
        assertRefused(400, with("Sec-WebSocket-Key", key));
    }

    @Test
    void h08_aMissingKeyAndTwoKeysAreAnswered400() {
        assertThat(assertRefused(400, without("Sec-WebSocket-Key")).detail()).isEqualTo("no Sec-WebSocket-Key");
        assertThat(assertRefused(400, and("Sec-WebSocket-Key", KEY)).detail()).startsWith("more than one");
        assertRefused(400, and("sec-websocket-key", "AQIDBAUGBwgJCgsMDQ4PEA=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "12", "7", "0", "14", "25", "013", "13, 8", "8, 13", "", "thirteen", "13;q=1"})
    void h08_s4_4_anotherVersionIsAnswered426WithVersion13(String version) {
        Handshake.Answer.Refuse refused = assertRefused(426, with("Sec-WebSocket-Version", version));
        assertThat(refused.headers().all("Sec-WebSocket-Version")).containsExactly("13");
        assertThat(refused.headers().all("Upgrade")).containsExactly("websocket");
    }

    @Test
    void h08_s4_4_aMissingVersionAndTwoVersionsAreAnswered426() {
        assertRefused(426, without("Sec-WebSocket-Version"));
        assertRefused(426, and("Sec-WebSocket-Version", "13"));
        assertRefused(426, and("Sec-WebSocket-Version", "8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "get", "GETS"})
    void h08_aMethodOtherThanGetIsAnswered400(String method) {
        assertRefused(400, new RequestHead(method, "/chat", 1, SAMPLE.headers()));
    }

    @Test
    void h08_http10IsAnswered400() {
        assertRefused(400, new RequestHead("GET", "/chat", 0, SAMPLE.headers()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keep-alive", "close", "Upgraded", "Up grade", "Upgrade; x"})
    void h08_upgradeWithoutConnectionUpgradeIsAnswered400(String connection) {
        assertRefused(400, with("Connection", connection));
        assertRefused(400, without("Connection"));
    }

    @Test
    void h08_aKeyWithoutUpgradeIsAnswered426ForAProxyMayHaveDroppedIt() {
        Handshake.Answer.Refuse refused = assertRefused(426, without("Upgrade"));
        assertThat(refused.headers().all("Upgrade")).containsExactly("websocket");
        assertRefused(426, with("Upgrade", "h2c"));
    }

    @Test
    void aRequestThatAsksForNothingIsPlainHttp() {
        for (Headers headers : List.of(
                Headers.empty(),
                Headers.of("Host", "a", "Connection", "keep-alive"),
                Headers.of("Host", "a", "Connection", "Upgrade", "Upgrade", "h2c"),
                Headers.of("Host", "a", "Sec-WebSocket-Version", "13"))) {
            assertThat(Handshake.answer(new RequestHead("GET", "/", 1, headers), List.of()))
                    .isEqualTo(new Handshake.Answer.NotWebSocket());
        }
    }

    @Test
    void h03_aHandshakeWithABodyIsAnswered400() {
        assertRefused(400, and("Content-Length", "5"));
        assertRefused(400, and("Transfer-Encoding", "chunked"));
        assertRefused(400, and("Content-Length", "00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat, superchat   | superchat, chat | chat", // the client's order counts
                "superchat, chat   | chat            | chat",
                "superchat,chat    | chat,superchat  | superchat",
                "v2                | v1              | none",
                "CHAT              | chat            | none", // names compare with case
                "a, b, c           | none            | none",
                "a!#$%&'*+-.^_`~   | a!#$%&'*+-.^_`~ | a!#$%&'*+-.^_`~",
            })
    void s4_2_2_theFirstOfTheClientsSubprotocolsThatTheServerSpeaksIsAgreedOn(
            String offered, String spoken, String agreed) {
        List<String> speaks = spoken.equals("none") ? List.of() : List.of(spoken.split("\\s*,\\s*"));
        Optional<String> expected = agreed.equals("none") ? Optional.empty() : Optional.of(agreed);
        Handshake.Answer answer = Handshake.answer(with("Sec-WebSocket-Protocol", offered), speaks);
        assertThat(answer).isInstanceOfSatisfying(Handshake.Answer.Accept.class, accept -> {
            assertThat(accept.subprotocol()).isEqualTo(expected);
            assertThat(accept.headers().first("Sec-WebSocket-Protocol")).isEqualTo(expected);
        });
    }

    @Test
    void s4_2_2_severalSubprotocolFieldsAreOneListAndNoneIsNone() {
        assertThat(Handshake.answer(and("Sec-WebSocket-Protocol", "third"), List.of("third")))
                .isInstanceOfSatisfying(
                        Handshake.Answer.Accept.class,
                        accept -> assertThat(accept.subprotocol()).contains("third"));
        assertAccepted(without("Sec-WebSocket-Protocol"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ",", "a,", ",a", "a,,b", "a b", "a/b", "a;b", "\"a\"", "é", "a, a", "a,b,a", "chat@1", "(a)",
                "a=b", "[a]"
            })
    void h07_subprotocolsThatAreEmptyTwiceOrNoTokensAreAnswered400(String value) {
        assertRefused(400, with("Sec-WebSocket-Protocol", value));
    }

    @Test
    void h07_theSameSubprotocolInTwoFieldsIsAnswered400() {
        assertRefused(400, and("Sec-WebSocket-Protocol", "chat"));
    }

    @Test
    void h07_aListWithThirtyThousandBlanksIsWalkedOnce() {
        List<String> lists = new ArrayList<>(List.of("b" + " ".repeat(32_000) + "x", "b,".repeat(16_000)));
        StringBuilder distinct = new StringBuilder("p");
        for (int i = 0; i < 5_000; i++) {
            distinct.append(i).append(" , p");
        }
        lists.add(distinct.toString());
        for (String list : lists) {
            CountedText text = new CountedText(list);
            boolean read = Handshake.readDistinctTokens(new HeaderCursor(text), new LinkedHashSet<>());
            assertThat(read).isEqualTo(list.startsWith("p"));
            assertThat(text.looks()).isLessThanOrEqualTo(6L * list.length());
        }
        assertRefused(400, with("Sec-WebSocket-Protocol", lists.getFirst()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; client_max_window_bits",
                "x-webkit-deflate-frame",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=a",
                "permessage-deflate; unknown; unknown",
                "permessage-deflate; client_max_window_bits=\"10\", permessage-deflate",
                "a, b, c"
            })
    void h06_extensionsAreDeclined(String offer) {
        Handshake.Answer answer = Handshake.answer(and("Sec-WebSocket-Extensions", offer), List.of());
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Handshake.Answer.Accept.class,
                        accept -> assertThat(accept.headers().contains("Sec-WebSocket-Extensions"))
                                .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";", "a;", "permessage-deflate; server_max_window_bits=", "a;b=\"c", "a b", "a,", "a;b=\"\""
            })
    void h06_extensionsThatBreakTheGrammarAreAnswered400(String offer) {
        assertRefused(400, and("Sec-WebSocket-Extensions", offer));
    }

    @Test
    void h06_tenKilobytesOfMarksAreAnswered400() {
        for (String marks : ExtensionOfferTest.hostile()) {
            RequestHead request = and("Sec-WebSocket-Extensions", marks);
            if (ExtensionOffer.parse(List.of(marks)).isEmpty()) {
                assertRefused(400, request);
            } else {
                assertAccepted(request);
            }
        }
    }

    private static void assertAccepted(RequestHead request) {
        assertThat(Handshake.answer(request, List.of())).isInstanceOf(Handshake.Answer.Accept.class);
    }

    private static Handshake.Answer.Refuse assertRefused(int status, RequestHead request) {
        Handshake.Answer answer = Handshake.answer(request, List.of("chat"));
        assertThat(answer).isInstanceOf(Handshake.Answer.Refuse.class);
        Handshake.Answer.Refuse refused = (Handshake.Answer.Refuse) answer;
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.detail()).isNotBlank().isPrintable().hasSizeLessThan(100);
        return refused;
    }

    private static RequestHead with(String name, String value) {
        return new RequestHead("GET", "/chat", 1, SAMPLE.headers().withOnly(name, value));
    }

    private static RequestHead and(String name, String value) {
        return new RequestHead("GET", "/chat", 1, SAMPLE.headers().with(name, value));
    }

    private static RequestHead without(String name) {
        List<Headers.Header> rest = new ArrayList<>();
        SAMPLE.headers().forEach(rest::add);
        assertThat(rest.removeIf(header -> header.name().equals(name))).isTrue();
        return new RequestHead("GET", "/chat", 1, Headers.of(rest));
    }
}
