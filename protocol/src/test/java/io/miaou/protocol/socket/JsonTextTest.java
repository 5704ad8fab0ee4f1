package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strings and numbers as JSON.stringify writes them; the expected texts were printed by Node. */
class JsonTextTest {
    private static String written(Consumer<ByteBuilder> writer) {
        ByteBuilder out = new ByteBuilder(0);
        writer.accept(out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static String string(String text) {
        return written(out -> JsonText.writeString(out, text));
    }

    private static String readBack(String json) {
        byte[] bytes = utf8(json);
        return JsonText.readString(bytes, 0, bytes.length);
    }

    @Test
    void s10_onlyControlCharactersQuoteAndBackslashAreEscaped() {
        assertThat(string("\u0000\u0001\b\t\n\u000b\f\r\u001f\"\\/\u007f"))
                .isEqualTo("\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u007f\"");
    }

    @Test
    void s10_lineSeparatorsAndAnyOtherCharacterStayAsTheyAre() {
        assertThat(string("a\u0080é\u07ff\u0800\u2028\u2029\ufeff\uffff😀z"))
                .isEqualTo("\"a\u0080é\u07ff\u0800\u2028\u2029\ufeff\uffff😀z\"");
    }

    @Test
    void s10_halfASurrogatePairIsAnEscape() {
        assertThat(string("\ud83d")).isEqualTo("\"\\ud83d\"");
        assertThat(string("a\ude00b")).isEqualTo("\"a\\ude00b\"");
        assertThat(string("\ud83d\ud83d\ude00")).isEqualTo("\"\\ud83d😀\"");
        assertThat(string("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"");
    }

    @Test
    void s10_everyCharacterComesBack() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < 0x10000; c++) {
            all.append((char) c);
        }
        all.append("😀\ud83d");
        assertThat(readBack(string(all.toString()))).isEqualTo(all.toString());
        for (int c = 0; c < 0x10000; c += 7) {
            String one = "x" + (char) c;
            assertThat(readBack(string(one))).isEqualTo(one);
        }
    }

    @Test
    void s10_everyEscapeOfJsonIsRead() {
        assertThat(readBack("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\uD83D\\uDe00\\ud83dé\""))
                .isEqualTo("\"\\/\b\f\n\r\tAé😀\ud83dé");
        assertThat(readBack("\"\"")).isEmpty();
    }

    @Test
    void s10_aMillionEscapesComeBack() {
        String text = "\u0000\"\u2028".repeat(333_333);
        String json = string(text);
        Arguments arguments = event("2[\"a\"," + json + "]").arguments();
        assertThat(JsonText.readString(arguments.source(), arguments.from(0), arguments.to(0)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0.0,0",
        "1,1",
        "-1.5,-1.5",
        "0.1,0.1",
        "100,100",
        "1e20,100000000000000000000",
        "123456789012345680000,123456789012345680000",
        "1e21,1e+21",
        "1.5e21,1.5e+21",
        "-1.2345e300,-1.2345e+300",
        "9007199254740991,9007199254740991",
        "9007199254740993,9007199254740992",
        "1e7,10000000",
        "12345678.9,12345678.9",
        "0.001,0.001",
        "0.0001,0.0001",
        "0.000001,0.000001",
        "0.00000123,0.00000123",
        "1e-7,1e-7",
        "1.5e-7,1.5e-7",
        "5e-324,5e-324",
        "1e-323,1e-323",
        "2e-323,2e-323",
        "2.2250738585072014e-308,2.2250738585072014e-308",
        "1.7976931348623157e308,1.7976931348623157e+308",
        "2e-3,0.002",
        "0.30000000000000004,0.30000000000000004",
        "NaN,null",
        "Infinity,null",
        "-Infinity,null"
    })
    void aNumberIsWrittenAsJavaScriptWritesIt(double value, String json) {
        assertThat(written(out -> JsonText.writeDouble(out, value))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1,0.1",
        "1,1",
        "-0.0,0",
        "1e10,10000000000",
        "3.4028235e38,3.4028235e+38",
        "1e-10,1e-10",
        "NaN,null",
        "16777216,16777216"
    })
    void aFloatIsWrittenWithItsOwnDigits(float value, String json) {
        assertThat(written(out -> JsonText.writeFloat(out, value))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "0",
        "7",
        "-7",
        "10",
        "-10",
        "99",
        "100",
        "9223372036854775807",
        "-9223372036854775808",
        "1000000000000000000"
    })
    void anIntegerIsWrittenWithAllItsDigits(long value) {
        assertThat(written(out -> JsonText.writeLong(out, value))).isEqualTo(String.valueOf(value));
    }

    @Test
    void anyDoubleIsReadBackAsItself() {
        long seed = 20_261_120L;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String json = written(out -> JsonText.writeDouble(out, value));
                assertThat(Double.parseDouble(json))
                        .as("seed %d, %s", seed, json)
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void literalsAreWritten() {
        assertThat(written(JsonText::writeNull)).isEqualTo("null");
        assertThat(written(out -> JsonText.writeBoolean(out, true))).isEqualTo("true");
        assertThat(written(out -> JsonText.writeBoolean(out, false))).isEqualTo("false");
    }
}
