package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a client is sent gzip (RFC 9110 §12.5.3). */
class AcceptEncodingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                              | true",
                "GZIP                              | true",
                "x-gzip                            | true",
                "gzip, deflate, br, zstd           | true",
                "deflate,  gzip                    | true",
                "deflate;q=1.0, gzip;q=0.5         | true",
                "gzip;q=0.001                      | true",
                "gzip;q=1.000                      | true",
                "gzip ; q=0.5                      | true",
                "gzip;Q=0.5                        | true",
                "gzip;q=0.                         | false",
                "gzip;q=1.                         | true",
                "*                                 | true",
                "*;q=0.1                           | true",
                "br, *;q=0.1                       | true",
                ",, gzip ,,                        | true",
                "identity;q=0, gzip                | true",
                "identity;q=0.5, gzip;q=0.5        | true",
                "gzip;q=0, x-gzip                  | true",
                "''                                | false",
                "identity                          | false",
                "br                                | false",
                "deflate, br;q=1.0                 | false",
                "gzip;q=0                          | false",
                "gzip;q=0.000                      | false",
                "gzip;q=0, *                       | false",
                "*;q=0                             | false",
                "identity;q=0, *;q=0               | false",
                "gzip;q=0.5, identity              | false",
                "identity;q=0.6, *;q=0.5           | false",
                "gzipped                           | false",
                "gzi                               | false",
                "x-gzipx                           | false",
                "gzip;q=2                          | false",
                "gzip;q=1.001                      | false",
                "gzip;q=0.0001                     | false",
                "gzip;q=-1                         | false",
                "gzip;q=.5                         | false",
                "gzip;q=0,5                        | false",
                "gzip;q=                           | false",
                "gzip;q                            | false",
                "gzip;                             | false",
                "gzip;level=9                      | false",
                "gzip;q=0.5;level=9                | false",
                "gzip q=0.5                        | false",
                "gzip, \"                          | false",
                "gzip/1.0                          | false",
            })
    void aClientIsSentGzipWhenItTakesItAndLikesItNoLess(String field, boolean expected) {
        assertThat(AcceptEncoding.prefers(List.of(field), "gzip")).isEqualTo(expected);
    }

    @Test
    void withoutTheFieldNothingIsAssumed() {
        assertThat(AcceptEncoding.prefers(List.of(), "gzip")).isFalse();
    }

    @Test
    void severalFieldsAreOneList() {
        assertThat(AcceptEncoding.prefers(List.of("br", "gzip;q=0.5"), "gzip")).isTrue();
        assertThat(AcceptEncoding.prefers(List.of("gzip;q=0.5", "identity"), "gzip"))
                .isFalse();
        assertThat(AcceptEncoding.prefers(List.of("gzip", ";;;"), "gzip")).isFalse();
    }

    /** A reader that began anew at each element would need minutes for this. */
    @Test
    void h05_aMillionElementsAreReadOnce() {
        assertThat(AcceptEncoding.prefers(List.of("br;q=0.1,".repeat(1_000_000) + "gzip"), "gzip"))
                .isTrue();
        assertThat(AcceptEncoding.prefers(List.of(" ".repeat(5_000_000) + "gzip" + " ".repeat(5_000_000)), "gzip"))
                .isTrue();
    }
}
