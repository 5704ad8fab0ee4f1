package io.miaou.server.internal.json;

import static io.miaou.server.internal.json.Wire.CODEC;
import static io.miaou.server.internal.json.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.miaou.protocol.socket.PacketLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What goes out is what JSON.stringify would write; the expected texts are Node's. */
class WritingTest {
    record Point(int x, double y) {}

    record Everything(
            String z,
            @Nullable Object nothing,
            boolean yes,
            long big,
            float f,
            List<Point> points,
            Optional<String> a,
            Optional<String> b) {}

    enum Colour {
        RED
    }

    @Test
    void simpleValuesNeedNoBinding() {
        assertThat(json("é\u2028\n\ud800", null, true, false, 1, -2L, (short) 3, (byte) 4, 1.5, 1e21, 0.1f, -0.0))
                .isEqualTo("\"é\u2028\\n\\ud800\",null,true,false,1,-2,3,4,1.5,1e+21,0.1,0");
        assertThat(json(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY))
                .isEqualTo("null,null,null");
        assertThat(json()).isEmpty();
        assertThat(CODEC.write("a", new Object[] {}).text()).isEqualTo("[\"a\"]");
    }

    @Test
    void recordsKeepTheOrderOfTheirComponents() {
        assertThat(json(new Everything(
                        "s",
                        null,
                        true,
                        Long.MAX_VALUE,
                        0.1f,
                        List.of(new Point(1, 2.0)),
                        Optional.of("a"),
                        Optional.empty())))
                .isEqualTo(
                        "{\"z\":\"s\",\"nothing\":null,\"yes\":true,\"big\":9223372036854775807,\"f\":0.1,\"points\":[{\"x\":1,\"y\":2}],\"a\":\"a\"}");
    }

