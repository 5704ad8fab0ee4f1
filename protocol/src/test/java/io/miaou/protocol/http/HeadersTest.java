package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.Headers.Header;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
    @Test
    void fieldsKeepTheirOrderAndCompareWithoutCase() {
        Headers headers = Headers.of("A", "1", "b", "2", "a", "3");
        assertThat(headers.all("A")).containsExactly("1", "3");
        assertThat(headers.first("B")).contains("2");
        assertThat(headers.first("c")).isEmpty();
        assertThat(headers.contains("B")).isTrue();
        assertThat(headers.contains("c")).isFalse();
        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers).extracting(Header::name).containsExactly("A", "b", "a");
    }

    @Test
    void withAddsAndWithOnlyReplaces() {
        Headers headers = Headers.of("A", "1", "b", "2");
        assertThat(headers.with("a", "3")).isEqualTo(Headers.of("A", "1", "b", "2", "a", "3"));
        assertThat(headers.with("b", "2").withOnly("B", "4")).isEqualTo(Headers.of("A", "1", "B", "4"));
        assertThat(headers).isEqualTo(Headers.of("A", "1", "b", "2"));
    }

    @Test
    void aListThatChangesLaterDoesNotChangeTheFields() {
        List<Header> list = new ArrayList<>(List.of(new Header("A", "1")));
        Headers headers = Headers.of(list);
        list.clear();
        assertThat(headers.size()).isEqualTo(1);
        assertThat(Headers.of(list)).isSameAs(Headers.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upgrade|true",
                "keep-alive, Upgrade|true",
                "keep-alive,UPGRADE,x|true",
                "a ,\tUpgrade\t, b|true",
                "upgraded|false",
                "up grade|false",
                "x-upgrade|false",
                ",,|false"
            })
    void aTokenIsFoundInAListWithoutCaseAndOnlyWhole(String value, boolean found) {
        assertThat(Headers.of("Connection", "x", "connection", value).hasToken("CONNECTION", "Upgrade"))
                .isEqualTo(found);
    }

    @Test
    void namesWithoutAValueAreRefused() {
        assertThatThrownBy(() -> Headers.of("A", "1", "B"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3");
    }

    @Test
    void equalFieldsAreEqual() {
        assertThat(Headers.of("A", "1")).isEqualTo(Headers.of("A", "1")).hasSameHashCodeAs(Headers.of("A", "1"));
        assertThat(Headers.of("A", "1")).isNotEqualTo(Headers.of("a", "1")).isNotEqualTo("A: 1");
        assertThat(Headers.of("A", "1")).hasToString("[Header[name=A, value=1]]");
    }
}
