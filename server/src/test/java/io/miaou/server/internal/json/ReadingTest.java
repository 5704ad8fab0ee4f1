package io.miaou.server.internal.json;

import static io.miaou.server.internal.json.Wire.CODEC;
import static io.miaou.server.internal.json.Wire.arguments;
import static io.miaou.server.internal.json.Wire.map;
import static io.miaou.server.internal.json.Wire.read;
import static io.miaou.server.internal.json.Wire.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.miaou.server.BadArgumentException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** What comes in, as the type that is asked for, or as an error that can be answered. */
class ReadingTest {
    record Point(int x, double y) {}

    record Line(String name, @Nullable Point from, List<Point> rest, Optional<String> note, boolean closed, long id) {}

    enum Colour {
        RED,
        GREEN
    }

    record Age(int years) {
        Age {
            if (years < 0) {
                throw new IllegalArgumentException("an age is not negative");
            }
        }
    }

    private static String problem(String json, Class<?> type) {
        try {
            read(json, type);
        } catch (BadArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError(json + " was read as " + type);
    }

    @Test
    void simpleTypesAreRead() {
        assertThat(read("\"é\\ud83d\"", String.class)).isEqualTo("é\ud83d");
        assertThat(read("-7", int.class)).isEqualTo(-7);
        assertThat(read("-0", Integer.class)).isZero();
        assertThat(read("9223372036854775807", long.class)).isEqualTo(Long.MAX_VALUE);
        assertThat(read("9007199254740993", Long.class)).isEqualTo(9_007_199_254_740_993L);
        assertThat(read("1e-7", double.class)).isEqualTo(1e-7);
        assertThat(read("-0", Double.class)).isEqualTo(-0.0);
        assertThat(read("true", boolean.class)).isTrue();
        assertThat(read("false", Boolean.class)).isFalse();
        assertThat(read("1.5", float.class)).isEqualTo(1.5f);
        assertThat(read("127", byte.class)).isEqualTo((byte) 127);
        assertThat(read("\"RED\"", Colour.class)).isEqualTo(Colour.RED);
        assertThat(read("12345678901234567890", BigInteger.class)).isEqualTo("12345678901234567890");
        assertThat(read("1.50", BigDecimal.class)).isEqualTo("1.50");
    }

    @Test
    void structuresAreRead() {
        Line line = read(
                "{\"name\":\"l\",\"from\":{\"x\":1,\"y\":2},\"rest\":[{\"y\":0.5,\"x\":-1}],\"note\":\"n\",\"closed\":true,\"id\":12,\"more\":[{}]}",
                Line.class);
        assertThat(line)
                .isEqualTo(new Line("l", new Point(1, 2), List.of(new Point(-1, 0.5)), Optional.of("n"), true, 12));
        assertThat(map("{\"a\":[1,\"x\",null,true,1.5]}")).hasToString("{a=[1, x, null, true, 1.5]}");
        assertThat(CODEC.read(arguments("[{\"x\":1,\"y\":2}]"), 0, new TypeReference<List<Point>>() {}.getType()))
                .isEqualTo(List.of(new Point(1, 2)));
        assertThat(read("[1,2]", int[].class)).containsExactly(1, 2);
        assertThat(read("{\"a\":{}}", JsonNode.class)).hasToString("{\"a\":{}}");
        assertThat(read("\"a\"", Object.class)).isEqualTo("a");
    }

    @Test
    void anyArgumentMayBeAskedFor() {
        assertThat(CODEC.read(arguments("1, \"b\" , {\"x\":3,\"y\":4}"), 1, String.class))
                .isEqualTo("b");
        assertThat(CODEC.read(arguments("1, \"b\" , {\"x\":3,\"y\":4}"), 2, Point.class))
                .isEqualTo(new Point(3, 4));
        assertThatThrownBy(() -> CODEC.read(arguments("1"), 1, String.class))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aPayloadThatStandsAloneIsRead() {
        assertThat(CODEC.read(slice("{\"x\":3,\"y\":4}"), Point.class)).isEqualTo(new Point(3, 4));
        assertThat(CODEC.read(slice("\"x\""), String.class)).isEqualTo("x");
        assertThatThrownBy(() -> CODEC.read(slice("\"x\""), Point.class))
                .isInstanceOf(BadArgumentException.class)
                .hasMessage("payload: expected Point, got \"x\"");
    }

    @Test
    void whatIsMissingIsNullZeroOrFalse() {
        assertThat(read("{}", Line.class)).satisfies(line -> {
            assertThat(line.name()).isNull();
            assertThat(line.from()).isNull();
            assertThat(line.rest()).isNull();
            assertThat(line.closed()).isFalse();
            assertThat(line.id()).isZero();
        });
        assertThat(read("{}", Point.class)).isEqualTo(new Point(0, 0));
    }

    @Test
    void nullIsNullButNoPrimitive() {
        assertThat(read("null", String.class)).isNull();
        assertThat(read("null", Integer.class)).isNull();
        assertThat(read("null", Point.class)).isNull();
        assertThat(read("null", Double.class)).isNull();
        for (Class<?> type :
                new Class<?>[] {int.class, long.class, double.class, boolean.class, float.class, short.class, char.class
                }) {
            assertThat(problem("null", type)).isEqualTo("argument 0: expected " + type.getName() + ", got null");
        }
        assertThat(problem("{\"x\":null,\"y\":1}", Point.class))
                .startsWith("argument 0 at x: expected int, got {\"x\":null");
        assertThat(problem("{\"x\":1,\"y\":null}", Point.class)).startsWith("argument 0 at y: expected double");
        assertThat(problem("{\"closed\":null}", Line.class)).startsWith("argument 0 at closed: expected boolean");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|String",
                "true|String",
                "{}|String",
                "[]|String",
                "1.5|String",
                "\"1\"|int",
                "1.5|int",
                "1.0|int",
                "1e3|int",
                "2147483648|int",
                "-2147483649|Integer",
                "true|int",
                "[1]|int",
                "\"\"|Integer",
                "9223372036854775808|long",
                "1e21|Long",
                "\"1\"|long",
                "\"1\"|double",
                "1e999|double",
                "-1e999|Double",
                "\"NaN\"|double",
                "{}|double",
                "1|boolean",
                "\"true\"|Boolean",
                "\"\"|Boolean",
                "0|boolean"
            })
    void aWrongShapeIsRefused(String json, String type) throws Exception {
        Class<?> c = switch (type) {
            case "int" -> int.class;
            case "long" -> long.class;
            case "double" -> double.class;
            case "boolean" -> boolean.class;
            default -> Class.forName("java.lang." + type);
        };
        assertThat(problem(json, c)).isEqualTo("argument 0: expected " + type + ", got " + json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\"",
                "1",
                "true",
                "[]",
                "[1]",
                "\"\"",
                "{\"x\":\"1\",\"y\":1}",
                "{\"x\":1.5,\"y\":1}",
                "{\"x\":2147483648,\"y\":1}",
                "{\"x\":{},\"y\":1}",
                "{\"x\":1,\"y\":\"1\"}",
                "{\"x\":1,\"y\":1e999}",
                "{\"x\":true,\"y\":1}",
                "{\"x\":[1],\"y\":1}",
                "{\"x\":1.0,\"y\":1}",
                "{\"x\":\"\",\"y\":1}",
                "{\"x\":1,\"y\":\"NaN\"}"
            })
    void aWrongShapeInsideAStructureIsRefused(String json) {
        assertThat(problem(json, Point.class)).startsWith("argument 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":1}",
                "{\"name\":true}",
                "{\"name\":{}}",
                "{\"name\":[\"a\"]}",
                "{\"closed\":\"true\"}",
                "{\"closed\":1}"
            })
    void nothingIsCoerced(String json) {
        assertThat(problem(json, Line.class)).startsWith("argument 0 at ");
    }

