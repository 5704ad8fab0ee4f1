package io.miaou.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.fake.Frame;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class FrameWriterTest {
    private static final long AT = 1763630000120L;

    private static String write(ServerFrame frame) {
        return FrameWriter.write(frame, TimestampUnit.MILLISECONDS);
    }

    static ServerFrame[] frames() {
        return new ServerFrame[] {
            new ServerFrame.Welcome(Set.of(Capability.TYPING), AT),
            new ServerFrame.Notice("n", null, AT),
            new ServerFrame.Announcement("i", "#r", "c", AT),
            new ServerFrame.Message("i", "#r", "Alice", "c", "x", AT),
            new ServerFrame.Private("i", "Alice", "Bob", "c", null, AT),
            new ServerFrame.Typing("Alice", true, AT),
            new ServerFrame.Ack("i", "Bob", "x", AT),
            new ServerFrame.Pong("12", AT),
            new ServerFrame.Pong(null, AT),
        };
    }

    @ParameterizedTest
    @MethodSource("frames")
    void rule4_everyFrameIsAnObjectWithTheFourFieldsThatTheCoursesClientsRead(ServerFrame frame) {
        for (TimestampUnit unit : TimestampUnit.values()) {
            JsonNode json = new Frame(FrameWriter.write(frame, unit)).json();
            assertThat(json.path("type").isString()).isTrue();
            assertThat(json.path("username").isString()).isTrue();
            assertThat(json.path("content").isString()).isTrue();
            assertThat(json.path("timestamp").isNumber()).isTrue();
        }
    }

    @Test
    void r52_theWelcomeIsExact() {
        assertThat(write(new ServerFrame.Welcome(Set.of(), AT)))
                .isEqualTo(
                        "{\"type\":\"message\",\"username\":\"System\",\"content\":\"Welcome! Please identify yourself.\","
                                + "\"timestamp\":1763630000120}");
    }

    @Test
    void theWelcomeNamesCapabilitiesOnlyToThoseWhoAskedForTheSubprotocol() {
        assertThat(new Frame(write(new ServerFrame.Welcome(Set.of(Capability.HISTORY), AT)))
                        .json()
                        .path("caps")
                        .toString())
                .isEqualTo("[\"history\"]");
    }

    @Test
    void rule5_secondsAreWrittenAsADecimalFractionAndNeverInExponents() {
        assertThat(FrameWriter.write(new ServerFrame.Notice("n", null, AT), TimestampUnit.SECONDS))
                .endsWith("\"timestamp\":1763630000.120}");
        assertThat(FrameWriter.write(new ServerFrame.Notice("n", null, 1763630000000L), TimestampUnit.SECONDS))
                .endsWith("\"timestamp\":1763630000.000}");
    }

    @Test
    void rule4_aPrivateMessageNamesItsSenderTwiceSoThatTheCoursesClientsCanPrintIt() {
        assertThat(write(new ServerFrame.Private("i7", "Alice", "Bob", "psst", null, AT)))
                .isEqualTo(
                        "{\"type\":\"private\",\"username\":\"Alice\",\"content\":\"psst\",\"timestamp\":1763630000120,"
                                + "\"id\":\"i7\",\"from\":\"Alice\",\"to\":\"Bob\"}");
    }

    @Test
    void r80_typingIsWrittenInTheFormatOfTheExercise() {
        assertThat(write(new ServerFrame.Typing("Alice", true, AT)))
                .isEqualTo("{\"type\":\"typing\",\"username\":\"Alice\",\"content\":\"\",\"timestamp\":1763630000120,"
                        + "\"isTyping\":true}");
    }

    @Test
    void rule10_noMessageGrowsPast256KibOnTheWayOut() {
        String content = "é\"\\/\u2028".repeat(ClientFrame.MAX_BYTES / 10);
        String frame = write(new ServerFrame.Message("i", "#r", "🐈".repeat(64), content, "x".repeat(64), AT));
        assertThat(frame.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(256 * 1024);
        assertThat(new Frame(frame).content()).isEqualTo(content);
    }
}
