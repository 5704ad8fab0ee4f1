package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseHead;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 §7.1: what is offered, answered and judged. Parameters are written as {@code -s -c 15 15}: who keeps no context, and the windows. */
class DeflateHandshakeTest {
    private static final String FIELD = "Sec-WebSocket-Extensions";
    private static final byte[] NONCE = Bytes.utf8("the sample nonce");

    // --- server ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // offer behind "permessage-deflate"            | answer of a willing server behind it           |
                // agreed
                "''                                             | ''                                              | 15 15",
                "; server_no_context_takeover                   | ; server_no_context_takeover                    | -s 15 15",
                "; client_no_context_takeover                   | ; client_no_context_takeover                    | -c 15 15",
                "; client_max_window_bits                       | ''                                              | 15 15",
                "; client_max_window_bits=15                    | ; client_max_window_bits=15                     | 15 15",
                "; client_max_window_bits=8                     | ; client_max_window_bits=8                      | 15 8",
                "; client_max_window_bits=10                    | ; client_max_window_bits=10                     | 15 10",
                "; server_max_window_bits=15                    | ; server_max_window_bits=15                     | 15 15",
                "; server_max_window_bits=8                     | ; server_max_window_bits=8                      | 8 15",
                "; server_max_window_bits=9                     | ; server_max_window_bits=9                      | 9 15",
                "; server_max_window_bits=\"10\"                | ; server_max_window_bits=10                     | 10 15",
                "; client_max_window_bits=\"\\1\\2\"            | ; client_max_window_bits=12                     | 15 12",
                "; server_max_window_bits=11; client_max_window_bits" + "| ; server_max_window_bits=11 | 11 15",
                "; client_max_window_bits=9; server_max_window_bits=11; client_no_context_takeover; server_no_context_takeover"
                        + "| ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11;"
                        + " client_max_window_bits=9 | -s -c 11 9",
            })
    void s7_1_everyValidOfferIsAcceptedAsItAsks(String offer, String answer, String agreed) {
        assertAgreed(
                DeflatePolicy.On.WITH_TAKEOVER, "permessage-deflate" + offer, "permessage-deflate" + answer, agreed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server_no_context_takeover=1",
                "server_no_context_takeover=true",
                "server_no_context_takeover=\"x\"",
                "client_no_context_takeover=15",
                "server_no_context_takeover; server_no_context_takeover",
                "client_no_context_takeover; client_no_context_takeover",
                "server_max_window_bits",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=0",
                "server_max_window_bits=-8",
                "server_max_window_bits=+9",
                "server_max_window_bits=015",
                "server_max_window_bits=08",
                "server_max_window_bits=1",
                "server_max_window_bits=100",
                "server_max_window_bits=99999999999999999999",
                "server_max_window_bits=a",
                "server_max_window_bits=0x9",
                "server_max_window_bits=9.0",
                "server_max_window_bits=\"07\"",
                "server_max_window_bits=10; server_max_window_bits=10",
                "server_max_window_bits=10; server_max_window_bits=12",
                "client_max_window_bits=7",
                "client_max_window_bits=16",
                "client_max_window_bits=015",
                "client_max_window_bits=a",
                "client_max_window_bits=\"a\"",
                "client_max_window_bits; client_max_window_bits",
                "client_max_window_bits; client_max_window_bits=10",
                "client_max_window_bits=10; client_max_window_bits=10",
                "unknown",
                "unknown=1",
                "Server_No_Context_Takeover",
                "server_no_context_takeover; unknown"
            })
    void s7_1_anOfferWithAFaultIsDeclinedAndTheNextOneLookedAt(String faulty) {
        for (DeflatePolicy policy : List.of(DeflatePolicy.On.WITH_TAKEOVER, DeflatePolicy.On.WITHOUT_TAKEOVER)) {
            assertDeclined(policy, "permessage-deflate; " + faulty);
        }
        assertAgreed(
                DeflatePolicy.On.WITH_TAKEOVER,
                "permessage-deflate; " + faulty + ", permessage-deflate; server_max_window_bits=12",
                "permessage-deflate; server_max_window_bits=12",
                "12 15");
    }

    @Test
    void s5_theFirstGoodOfSeveralOffersIsTakenAndOtherExtensionsArePassedOver() {
        assertAgreed(
                DeflatePolicy.On.WITH_TAKEOVER,
                "x-webkit-deflate-frame, permessage-bzip2; level=9, permessage-deflate; server_max_window_bits=10,"
                        + " permessage-deflate",
                "permessage-deflate; server_max_window_bits=10",
                "10 15");
        RequestHead twoFields = new RequestHead(
                "GET",
                "/",
                1,
                request(DeflatePolicy.OFF)
                        .headers()
                        .with(FIELD, "permessage-deflate; server_max_window_bits=7")
                        .with(FIELD, "permessage-deflate; client_no_context_takeover"));
        assertThat(accept(twoFields, DeflatePolicy.On.WITH_TAKEOVER).deflate()).contains(parameters("-c 15 15"));
        assertDeclined(DeflatePolicy.On.WITH_TAKEOVER, "permessage-deflated");
        assertDeclined(DeflatePolicy.On.WITH_TAKEOVER, "Permessage-Deflate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                    | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12 | -s -c 12 15",
                "; client_max_window_bits              | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=10 | -s -c 12 10",
                "; client_max_window_bits=9            | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=9 | -s -c 12 9",
                "; server_max_window_bits=15           | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12 | -s -c 12 15",
                "; server_max_window_bits=8            | ; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8 | -s -c 8 15",
            })
    void s7_1_aServerAddsWhatItWantsItselfButAsksForNoWindowUnasked(String offer, String answer, String agreed) {
        assertAgreed(
                new DeflatePolicy.On(true, true, 12, 10),
                "permessage-deflate" + offer,
                "permessage-deflate" + answer,
                agreed);
    }

    @Test
    void s9_1_aServerThatDoesNotCompressDeclinesEverything() {
        assertDeclined(DeflatePolicy.OFF, "permessage-deflate");
        assertThat(Handshake.answer(offering("permessage-deflate"), List.of()))
                .isInstanceOfSatisfying(
                        Handshake.Answer.Accept.class,
                        accept -> assertThat(accept.deflate()).isEmpty());
    }

    // --- client ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 15       | ; client_max_window_bits",
                "-s -c 15 15 | ; server_no_context_takeover; client_no_context_takeover; client_max_window_bits",
                "9 12        | ; server_max_window_bits=9; client_max_window_bits=12",
                "8 8         | ; server_max_window_bits=8; client_max_window_bits=8",
            })
    void s7_1_aClientOffersWhatItWants(String wanted, String offer) {
        assertThat(request(policy(wanted)).headers().all(FIELD)).containsExactly("permessage-deflate" + offer);
        assertThat(request(DeflatePolicy.OFF).headers().contains(FIELD)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // wanted    | answer                                                     | agreed
                "15 15       | ''                                                         | 15 15",
                "15 15       | ; server_no_context_takeover                               | -s 15 15",
                "15 15       | ; client_no_context_takeover                               | -c 15 15",
                "15 15       | ; server_max_window_bits=9                                 | 9 15",
                "15 15       | ; client_max_window_bits=9; server_max_window_bits=\"8\"   | 8 9",
                "-s 15 15    | ; server_no_context_takeover                               | -s 15 15",
                "-c 15 15    | ''                                                         | -c 15 15",
                "10 15       | ; server_max_window_bits=10                                | 10 15",
                "10 15       | ; server_max_window_bits=9                                 | 9 15",
                "15 10       | ''                                                         | 15 10",
                "15 10       | ; client_max_window_bits=10                                | 15 10",
                "15 10       | ; client_max_window_bits=8                                 | 15 8",
            })
    void s7_1_aClientAgreesToWhatItsOfferAllows(String wanted, String answer, String agreed) {
        assertThat(outcome(request(policy(wanted)), "permessage-deflate" + answer))
                .isEqualTo(new Handshake.Outcome.Open(Optional.empty(), Optional.of(parameters(agreed))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "15 15    | permessage-deflate; unknown",
                "15 15    | permessage-deflate; server_no_context_takeover=1",
                "15 15    | permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "15 15    | permessage-deflate; server_max_window_bits",
                "15 15    | permessage-deflate; server_max_window_bits=7",
                "15 15    | permessage-deflate; server_max_window_bits=16",
                "15 15    | permessage-deflate; server_max_window_bits=015",
                "15 15    | permessage-deflate; client_max_window_bits",
                "15 15    | permessage-deflate; client_max_window_bits=a",
                "15 15    | permessage-deflate; client_max_window_bits=9; client_max_window_bits=9",
                "15 15    | permessage-deflate, permessage-deflate",
                "15 15    | permessage-deflate, x",
                "15 15    | x",
                "15 15    | permessage-deflate;",
                "15 15    | ''",
                "-s 15 15 | permessage-deflate",
                "10 15    | permessage-deflate",
                "10 15    | permessage-deflate; server_max_window_bits=11",
                "15 10    | permessage-deflate; client_max_window_bits=11",
            })
    void n12_s7_1_aClientFailsAnAnswerWithAFaultOrWithMoreThanItAllows(String wanted, String answer) {
        assertThat(outcome(request(policy(wanted)), answer))
                .isInstanceOfSatisfying(
                        Handshake.Outcome.Failed.class,
                        failed -> assertThat(failed.detail()).contains("extension"));
    }

    @Test
    void n12_s7_1_2_2_aWindowForTheClientMustHaveBeenAllowed() {
        RequestHead strict = offering("permessage-deflate");
        assertThat(outcome(strict, "permessage-deflate")).isInstanceOf(Handshake.Outcome.Open.class);
        assertThat(outcome(strict, "permessage-deflate; client_max_window_bits=15"))
                .isInstanceOf(Handshake.Outcome.Failed.class);
        RequestHead either = offering("permessage-deflate; server_max_window_bits=10, permessage-deflate");
        assertThat(outcome(either, "permessage-deflate"))
                .isEqualTo(new Handshake.Outcome.Open(Optional.empty(), Optional.of(parameters("15 15"))));
    }

    @Test
    void bothEndsAgreeWhateverTheyWant() {
        int agreements = 0;
        for (int bits = 0; bits < 16; bits++) {
            for (int window : new int[] {8, 11, 15}) {
                DeflatePolicy client = new DeflatePolicy.On((bits & 1) != 0, (bits & 2) != 0, window, 23 - window);
                DeflatePolicy server = new DeflatePolicy.On((bits & 4) != 0, (bits & 8) != 0, 12, 10);
                RequestHead request = request(client);
                Handshake.Answer.Accept accept = accept(request, server);
                assertThat(Handshake.outcome(request, new ResponseHead(1, 101, "", accept.headers())))
                        .isEqualTo(new Handshake.Outcome.Open(Optional.empty(), accept.deflate()));
                agreements++;
            }
        }
        assertThat(agreements).isEqualTo(48);
    }

    @Test
    void windowsOutOfRangeAreTheCallersMistake() {
        for (int bits : new int[] {-1, 0, 7, 16}) {
            assertThatThrownBy(() -> new DeflatePolicy.On(true, true, bits, 15))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("serverMaxWindowBits is " + bits);
            assertThatThrownBy(() -> new DeflateParameters(true, true, 15, bits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("clientMaxWindowBits is " + bits);
        }
    }

    private static void assertAgreed(DeflatePolicy policy, String offer, String answer, String agreed) {
        Handshake.Answer.Accept accept = accept(offering(offer), policy);
        assertThat(accept.headers().all(FIELD)).containsExactly(answer);
        assertThat(accept.deflate()).contains(parameters(agreed));
    }

    private static void assertDeclined(DeflatePolicy policy, String offer) {
        Handshake.Answer.Accept accept = accept(offering(offer), policy);
        assertThat(accept.headers().contains(FIELD)).as(offer).isFalse();
        assertThat(accept.deflate()).as(offer).isEmpty();
    }

    private static Handshake.Answer.Accept accept(RequestHead request, DeflatePolicy policy) {
        Handshake.Answer answer = Handshake.answer(request, List.of(), policy);
        assertThat(answer).isInstanceOf(Handshake.Answer.Accept.class);
        return (Handshake.Answer.Accept) answer;
    }

    private static RequestHead request(DeflatePolicy policy) {
        return Handshake.request("a", "/", NONCE, List.of(), policy, Headers.empty());
    }

    private static RequestHead offering(String offer) {
        return Handshake.request("a", "/", NONCE, List.of(), Headers.of(FIELD, offer));
    }

    private static Handshake.Outcome outcome(RequestHead request, String answer) {
        Handshake.Answer.Accept accept = accept(request, DeflatePolicy.OFF);
        return Handshake.outcome(
                request, new ResponseHead(1, 101, "", accept.headers().with(FIELD, answer)));
    }

    private static DeflatePolicy policy(String notation) {
        DeflateParameters p = parameters(notation);
        return new DeflatePolicy.On(
                p.serverNoContextTakeover(),
                p.clientNoContextTakeover(),
                p.serverMaxWindowBits(),
                p.clientMaxWindowBits());
    }

    private static DeflateParameters parameters(String notation) {
        List<String> words = List.of(notation.split(" "));
        return new DeflateParameters(
                words.contains("-s"),
                words.contains("-c"),
                Integer.parseInt(words.get(words.size() - 2)),
                Integer.parseInt(words.getLast()));
    }
}
