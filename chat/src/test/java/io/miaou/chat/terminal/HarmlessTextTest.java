package io.miaou.chat.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bonjour",
                "Zoé, 東京, 10 €, \\ and [31m",
                "👩‍💻 👍🏽 🇫🇷", // joiners and pairs of surrogates stay
                "שלום \u200Fעולם" // a mark of direction steers nothing behind it
            })
    void whatIsHarmlessStaysAsItIs(String text) {
        assertThat(HarmlessText.of(text)).isSameAs(text);
    }

    @Test
    void anEscapeSequenceIsSeenAndNotObeyed() {
        assertThat(HarmlessText.of("\u001B]0;title\u0007 \u001B[2J\u001B[H red \u001B[31m"))
                .isEqualTo("␛]0;title␇ ␛[2J␛[H red ␛[31m");
        assertThat(HarmlessText.of("\u009B2J \u0090q\u009C \u0085")).isEqualTo("\uFFFD2J \uFFFDq\uFFFD \uFFFD");
    }

    @Test
    void aTextStaysOnOneLine() {
        assertThat(HarmlessText.of("a\r\n[12:00:00] System: b\u2028c\u2029d\u000Be\u000Cf"))
                .isEqualTo("a␍␊[12:00:00] System: b␤c␤d␋e␌f");
        assertThat(HarmlessText.of("back\b\b\b\u007Fspace\0end")).isEqualTo("back␈␈␈␡space␀end");
        assertThat(HarmlessText.of("a\tb")).isEqualTo("a b");
    }

    @Test
    void nothingTurnsTheRestOfTheLineRound() {
        assertThat(HarmlessText.of("\u202Egnp.exe \u2066x\u2069 \u202Cend"))
                .isEqualTo("\uFFFDgnp.exe \uFFFDx\uFFFD \uFFFDend");
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(HarmlessText.of("\uD83D")).isEqualTo("\uFFFD");
        assertThat(HarmlessText.of("a\uDE00b\uD83D")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(HarmlessText.of("\n\uD83D\uDE00")).isEqualTo("␊\uD83D\uDE00");
    }
}
