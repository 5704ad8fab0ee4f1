package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a value ends, and what JSON.parse would not take. */
class JsonScannerTest {
    private static int scan(String json) {
        return scan(utf8(json));
    }

    private static int scan(byte[] json) {
        return JsonScanner.value(json, 0, json.length, 128, 1_000);
    }

    private static int scan(byte[] json, int depth) {
        return JsonScanner.value(json, 0, json.length, depth, 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[ ]",
                "{ }",
                "0",
                "-0",
                "12.5e-3",
                "true",
                "false",
                "null",
                "\"\"",
                "\"a\"",
                "[1]",
                "[1,2]",
                "[[],{}]",
                "{\"a\":1}",
                "{\"a\":1,\"a\":2}",
                "{\"\":{}}",
                "[{\"a\":[{\"b\":[]}]},[]]",
                "{ \"a\" : [ 1 , 2 ] , \"b\" : { } }",
                "\"\\u0000\\uD800\\\"\"",
                "\"\u007f\u2028é😀\"",
                "[\"[\",\"{\",\"]\"]",
                "[true,false,null,1]",
                "{\"__proto__\":{\"a\":1}}"
            })
    void aValueIsTakenWhole(String json) {
        int length = utf8(json).length;
        assertThat(scan(json)).isEqualTo(length);
        assertThat(scan(json + " ,1]")).isEqualTo(length);
        assertThat(scan("[" + json + "]")).isEqualTo(length + 2);
        assertThat(scan("{\"k\":" + json + ",\"l\":" + json + "}")).isEqualTo(2 * length + 11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{",
                "]",
                "}",
                ",",
                "[,]",
                "[1,]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{1:1}",
                "{a:1}",
                "[1}",
                "{\"a\":1]",
                "[1 2]",
                "[1,,2]",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "{\"a\"::1}",
                "\"",
                "\"a",
                "\"\\",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u+123\"",
                "tru",
                "True",
                "nul",
                "fals",
                "undefined",
                "NaN",
                "'a'",
                "[tru]",
                "[1.]",
                "[-]",
                "[.1]",
                "[1e]",
                "\"a\nb\"",
                "\"\u0000\"",
                "\"12345678\u001f\"",
                "\"\t\"",
                "[\u000b]",
                "[\f1]",
                "//",
                "[1/**/]"
            })
    void whatJsonParseRefusesIsRefused(String json) {
        assertThat(scan(json)).isEqualTo(JsonScanner.INVALID);
        assertThat(scan("[1," + json)).isEqualTo(JsonScanner.INVALID);
    }

    @Test
    void anyByteAtAnyPlaceOfAStringIsJudgedAlike() {
        for (int length = 1; length < 20; length++) {
            for (int at = 0; at < length; at++) {
                for (int octet = 0; octet < 256; octet++) {
                    byte[] json = utf8("\"" + "a".repeat(length) + "\"");
                    json[at + 1] = (byte) octet;
                    int expected = octet < 0x20 ? JsonScanner.INVALID : octet == '"' ? at + 2 : json.length;
                    if (octet != '\\') {
                        assertThat(scan(json)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void kindsAreRememberedBeyondSixtyFourAndAHundredAndTwentyEightLevels() {
        long seed = 4L;
        Random random = new Random(seed);
        for (int depth = 1; depth <= 400; depth++) {
            StringBuilder open = new StringBuilder();
            StringBuilder close = new StringBuilder();
            for (int i = 0; i < depth; i++) {
                boolean isObject = random.nextBoolean();
                open.append(isObject ? "{\"a\":1,\"b\":" : "[1,");
                close.insert(0, isObject ? ",\"c\":[]}" : ",{}]");
            }
            String json = open + "0" + close;
            byte[] bytes = utf8(json);
            assertThat(scan(bytes, 401)).as("seed %d, depth %d", seed, depth).isEqualTo(bytes.length);
            assertThat(scan(bytes, depth + 1)).isEqualTo(bytes.length);
            assertThat(scan(bytes, depth)).isEqualTo(JsonScanner.TOO_DEEP); // the innermost has an empty one beside it
            bytes[bytes.length - 1] ^= 0x20; // the outermost bracket is of the wrong kind
            assertThat(scan(bytes, 401)).as("seed %d, depth %d", seed, depth).isEqualTo(JsonScanner.INVALID);
        }
    }

    @Test
    void s10_aMillionKeysAreReadInOneGo() {
        StringBuilder json = new StringBuilder("{\"a\":0");
        for (int i = 0; i < 100_000; i++) {
            json.append(",\"k").append(i % 10).append("\":[]");
        }
        assertThat(scan(json.append('}').toString())).isEqualTo(json.length());
    }
}