    @Test
    void listsMapsArraysAndTreesAreWritten() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b\u0001", null);
        map.put(1, new int[] {1, 2});
        map.put(Colour.RED, Colour.RED);
        assertThat(json(map)).isEqualTo("{\"b\\u0001\":null,\"1\":[1,2],\"RED\":\"RED\"}");
        assertThat(json(Arrays.asList(1, null, "x", List.of(), Map.of()), new String[] {"a"}, new double[] {
                    1.0, Double.NaN
                }))
                .isEqualTo("[1,null,\"x\",[],{}],[\"a\"],[1,null]");
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        assertThat(json(nodes.objectNode()
                        .put("d", 1e21)
                        .put("n", Double.NaN)
                        .set("l", nodes.arrayNode().add(1).addNull())))
                .isEqualTo("{\"d\":1e+21,\"n\":null,\"l\":[1,null]}");
    }

    @Test
    void stringsInsideStructuresAreEscapedAsAtTheTop() {
        assertThat(json(List.of("\u001f\u007f\u2028\ud83d😀\"\\")))
                .isEqualTo("[\"\\u001f\u007f\u2028\\ud83d😀\\\"\\\\\"]");
        assertThat(json(Map.of("\ud800\n", 1))).isEqualTo("{\"\\ud800\\n\":1}");
    }

    @Test
    void numbersOfAnyKindAreWritten() {
        assertThat(json(
                        new BigInteger("123456789012345678901234567890"),
                        new BigDecimal("1E+3"),
                        List.of(1e-7, 100.0, 1e300)))
                .isEqualTo("123456789012345678901234567890,1E+3,[1e-7,100,1e+300]");
        assertThat(json('x', UUID.fromString("00000000-0000-0001-0000-000000000002")))
                .isEqualTo("\"x\",\"00000000-0000-0001-0000-000000000002\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z,2026-11-20T12:00:00.000Z",
        "1970-01-01T00:00:00.001999Z,1970-01-01T00:00:00.001Z",
        "1969-12-31T23:59:59.999Z,1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z,0000-01-01T00:00:00.000Z",
        "-000001-12-31T00:00:00Z,-000001-12-31T00:00:00.000Z",
        "+010000-01-01T00:00:00Z,+010000-01-01T00:00:00.000Z",
        "+275760-09-13T00:00:00Z,+275760-09-13T00:00:00.000Z",
        "-271821-04-20T00:00:00Z,-271821-04-20T00:00:00.000Z"
    })
    void datesAreThoseOfJavaScript(String moment, String written) {
        Instant instant = Instant.parse(moment);
        String json = '"' + written + '"';
        assertThat(json(instant)).isEqualTo(json);
        assertThat(json(List.of(instant))).isEqualTo('[' + json + ']');
        assertThat(json(Date.from(instant), List.of(Date.from(instant)))).isEqualTo(json + ",[" + json + ']');
    }

    @Test
    void datesWithAZoneAreWrittenInUtc() {
        OffsetDateTime offset = OffsetDateTime.parse("2026-11-20T12:00:00.123456+02:00");
        ZonedDateTime zoned = ZonedDateTime.parse("2026-11-20T12:00:00+01:00[Europe/Paris]");
        assertThat(json(offset, zoned, Map.of("at", offset)))
                .isEqualTo(
                        "\"2026-11-20T10:00:00.123Z\",\"2026-11-20T11:00:00.000Z\",{\"at\":\"2026-11-20T10:00:00.123Z\"}");
        assertThat(json(LocalDate.of(2026, 1, 2))).isEqualTo("\"2026-01-02\"");
    }

    @Test
    void aMomentThatIsNoDateOfJavaScriptIsTheUsersMistake() {
        assertThatThrownBy(() -> json(Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no date of JavaScript");
        assertThatThrownBy(() -> json(List.of(Instant.MAX)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no date of JavaScript");
    }

    @Test
    void anEmptyOptionalIsLeftOutOfARecordAndNullElsewhere() {
        assertThat(json(Optional.empty(), Optional.of("a"), Optional.of(Optional.of(1))))
                .isEqualTo("null,\"a\",1");
        assertThat(json(List.of(Optional.empty()), Map.of("a", Optional.empty())))
                .isEqualTo("[null],{\"a\":null}");
    }

    record Raw(@JsonRawValue String json) {}

    @Test
    void rawJsonIsCheckedBeforeItLeaves() {
        assertThat(json(new Raw("{ \"a\" : [1] }"))).isEqualTo("{\"json\":{ \"a\" : [1] }}");
        for (String bad : new String[] {"", "x", "1 2", "{", "1]"}) {
            assertThatThrownBy(() -> json(new Raw(bad)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no JSON");
        }
    }

    // --- the user's mistakes --------------------------------------------------------------------------------------

    static final class Empty {}

    static final class Bean {
        private boolean isNamed;

        public String getName() {
            if (!isNamed) {
                throw new IllegalStateException("no name yet");
            }
            return "";
        }
    }

    @Test
    void aCycleIsToldApart() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(Map.of("again", cycle));
        assertThatThrownBy(() -> CODEC.write("say", new Object[] {1, cycle}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Argument 1 of \"say\" (java.util.ArrayList) cannot be written as JSON")
                .hasMessageContaining("nests deeper than 128 levels (maxJsonDepth): has it a cycle?");
    }

    @Test
    void whatIsWrittenIsNeverDeeperThanWhatWeRead() {
        Object deep = 1;
        for (int i = 0; i < 127; i++) {
            deep = List.of(deep);
        }
        assertThat(CODEC.read(Wire.sent(deep), 0, Object.class)).isEqualTo(deep);
        List<Object> deeper = List.of(deep);
        assertThatThrownBy(() -> json(deeper)).hasMessageContaining("maxJsonDepth");
    }

    @Test
    void aClassThatHasNothingToWriteIsToldApart() {
        assertThatThrownBy(() -> json(new Empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "Argument 0 of an answer (" + Empty.class.getName() + ") cannot be written as JSON");
        assertThatThrownBy(() -> json(List.of(Map.of("a", new Empty())))).hasMessageContaining("at [0].a");
    }

    @Test
    void anExceptionOfTheUsersOwnCodeIsTheCause() {
        assertThatThrownBy(() -> json(new Bean()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at name: no name yet")
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNullKeyIsToldApart() {
        Map<@Nullable String, Integer> map = new LinkedHashMap<>();
        map.put(null, 1);
        assertThatThrownBy(() -> json(map)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReservedNameIsRefused() {
        assertThatThrownBy(() -> CODEC.write("disconnect", new Object[] {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
    }

    // --- values that stand alone ----------------------------------------------------------------------------------

    @Test
    void aValueMayStandAlone() {
        assertThat(new String(CODEC.writeValue(Map.of("k", 1)), StandardCharsets.UTF_8))
                .isEqualTo("{\"k\":1}");
        assertThat(new String(CODEC.writeValue(null), StandardCharsets.UTF_8)).isEqualTo("null");
        assertThatThrownBy(() -> CODEC.writeValue(new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Binary data has no place here: send it in an event");
        assertThatThrownBy(() -> CODEC.writeValue(List.of(new byte[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Binary data has no place here");
    }

    @Test
    void aMapperOfTheUsersDecidesOnDatesAndNames() {
        JsonMapper theirs = JsonMapper.builder()
                .enable(tools.jackson.databind.cfg.DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(tools.jackson.databind.cfg.DateTimeFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                .propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build();
        JacksonCodec codec = new JacksonCodec(theirs, PacketLimits.DEFAULTS);
        assertThat(codec.write(null, new Object[] {Instant.EPOCH, new Point(1, 2), new byte[1]})
                        .text())
                .isEqualTo("[0,{\"X\":1,\"Y\":2},{\"_placeholder\":true,\"num\":0}]");
    }
}
