package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.HttpEvent.End;
import io.miaou.protocol.http.HttpEvent.NeedInput;
import io.miaou.protocol.http.HttpEvent.Problem;
import io.miaou.protocol.http.HttpEvent.Response;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest {
    @Test
    void theDecoderStopsExactlyBehindTheHeadOf101() {
        ByteBuffer in = ByteBuffer.wrap(Wire.bytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nContent-Length: 9\r\n\r\n\u0081\0"));
        assertThat(new ResponseDecoder(HttpLimits.DEFAULTS).next(in)).isInstanceOf(Response.class);
        assertThat(in.remaining()).isEqualTo(2);
    }

    @Test
    void anInterimResponseEndsAtOnceAndTheFinalOneFollows() {
        assertThat(Wire.responses("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
                .containsExactly(
                        "100 Continue 1.1 []",
                        "End",
                        "200 OK 1.1 [Header[name=Content-Length, value=2]]",
                        "Content ok",
                        "End");
    }

    @Test
    void aChunkedBodyLosesItsFraming() {
        assertThat(Wire.responses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n"))
                .endsWith("Content ok", "End");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void someStatusesHaveNoBodyWhateverTheFieldsSay(int status) {
        assertThat(Wire.responses("HTTP/1.1 " + status + " \r\nContent-Length: 5\r\n\r\n"))
                .hasSize(2)
                .last()
                .isEqualTo("End");
    }

    @Test
    void theAnswerToHeadHasNoBodyAndTheNextOneHas() {
        ResponseDecoder decoder = new ResponseDecoder(HttpLimits.DEFAULTS);
        decoder.expectNoBody();
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        assertThat(Wire.run(decoder::next, Wire.bytes("HTTP/1.1 103 \r\n\r\n" + head + head + "ok")))
                .containsExactly(
                        "103  1.1 []",
                        "End",
                        "200 OK 1.1 [Header[name=Content-Length, value=2]]",
                        "End",
                        "200 OK 1.1 [Header[name=Content-Length, value=2]]",
                        "Content ok",
                        "End");
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() {
        ResponseDecoder decoder = new ResponseDecoder(HttpLimits.DEFAULTS);
        assertThat(Wire.run(decoder::next, Wire.bytes("HTTP/1.0 200 OK\r\n\r\nsome")))
                .last()
                .isEqualTo("Content some");
        assertThat(decoder.inputClosed()).isInstanceOf(End.class);
    }

    @Test
    void aBodyWithoutALengthIsHandedOverUpToTheLimitAndThen413() {
        HttpLimits limits = new HttpLimits(99, 99, 99, 9, 4);
        assertThat(Wire.run(new ResponseDecoder(limits)::next, Wire.bytes("HTTP/1.0 200 OK\r\n\r\nabcde")))
                .endsWith("Content abcd", "413 body is larger than 4 bytes");
    }

    @Test
    void aConnectionThatClosesInsideOfAResponseIsAProblem() {
        for (String part : new String[] {"H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"}) {
            ResponseDecoder decoder = new ResponseDecoder(HttpLimits.DEFAULTS);
            Wire.run(decoder::next, Wire.bytes(part));
            HttpEvent problem = decoder.inputClosed();
            assertThat(problem).isInstanceOf(Problem.class);
            assertThat(decoder.next(ByteBuffer.allocate(1))).isSameAs(problem);
            assertThat(decoder.inputClosed()).isSameAs(problem);
        }
    }

    @Test
    void aConnectionThatClosesBetweenResponsesIsNone() {
        ResponseDecoder decoder = new ResponseDecoder(HttpLimits.DEFAULTS);
        assertThat(decoder.inputClosed()).isInstanceOf(NeedInput.class);
        Wire.run(decoder::next, Wire.bytes("HTTP/1.1 204 \r\n\r\n"));
        assertThat(decoder.inputClosed()).isInstanceOf(NeedInput.class);
    }

    @Test
    void theSpaceBehindTheStatusMayBeMissing() {
        assertThat(Wire.responses("HTTP/1.1 101\r\n\r\n")).first().isEqualTo("101  1.1 []");
        assertThat(Wire.responses("HTTP/1.0 404 Not  Found \r\n\r\n")).first().isEqualTo("404 Not  Found  1.0 []");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\nHTTP/1.1 200 OK",
                "HTTP/1.1",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 600 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1 -20 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1 200\tOK",
                "http/1.1 200 OK",
                "HTTP/1.10 200 OK",
                "HTTP/1.1 200 O\0K",
                "HTTP/1.1 200 OK\nA: b",
                "GET / HTTP/1.1",
                "HTTP/1.1 200 OK\r\nA : b",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1",
                "HTTP/1.1 200 OK\r\nContent-Length: +1",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked",
                "HTTP/1.1 200 OK\r\nA: b\r\n c"
            })
    void aResponseThatIsNotWellFormedIsAProblem(String head) {
        assertThat(Wire.responses(head + "\r\n\r\n")).last().asString().startsWith("400 ");
    }

    @Test
    void limitsHoldForResponsesToo() {
        assertThat(Wire.responses("HTTP/1.1 200 " + "a".repeat(9000) + "\r\n\r\n"))
                .last()
                .asString()
                .startsWith("400 ");
        assertThat(Wire.responses("HTTP/1.1 200 OK\r\nA: " + "a".repeat(9000) + "\r\n\r\n"))
                .last()
                .asString()
                .startsWith("431 ");
        assertThat(Wire.responses("HTTP/1.1 200 OK\r\n" + "A:\r\n".repeat(129) + "\r\n"))
                .last()
                .asString()
                .startsWith("431 ");
        assertThat(Wire.responses("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n"))
                .last()
                .asString()
                .startsWith("413 ");
        assertThat(Wire.responses("HTTP/2.0 200 OK\r\n\r\n")).last().asString().startsWith("505 ");
    }
}
