package io.miaou.chat.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.terminal.ReceivedFrame.Said;
import io.miaou.chat.terminal.ReceivedFrame.Unreadable;
import io.miaou.chat.terminal.ReceivedFrame.Unspoken;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedFrameTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:34:56.789Z");

    private static ReceivedFrame read(String text) {
        return ReceivedFrame.read(text, NOW);
    }

    private static Said said(String text) {
        assertThat(read(text)).isInstanceOf(Said.class);
        return (Said) read(text);
    }

    @Test
    void aMessageOfTheCourseIsItsNameItsWordsAndItsTime() {
        assertThat(read("""
                {"type":"message","username":"Alice","content":"hello","timestamp":1763630000123}""")).isEqualTo(new Said("Alice", "hello", Instant.ofEpochMilli(1_763_630_000_123L)));
    }

    @ParameterizedTest
    @CsvSource({
        "1763630000123, 1763630000123",
        "1763630000.123, 1763630000123",
        "1763630000, 1763630000000",
        "1.763630000123e12, 1763630000123",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "0, 0"
    })
    void c1_aTimeIsInMillisecondsOrInSeconds(String timestamp, long millis) {
        assertThat(said("{\"type\":\"message\",\"timestamp\":" + timestamp + "}")
                        .at())
                .isEqualTo(Instant.ofEpochMilli(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "-1", "1e400", "1e300", "\"soon\"", "{}", "[1]", "true"})
    void aTimeThatIsNoneIsNow(String timestamp) {
        assertThat(said("{\"type\":\"message\",\"timestamp\":" + timestamp + "}")
                        .at())
                .isEqualTo(NOW);
    }

    @Test
    void c6_aFrameWithoutANameIsNotUndefined() {
        assertThat(read("{\"type\":\"private\",\"from\":\"Bob\",\"to\":\"Ann\",\"content\":\"psst\"}"))
                .isEqualTo(new Said("Bob", "psst", NOW));
        assertThat(read("{\"type\":\"message\",\"content\":\"who am I\"}"))
                .isEqualTo(new Said("Anonymous", "who am I", NOW));
        assertThat(read("{\"type\":\"message\",\"username\":null,\"from\":\" \",\"content\":\"x\"}"))
                .isEqualTo(new Said("Anonymous", "x", NOW));
    }

    @Test
    void aMessageWithoutAContentIsAnEmptyOne() {
        assertThat(read("{\"type\":\"message\",\"username\":\"Ann\"}")).isEqualTo(new Said("Ann", "", NOW));
        assertThat(read("{\"type\":\"message\",\"username\":\"Ann\",\"content\":null}"))
                .isEqualTo(new Said("Ann", "", NOW));
    }

    @Test
    void valuesOfOtherKindsAreShownAsTheyAreWritten() {
        assertThat(read("{\"type\":\"message\",\"username\":7,\"content\":1.50}"))
                .isEqualTo(new Said("7", "1.5", NOW));
        assertThat(read("{\"type\":\"message\",\"username\":true,\"content\":{\"a\":[1]}}"))
                .isEqualTo(new Said("true", "{\"a\":[1]}", NOW));
    }

    @Test
    void r60_joiningAndLeavingThatAreOnlyPassedOnAreSaidInTheUsualWords() {
        assertThat(read("{\"type\":\"leave\",\"username\":\"Bob\",\"content\":\"\"}"))
                .isEqualTo(new Said("System", "Bob has left the chat", NOW));
        assertThat(read("{\"type\":\"join\",\"username\":\"Bob\"}"))
                .isEqualTo(new Said("System", "Bob has joined the chat", NOW));
        assertThat(read("{\"type\":\"leave\",\"username\":\"Bob\",\"content\":\"bye\"}"))
                .isEqualTo(new Said("Bob", "bye", NOW));
    }

    @Test
    void whatHasWordsIsShownWhateverItsType() {
        assertThat(read("{\"type\":\"poll\",\"username\":\"Bob\",\"content\":\"tea?\"}"))
                .isEqualTo(new Said("Bob", "tea?", NOW));
        assertThat(read("{\"username\":\"Bob\",\"content\":\"tea?\"}")).isEqualTo(new Said("Bob", "tea?", NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"typing\",\"username\":\"Bob\",\"content\":\"\",\"isTyping\":true}",
                "{\"type\":\"ack\",\"id\":\"1\"}",
                "{\"type\":\"pong\",\"content\":null}",
                "{\"type\":7}",
                "{}"
            })
    void whatHasNoWordsIsNotShown(String frame) {
        assertThat(read(frame)).isEqualTo(new Unspoken());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "hello", "{", "{\"type\":", "{} {}", "\u0000", "{\"a\":1e}", "\uFEFF{}x", "{'a':1}"})
    void whatIsNoJsonIsUnreadable(String text) {
        assertThat(read(text)).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"text\"", "null", "[]", "[{\"type\":\"message\"}]"})
    void whatIsNoObjectIsUnreadable(String text) {
        assertThat(read(text)).isEqualTo(new Unreadable("it is no JSON object"));
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThat(read("{\"a\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}"))
                .isInstanceOf(Unreadable.class);
        String content = "x".repeat(1_000_000);
        assertThat(said("{\"type\":\"message\",\"content\":\"" + content + "\"}")
                        .content())
                .isEqualTo(content);
    }
}
