package io.miaou.protocol.http;

import static io.miaou.protocol.http.Wire.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body has one length: every way to announce two, or one that readers take differently, is refused. */
class BodyFramingTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\n";

    @Test
    void h02_transferEncodingAndContentLengthTogetherAre400() {
        assertThat(status(POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"))
                .isEqualTo(400);
        assertThat(status(POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(400);
    }

    @Test
    void h02_twoContentLengthsAre400EvenWhenTheyAgree() {
        assertThat(status(POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"))
                .isEqualTo(400);
        assertThat(status(POST + "Content-Length: 5\r\ncontent-length: 6\r\n\r\n"))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+5",
                "-5",
                "5,5",
                "5, 5",
                "",
                "5 5",
                "0x5",
                "5.0",
                "5;",
                "1234567890123456789",
                "0000000000000000005",
                "99999999999999999999999999",
                "\u00b2",
                "5\t" + "6"
            })
    void h02_aContentLengthOfOtherThan1To18DigitsIs400(String length) {
        assertThat(status(POST + "Content-Length: " + length + "\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xchunked",
                "chunked, chunked",
                "gzip, chunked",
                "gzip",
                "identity",
                "",
                "chunked;q=1",
                "\"chunked\"",
                ",chunked",
                "chunked,",
                "\u000bchunked",
                "chun ked"
            })
    void h02_aTransferEncodingOfOtherThanOneChunkedIs400(String coding) {
        assertThat(status(POST + "Transfer-Encoding: " + coding + "\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h02_twoTransferEncodingsAre400() {
        assertThat(status(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(400);
        assertThat(status(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"))
                .isEqualTo(400);
    }

    @Test
    void h02_aTransferEncodingInHttp10Is400() {
        assertThat(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5;a=b",
                "5;",
                "5 ",
                " 5",
                "0x5",
                "+5",
                "-5",
                "",
                "5g",
                "000000005",
                "123456789",
                "fffffffff",
                "\u0665"
            })
    void h02_aChunkSizeOfOtherThan1To8HexadecimalDigitsIs400(String size) {
        assertThat(status(POST + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\nabcde\r\n0\r\n\r\n"))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabcd\r\n",
                "3\r\nab\r\n0\r\n\r\n",
                "3\r\nabc\n",
                "3\nabc\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\r\nabc\r\r\n"
            })
    void h02_aChunkThatDoesNotEndWhereItsSizeSaysIs400(String chunk) {
        assertThat(status(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A : b\r\n\r\n",
                " a\r\n\r\n",
                "A: b\0\r\n\r\n",
                "A: b\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                ":\r\n\r\n"
            })
    void h02_trailersAreReadAsStrictlyAsFields(String trailers) {
        assertThat(status(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailers))
                .isEqualTo(400);
    }

    @Test
    void h02_afterAProblemNoSecondRequestIsRead() {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.DEFAULTS);
        ByteBuffer smuggled = ByteBuffer.wrap(Wire.bytes("GET /evil HTTP/1.1\r\nHost: x\r\n\r\n"));
        HttpEvent problem = decoder.next(
                ByteBuffer.wrap(Wire.bytes(POST + "Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nabcd")));
        assertThat(problem).isInstanceOf(Problem.class);
        assertThat(decoder.next(smuggled)).isSameAs(problem);
        assertThat(decoder.next(smuggled)).isSameAs(problem);
        assertThat(smuggled.position()).isZero();
    }
}
