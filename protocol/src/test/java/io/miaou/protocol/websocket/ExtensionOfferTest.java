package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §9.1: the grammar of Sec-WebSocket-Extensions, read strictly and once. */
class ExtensionOfferTest {
    private static final int KB_10 = 10_000;

    @Test
    void s9_1_namesParametersAndQuotedValuesAreRead() {
        assertThat(parse("foo")).contains(List.of(offer("foo")));
        assertThat(parse("foo, bar; baz=2")).contains(List.of(offer("foo"), offer("bar", parameter("baz", "2"))));
        assertThat(parse("permessage-deflate; client_max_window_bits; server_max_window_bits=\"10\""))
                .contains(List.of(offer(
                        "permessage-deflate",
                        new ExtensionOffer.Parameter("client_max_window_bits", Optional.empty()),
                        parameter("server_max_window_bits", "10"))));
        assertThat(parse(" \t a\t;\tb =\t\"c\" ,d ")).contains(List.of(offer("a", parameter("b", "c")), offer("d")));
        assertThat(parse("a;b=\"\\c\"")).as("a quoted pair").contains(List.of(offer("a", parameter("b", "c"))));
    }

    @Test
    void s9_1_severalFieldsAreOneList() {
        assertThat(ExtensionOffer.parse(List.of("a; x=1", "b, c")))
                .contains(List.of(offer("a", parameter("x", "1")), offer("b"), offer("c")));
        assertThat(ExtensionOffer.parse(List.of())).contains(List.of());
        assertThat(ExtensionOffer.parse(List.of("a", ";"))).isEmpty();
    }

    @Test
    void h06_twiceTheSameParameterIsForTheExtensionToJudge() {
        assertThat(parse("a; x=1; x=2")).contains(List.of(offer("a", parameter("x", "1"), parameter("x", "2"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                ",",
                "=",
                "\"",
                "a;",
                "a; ",
                "a,",
                "a,,b",
                ",a",
                "a;;b",
                "a;b=",
                "a;b=;c",
                "a;=1",
                "a=1",
                "a b",
                "a;b c",
                "a;b=\"",
                "a;b=\"\"",
                "a;b=\"c",
                "a;b=\"c\\",
                "a;b=\"c d\"",
                "a;b=\"c\"d",
                "a;b=c d",
                "a;b=\"c,d\"",
                "\"a\"",
                "a;\"b\"",
                "a/b",
                "a;b=c/d",
                "(a)",
                "a@b",
                "é",
                "a;b=\"é\""
            })
    void h06_whatBreaksTheGrammarIsRefused(String value) {
        assertThat(parse(value)).isEmpty();
    }

    static List<String> hostile() {
        return List.of(
                ";".repeat(KB_10),
                "a" + ";".repeat(KB_10),
                "a" + ";a".repeat(KB_10 / 2),
                "\"".repeat(KB_10),
                "a;b=" + "\"".repeat(KB_10),
                "a;b=\"" + "\\".repeat(KB_10),
                "a;b=\"" + "\\\"".repeat(KB_10 / 2),
                "a;b=\"x\"".repeat(KB_10 / 7),
                "a;b=\"x\",".repeat(KB_10 / 8),
                "a" + " ".repeat(KB_10) + "b",
                "a" + " ;".repeat(KB_10 / 2),
                " ".repeat(KB_10),
                "a,".repeat(KB_10 / 2),
                "a".repeat(KB_10),
                "a;b=\"" + "x".repeat(KB_10) + "\"");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void h06_tenKilobytesAreWalkedOnceWhateverTheyAre(String value) {
        CountedText text = new CountedText(value);
        boolean read = ExtensionOffer.parse(new HeaderCursor(text), new ArrayList<>());
        assertThat(read).isEqualTo(parse(value).isPresent());
        assertThat(text.looks()).as("looks at %d characters", value.length()).isLessThanOrEqualTo(6L * value.length());
    }

    private static Optional<List<ExtensionOffer>> parse(String value) {
        return ExtensionOffer.parse(List.of(value));
    }

    private static ExtensionOffer offer(String name, ExtensionOffer.Parameter... parameters) {
        return new ExtensionOffer(name, List.of(parameters));
    }

    private static ExtensionOffer.Parameter parameter(String name, String value) {
        return new ExtensionOffer.Parameter(name, Optional.of(value));
    }
}