    @Test
    void theMessageSaysWhichWhatAndWhere() {
        assertThat(problem("{\"rest\":[{\"x\":1,\"y\":1},{\"x\":\"a\"}]}", Line.class))
                .isEqualTo("argument 0 at rest[1].x: expected int, got {\"rest\":[{\"x\":1,\"y\":1},{\"x\":\"a\"}]}");
        assertThatThrownBy(() -> CODEC.read(arguments("1"), 0, new TypeReference<List<Point>>() {}.getType()))
                .hasMessageStartingWith("argument 0: expected ");
        assertThat(problem("\"BLUE\"", Colour.class)).isEqualTo("argument 0: expected Colour, got \"BLUE\"");
        assertThat(problem("0", Colour.class)).isEqualTo("argument 0: expected Colour, got 0");
    }

    @Test
    void a06_theMessageIsOneLineAndCut() {
        String nasty = "\"a\\r\\n\u001b[31m\u202e\u2028" + "x".repeat(1_000) + "\"";
        String message = problem(nasty.replace("\u001b", "\u009b"), int.class);
        assertThat(message)
                .hasSizeLessThanOrEqualTo(256)
                .contains("\\u009b[31m\\u202e\\u2028")
                .doesNotContain("\u2028")
                .contains("bytes)");
        String key = "k".repeat(1_000);
        assertThat(CODEC.read(arguments("{\"" + key + "\":1}"), 0, Map.class)).isNotNull();
        assertThatThrownBy(() -> CODEC.read(
                        arguments("{\"" + key + "\\n\":\"x\"}"),
                        0,
                        new TypeReference<Map<String, Integer>>() {}.getType()))
                .satisfies(e -> assertThat(e.getMessage()).hasSize(256).endsWith("..."));
    }

