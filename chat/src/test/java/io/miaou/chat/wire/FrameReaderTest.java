package io.miaou.chat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private static ClientFrame read(String text) {
        return FrameReader.read(text).frame();
    }

    private static BadInput malformed(String text) {
        assertThat(read(text)).isInstanceOf(ClientFrame.Malformed.class);
        return ((ClientFrame.Malformed) read(text)).kind();
    }

    @Test
    void r51_aJoinOfTheCourseIsRead() {
        assertThat(read("{\"type\":\"join\",\"username\":\"Alice\",\"content\":\"\",\"timestamp\":1763630000123}"))
                .isEqualTo(new ClientFrame.Join("Alice", null, Set.of(), Set.of()));
    }

    @Test
    void r51_aMessageOfTheCourseIsRead() {
        assertThat(
                        read(
                                "{\"type\":\"message\",\"username\":\"Alice\",\"content\":\"Salut, ça va ? 🐈\",\"timestamp\":1}"))
                .isEqualTo(new ClientFrame.Message("Salut, ça va ? 🐈", null));
    }

    @Test
    void c5_aPrivateMessageNeedsAnAddresseeAndAContentButNoUsername() {
        assertThat(
                        read(
                                "{\"type\":\"private\",\"from\":\"Alice\",\"to\":\"Bob\",\"content\":\"psst\",\"timestamp\":1}"))
                .isEqualTo(new ClientFrame.Private("Bob", "psst", null));
        assertThat(malformed("{\"type\":\"private\",\"username\":\"Alice\",\"content\":\"psst\"}"))
                .isEqualTo(BadInput.BAD_FIELD);
        assertThat(malformed("{\"type\":\"private\",\"to\":\"Bob\"}")).isEqualTo(BadInput.BAD_FIELD);
        assertThat(malformed("{\"type\":\"private\",\"to\":[\"Bob\"],\"content\":\"psst\"}"))
                .isEqualTo(BadInput.BAD_FIELD);
    }

    @Test
    void c4_typingIsReadInBothOfTheCoursesSpellings() {
        assertThat(read("{\"type\":\"typing.start\"}")).isEqualTo(new ClientFrame.Typing(true));
        assertThat(read("{\"type\":\"typing.stop\"}")).isEqualTo(new ClientFrame.Typing(false));
        assertThat(read("{\"type\":\"typing\",\"username\":\"Alice\",\"isTyping\":true,\"timestamp\":1234567890}"))
                .isEqualTo(new ClientFrame.Typing(true));
        assertThat(malformed("{\"type\":\"typing\",\"isTyping\":\"yes\"}")).isEqualTo(BadInput.BAD_FIELD);
    }

    @Test
    void rule14_aJoinMayAskForWhatWasMissed() {
        String join =
                "{'type':'join','username':'A','since':1763630000123,'lastIds':['x','y',7],'caps':['history','typing','?']}";
        assertThat(read(join.replace('\'', '"')))
                .isEqualTo(new ClientFrame.Join(
                        "A", 1763630000123L, Set.of("x", "y"), Set.of(Capability.HISTORY, Capability.TYPING)));
    }

    @ParameterizedTest
    @CsvSource({
        "1763630000123, 1763630000123",
        "1763630000.123, 1763630000123",
        "1763630000.1239, 1763630000123",
        "1763630000, 1763630000000",
        "1763630000.999, 1763630000999",
        "0, 0",
    })
    void rule14_sinceIsReadInEitherUnitAndNeverRoundedUp(String since, long millis) {
        assertThat(((ClientFrame.Join) read("{\"type\":\"join\",\"username\":\"A\",\"since\":" + since + "}")).since())
                .isEqualTo(millis);
    }

    @Test
    void rule14_everyMillisecondSurvivesTheWayThroughSeconds() {
        for (long millis = 1763630000000L; millis < 1763630002000L; millis++) {
            double seconds = Double.parseDouble(millis / 1000 + "." + String.format("%03d", millis % 1000));
            assertThat(TimestampUnit.toMillis(seconds)).isEqualTo(millis);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"12\"", "true", "1e999", "[]"})
    void rule12_aSinceThatIsNoTimeIsMalformed(String since) {
        assertThat(malformed("{\"type\":\"join\",\"username\":\"A\",\"since\":" + since + "}"))
                .isEqualTo(BadInput.BAD_FIELD);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.5, 1.5", "'\"abc\"', '\"abc\"'", "-3, -3", "1763630000123, 1763630000123"})
    void rule14_aPingCarriesItsScalarBack(String t, String echoed) {
        assertThat(read("{\"type\":\"ping\",\"t\":" + t + "}")).isEqualTo(new ClientFrame.Ping(echoed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "null", "true", "1e999"})
    void rule14_aPingHandsBackNothingButScalars(String t) {
        assertThat(read("{\"type\":\"ping\",\"t\":" + t + "}")).isEqualTo(new ClientFrame.Ping(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hello",
                "{",
                "{\"type\":\"message\"",
                "{'type':'message'}",
                "{\"a\":1} x",
                "{\"a\":01}",
                "\u0000",
                "NaN"
            })
    void rule12_textThatIsNotJsonIsAValueAndNoException(String text) {
        assertThat(malformed(text)).isEqualTo(BadInput.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"type\":\"message\"}]", "\"message\"", "12", "null", "true"})
    void rule12_jsonThatIsNoObjectIsAValueAndNoException(String text) {
        assertThat(malformed(text)).isEqualTo(BadInput.NOT_AN_OBJECT);
    }

    @Test
    void rule12_jsonNestedThousandsDeepIsRefusedWithoutGoingDown() {
        assertThat(malformed("{\"type\":\"message\",\"content\":\"a\",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000)
                        + "}"))
                .isEqualTo(BadInput.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":7}",
                "{\"type\":null}",
                "{\"type\":\"join\"}",
                "{\"type\":\"join\",\"username\":null}",
                "{\"type\":\"join\",\"username\":{\"toString\":1}}",
                "{\"type\":\"join\",\"username\":\"\"}",
                "{\"type\":\"join\",\"username\":\"  \\t\"}",
                "{\"type\":\"join\",\"username\":\"A\",\"caps\":\"history\"}",
                "{\"type\":\"join\",\"username\":\"A\",\"lastIds\":{}}",
                "{\"type\":\"message\"}",
                "{\"type\":\"message\",\"content\":7}",
                "{\"type\":\"message\",\"content\":null}",
                "{\"type\":\"typing\"}",
            })
    void r70_aFieldThatItsTypeNeedsMustBeThereAndOfItsKind(String text) {
        assertThat(malformed(text)).isEqualTo(BadInput.BAD_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"System", "system", " SYSTEM ", "a\\nb", "a\\u001b[2J", "\\u202eecilA", "a\\u2028b"})
    void aNameThatCouldForgeTheServersWordsIsRefused(String name) {
        assertThat(malformed("{\"type\":\"join\",\"username\":\"" + name + "\"}"))
                .isEqualTo(BadInput.BAD_FIELD);
    }

    @Test
    void aNameMayHave64CharactersOfAnyScriptAndNoMore() {
        String cats = "🐈".repeat(64);
        assertThat(read("{\"type\":\"join\",\"username\":\"" + cats + "\"}"))
                .isEqualTo(new ClientFrame.Join(cats, null, Set.of(), Set.of()));
        assertThat(malformed("{\"type\":\"join\",\"username\":\"" + cats + "x\"}"))
                .isEqualTo(BadInput.BAD_FIELD);
    }

    @Test
    void rule12_unknownTypesAreKnownAsSuch() {
        assertThat(read("{\"type\":\"reaction\",\"emoji\":\"x\"}")).isEqualTo(new ClientFrame.Unknown("reaction"));
    }

    @Test
    void unknownAndRepeatedFieldsAreHarmless() {
        assertThat(read("{\"type\":\"x\",\"__proto__\":{},\"content\":\"a\",\"content\":\"b\",\"type\":\"message\"}"))
                .isEqualTo(new ClientFrame.Message("b", null));
    }

    @Test
    void aClientIdComesAlongUnlessItIsLong() {
        assertThat(read("{\"type\":\"message\",\"content\":\"a\",\"cid\":\"c1\"}"))
                .isEqualTo(new ClientFrame.Message("a", "c1"));
        assertThat(read("{\"type\":\"message\",\"content\":\"a\",\"cid\":\"" + "c".repeat(65) + "\"}"))
                .isEqualTo(new ClientFrame.Message("a", null));
    }

    @Test
    void aLoneSurrogateIsReplacedBecauseUtf8CannotCarryIt() {
        assertThat(read("{\"type\":\"message\",\"content\":\"a\\ud83db\\udc08\\ud83d\\udc08\\ud83d\"}"))
                .isEqualTo(new ClientFrame.Message("a\uFFFDb\uFFFD🐈\uFFFD", null));
    }

    @ParameterizedTest
    @CsvSource({
        "1763630000123, MILLISECONDS",
        "1763630000.5, SECONDS",
        "123456, SECONDS",
        "1234567890, SECONDS",
        "100000000000, MILLISECONDS",
        "99999999999, SECONDS",
    })
    void rule5_theUnitIsThatOfTheClientsOwnTimestamps(String timestamp, TimestampUnit unit) {
        assertThat(FrameReader.read("{\"type\":\"join\",\"username\":\"A\",\"timestamp\":" + timestamp + "}")
                        .unit())
                .isEqualTo(unit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"1763630000\"", "null", "1e999"})
    void rule12_aTimestampThatSaysNothingIsNeitherTrustedNorRequired(String timestamp) {
        Incoming incoming =
                FrameReader.read("{\"type\":\"message\",\"content\":\"a\",\"timestamp\":" + timestamp + "}");
        assertThat(incoming.unit()).isNull();
        assertThat(incoming.frame()).isEqualTo(new ClientFrame.Message("a", null));
        assertThat(FrameReader.read("{\"type\":\"message\",\"content\":\"a\"}").frame())
                .isEqualTo(new ClientFrame.Message("a", null));
    }

    @Test
    void r75_noTextWhateverItIsMakesTheReaderThrow() {
        long seed = 20_261_120;
        Random random = new Random(seed);
        String sample =
                "{\"type\":\"private\",\"to\":\"B\",\"content\":\"\\ud83d é\",\"t\":[1e5,null],\"since\":-1.5e3}";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(sample);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(0x100));
                    default -> text.setCharAt(at, sample.charAt(random.nextInt(sample.length())));
                }
            }
            assertThatCode(() -> FrameReader.read(text.toString()))
                    .as("seed %d, text %s", seed, text)
                    .doesNotThrowAnyException();
        }
    }
}
