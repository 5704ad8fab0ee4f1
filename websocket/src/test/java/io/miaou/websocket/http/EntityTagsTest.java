package io.miaou.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a,b\"",
                "W/\"a,b\"",
                "*",
                "\"x\", \"a,b\"",
                "\"x\",W/\"a,b\",\"y\"",
                " , \"a,b\"",
                "\"\",\"a,b\"",
                "\"x\"\"a,b\""
            })
    void rfc9110Section1312_aTagInTheListMatchesWithoutRegardToWeakness(String field) {
        assertThat(EntityTags.match(List.of(field), "\"a,b\"")).isTrue();
        assertThat(EntityTags.match(List.of(field), "W/\"a,b\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,b",
                "\"a\"",
                "\"b\"",
                "\"a,b",
                "a,b\"",
                "w/\"a,b\"",
                "**",
                "*, \"x\"",
                "x \"a,b\"",
                "\"A,B\"",
                "W/W/\"a,b\"",
                "W/"
            })
    void rfc9110Section1312_anythingElseDoesNot(String field) {
        assertThat(EntityTags.match(List.of(field), "\"a,b\"")).isFalse();
        assertThat(EntityTags.match(List.of(field), "W/\"a,b\"")).isFalse();
    }

    @Test
    void rfc9110Section53_theListMayBeSpreadOverSeveralFields() {
        assertThat(EntityTags.match(List.of("\"x\"", "\"a\""), "\"a\"")).isTrue();
        assertThat(EntityTags.match(List.of("\"x\"", "\"y\""), "\"a\"")).isFalse();
        assertThat(EntityTags.match(List.of(), "\"a\"")).isFalse();
    }
}
