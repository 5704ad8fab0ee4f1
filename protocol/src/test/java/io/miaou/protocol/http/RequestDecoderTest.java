package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.HttpEvent.NeedInput;
import io.miaou.protocol.http.HttpEvent.Request;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a well-behaved client sends, and how the decoder hands it over. */
class RequestDecoderTest {
    private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void aRequestWithoutABodyIsARequestAndAnEnd() {
        assertThat(Wire.requests(GET)).containsExactly("GET /a?b=c 1.1 [Header[name=Host, value=x]]", "End");
    }

    @Test
    void theTargetIsSplitIntoPathAndQueryWithoutDecoding() {
        RequestHead head = head("GET /a%20b?c=%3F?d HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(head.path()).isEqualTo("/a%20b");
        assertThat(head.query()).isEqualTo("c=%3F?d");
    }

    @Test
    void namesOfFieldsCompareWithoutCaseAndValuesLoseTheSpaceAroundThem() {
        RequestHead head = head("GET / HTTP/1.1\r\nhOsT:x\r\nX-One: \t a  b \t\r\nX-Empty:\r\n\r\n");
        assertThat(head.headers().first("HOST")).contains("x");
        assertThat(head.headers().first("x-one")).contains("a  b");
        assertThat(head.headers().first("x-empty")).contains("");
    }

    @Test
    void bytesAbove127InAValueAreOneCharEach() {
        assertThat(head("GET / HTTP/1.1\r\nHost: x\r\nA: é\r\n\r\n").headers().first("a"))
                .contains("é");
    }

    @Test
    void h03_pipelinedRequestsComeInOrder() {
        assertThat(Wire.requests(GET + "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET))
                .containsExactly(
                        "GET /a?b=c 1.1 [Header[name=Host, value=x]]",
                        "End",
                        "POST /p 1.1 [Header[name=Host, value=x], Header[name=Content-Length, value=3]]",
                        "Content abc",
                        "End",
                        "GET /a?b=c 1.1 [Header[name=Host, value=x]]",
                        "End");
    }

    @Test
    void h03_theDecoderStopsExactlyBehindTheHeadOfAnUpgrade() {
        byte[] stream = Wire.bytes("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n\u0081\u0080mask");
        ByteBuffer in = ByteBuffer.wrap(stream);
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(in)).isInstanceOf(Request.class);
        assertThat(in.remaining()).isEqualTo(6);
        assertThat(in.get()).isEqualTo((byte) 0x81);
    }

    @Test
    void aBodyOfAnnouncedLengthIsHandedOverAsItComes() {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.DEFAULTS);
        String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
        assertThat(Wire.run(decoder::next, Wire.bytes(head + "ab"))).last().isEqualTo("Content ab");
        assertThat(Wire.run(decoder::next, Wire.bytes("cde"))).containsExactly("Content cde", "End");
    }

    @Test
    void anEmptyBodyOfAnnouncedLengthEndsAtOnce() {
        assertThat(Wire.requests("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
                .hasSize(2)
                .last()
                .isEqualTo("End");
    }

    @Test
    void aChunkedBodyLosesItsFramingAndItsTrailers() {
        assertThat(Wire.requests("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                        + "3\r\nabc\r\n0000000A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n" + GET))
                .containsExactly(
                        "POST / 1.1 [Header[name=Host, value=x], Header[name=Transfer-Encoding, value=Chunked]]",
                        "Content abc0123456789",
                        "End",
                        "GET /a?b=c 1.1 [Header[name=Host, value=x]]",
                        "End");
    }

    @Test
    void oneEmptyLineBeforeEachRequestIsSkipped() {
        assertThat(Wire.requests("\r\n" + GET + "\r\n" + GET)).hasSize(4).last().isEqualTo("End");
    }

    @Test
    void requestsOfHttp10NeedNoHost() {
        assertThat(Wire.requests("GET / HTTP/1.0\r\n\r\n")).containsExactly("GET / 1.0 []", "End");
    }

    @Test
    void theConnectionIsKeptAsTheVersionAndTheFieldConnectionSay() {
        assertThat(head("GET / HTTP/1.1\r\nHost: x\r\n\r\n").keepsAlive()).isTrue();
        assertThat(head("GET / HTTP/1.1\r\nHost: x\r\nConnection: a, CLOSE\r\n\r\n")
                        .keepsAlive())
                .isFalse();
        assertThat(head("GET / HTTP/1.0\r\n\r\n").keepsAlive()).isFalse();
        assertThat(head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepsAlive())
                .isTrue();
    }

    @Test
    void aLongLineIsForgottenBeforeTheNextRequest() {
        String large = "GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: x\r\nA: " + "b".repeat(5000) + "\r\n\r\n";
        assertThat(Wire.requests(large + GET + large))
                .hasSize(6)
                .containsOnlyOnce("GET /a?b=c 1.1 [Header[name=Host, value=x]]");
    }

    @Test
    void noInputIsNoEvent() {
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.allocate(0)))
                .isInstanceOf(NeedInput.class);
    }

    private static RequestHead head(String stream) {
        HttpEvent event = new RequestDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.wrap(Wire.bytes(stream)));
        assertThat(event).isInstanceOf(Request.class);
        return ((Request) event).head();
    }
}
