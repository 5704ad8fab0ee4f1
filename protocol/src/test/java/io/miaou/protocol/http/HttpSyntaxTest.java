package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpSyntaxTest {
    @Test
    void rfc9110Section562_aTokenIsOneOrMoreOfItsCharacters() {
        assertThat(HttpSyntax.isToken("aZ09!#$%&'*+-.^_`|~")).isTrue();
        assertThat(HttpSyntax.isToken("")).isFalse();
        for (char c : "\0\t \"(),/:;<=>?@[\\]{}\u007f\u0080é\u0130".toCharArray()) {
            assertThat(HttpSyntax.isToken("a" + c)).as("char %d", (int) c).isFalse();
        }
    }

    @Test
    void rfc9110Section55_aFieldValueHoldsNoControlCharacterButATab() {
        assertThat(HttpSyntax.isFieldValue("")).isTrue();
        assertThat(HttpSyntax.isFieldValue(" \t!~\u0080\u00ff")).isTrue();
        for (char c : "\0\b\n\r\u001f\u007f\u0100".toCharArray()) {
            assertThat(HttpSyntax.isFieldValue("a" + c)).as("char %d", (int) c).isFalse();
        }
    }

    @Test
    void aForeignStringIsQuotedInPrintableAscii() {
        assertThat(HttpSyntax.quote("a\r\n\u001b\"\\é")).isEqualTo("\"a\\u000d\\u000a\\u001b\\u0022\\u005c\\u00e9\"");
    }

    @Test
    void aLongForeignStringIsCutAt64CharactersAndItsLengthTold() {
        assertThat(HttpSyntax.quote("a".repeat(64))).isEqualTo('"' + "a".repeat(64) + '"');
        assertThat(HttpSyntax.quote("a".repeat(65))).isEqualTo('"' + "a".repeat(64) + "...\" (65 characters)");
    }
}