    @Test
    void whatAConstructorOfTheApplicationRefusesIsABadArgument() {
        assertThat(problem("{\"years\":-1}", Age.class))
                .startsWith("argument 0: expected Age (")
                .contains("an age is not negative");
    }

    abstract static class Unreadable {
        @JsonCreator
        Unreadable(int a, int b) {}
    }

    @Test
    void aClassThatJacksonCannotMakeIsTheUsersMistake() {
        assertThatThrownBy(() -> read("{}", Unreadable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Unreadable.class.getName());
    }

    @Test
    void datesAreReadFromTextAndFromMilliseconds() {
        Instant noon = Instant.parse("2026-11-20T12:00:00.123Z");
        assertThat(read("\"2026-11-20T12:00:00.123Z\"", Instant.class)).isEqualTo(noon);
        assertThat(read(String.valueOf(noon.toEpochMilli()), Instant.class)).isEqualTo(noon);
        assertThat(problem("\"noon\"", Instant.class)).isEqualTo("argument 0: expected Instant, got \"noon\"");
    }

    // --- hostile values -------------------------------------------------------------------------------------------

    @Test
    void s09_hugeNumbersBlowNothingUp() {
        String digits = "9".repeat(1_000);
        assertThat(read(digits, BigInteger.class)).isEqualTo(digits);
        assertThat(problem(digits, long.class)).startsWith("argument 0: expected long");
        assertThat(problem(digits, double.class)).startsWith("argument 0: expected double");
        assertThat(read(digits, JsonNode.class)).hasToString(digits);
        assertThat(problem("1e999999999", BigInteger.class)).startsWith("argument 0");
        assertThat(read("1e-999999999", double.class)).isZero();
        assertThat(read("{\"a\":1e999999999}", JsonNode.class)).isNotNull();
        assertThat(map("{\"a\":1e999999999}")).isNotNull();
    }

    @Test
    void s10_aHundredThousandKeysWithOneHashAreReadInTime() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 1 << 17; i++) {
            json.append(i == 0 ? "\"" : ",\"");
            for (int bit = 16; bit >= 0; bit--) {
                json.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            json.append("\":0");
        }
        String hostile = json.append('}').toString();
        assertThat(map(hostile)).hasSize(1 << 17);
        assertThat(read(hostile, JsonNode.class)).hasSize(1 << 17);
        assertThat(read(hostile, Point.class)).isEqualTo(new Point(0, 0));
    }

    @Test
    void s10_theLastOfDuplicateKeysCounts() {
        assertThat(map("{\"a\":1,\"a\":2}")).hasToString("{a=2}");
        assertThat(read("{\"a\":1,\"a\":2}", JsonNode.class)).hasToString("{\"a\":2}");
    }

    @Test
    void s07_keysThatMeanSomethingElsewhereAreKeys() {
        assertThat(map("{\"__proto__\":{\"x\":1},\"constructor\":1,\"@class\":\"java.lang.Runtime\"}"))
                .hasSize(3);
    }

    @Test
    void s08_theDeepestThatIsLetInIsRead() {
        String deep = "[".repeat(127) + "]".repeat(127);
        assertThat(read(deep, JsonNode.class)).hasToString(deep);
        assertThat(Wire.there(arguments(deep), Object.class)).isInstanceOf(List.class);
        assertThat(problem(deep, Point.class)).startsWith("argument 0");
    }
}
