package io.miaou.protocol.http;

import static io.miaou.protocol.http.Wire.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.HttpEvent.Content;
import io.miaou.protocol.http.HttpEvent.NeedInput;
import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** How much is taken in, to the byte, and how much work it costs. */
class RequestLimitsTest {
    private static final HttpLimits SMALL = new HttpLimits(30, 20, 50, 4, 10);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = GET + "Transfer-Encoding: chunked\r\n\r\n";

    @Test
    void h04_requestLineOf9KbIsAnswered414() {
        assertThat(status("GET /" + "a".repeat(9 << 10) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(414);
    }

    @Test
    void h04_aHeaderOf9KbIsAnswered431() {
        assertThat(status(GET + "A: " + "b".repeat(9 << 10) + "\r\n\r\n")).isEqualTo(431);
    }

    @Test
    void h04_aRequestLineMayFillItsLimitToTheByte() {
        String line = "GET /" + "a".repeat(30 - 14) + " HTTP/1.1";
        assertThat(Wire.requests(SMALL, line + "\r\nHost: x\r\n\r\n")).last().isEqualTo("End");
        assertThat(status(SMALL, line.replace("/", "/a") + "\r\nHost: x\r\n\r\n"))
                .isEqualTo(414);
    }

    @Test
    void h04_aFieldMayFillItsLimitToTheByte() {
        assertThat(Wire.requests(SMALL, GET + "A: " + "b".repeat(17) + "\r\n\r\n"))
                .last()
                .isEqualTo("End");
        assertThat(status(SMALL, GET + "A: " + "b".repeat(18) + "\r\n\r\n")).isEqualTo(431);
    }

    @Test
    void h05_theSumOfTheFieldsMayFillItsLimitToTheByte() {
        String fields = GET + "A: " + "b".repeat(17) + "\r\n" + "B: ";
        assertThat(Wire.requests(SMALL, fields + "c".repeat(17) + "\r\nC:c\r\n\r\n"))
                .last()
                .isEqualTo("End");
        assertThat(status(SMALL, fields + "c".repeat(17) + "\r\nC:cc\r\n\r\n")).isEqualTo(431);
    }

    @Test
    void h05_theCountOfTheFieldsMayReachItsLimit() {
        assertThat(Wire.requests(SMALL, GET + "A:\r\n".repeat(3) + "\r\n"))
                .last()
                .isEqualTo("End");
        assertThat(status(SMALL, GET + "A:\r\n".repeat(4) + "\r\n")).isEqualTo(431);
    }

    @Test
    void h05_aHeadOf2000FieldsIsAnswered431AtField129HoweverMuchFollows() {
        ByteBuffer in = ByteBuffer.wrap(Wire.bytes(GET + "A: b\r\n".repeat(2000) + "\r\n"));
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(in))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(431));
        assertThat(in.position()).isEqualTo(GET.length() + 128 * "A: b\r\n".length());
    }

    @Test
    void h05_fiveThousandQualitiesAreAnswered431WithinTheLimitOfTheField() {
        ByteBuffer in = ByteBuffer.wrap(Wire.bytes(GET + "Accept: " + "a/b;q=0.1,".repeat(5000) + "\r\n\r\n"));
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(in))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(431));
        assertThat(in.position()).isEqualTo(GET.length() + 8192 + 1);
    }

    @Test
    void h05_aHeadTwiceTheSizeCostsNoMoreThanThreeTimesTheLooks() {
        assertThat(looks(fields(2000))).isBetween(looks(fields(1000)), 3 * looks(fields(1000)));
        assertThat(looks(oneField(40_000))).isBetween(looks(oneField(20_000)), 3 * looks(oneField(20_000)));
        assertThat(looks(spaces(40_000))).isBetween(looks(spaces(20_000)), 3 * looks(spaces(20_000)));
        assertThat(looks(chunks(4000))).isBetween(looks(chunks(2000)), 3 * looks(chunks(2000)));
    }

    @Test
    void h05_comingByteByByteAHeadCostsTheSameLooks() {
        assertThat(looksByteByByte(fields(500))).isEqualTo(looks(fields(500)));
    }

    private static String fields(int count) {
        return GET + "Name: value, value\r\n".repeat(count) + "\r\n";
    }

    private static String oneField(int size) {
        return GET + "A: " + "a/b;q=0.1,".repeat(size / 10) + "\r\n\r\n";
    }

    private static String spaces(int size) {
        return GET + "A:" + " ".repeat(size) + "x" + " ".repeat(size) + "\r\n\r\n";
    }

    private static String chunks(int count) {
        return CHUNKED + "1\r\na\r\n".repeat(count) + "0\r\n\r\n";
    }

    private static long looks(String stream) {
        Looks lines = new Looks();
        Wire.run(roomy(lines)::next, Wire.bytes(stream));
        return lines.count;
    }

    private static long looksByteByByte(String stream) {
        Looks lines = new Looks();
        RequestDecoder decoder = roomy(lines);
        for (byte b : Wire.bytes(stream)) {
            ByteBuffer in = ByteBuffer.wrap(new byte[] {b});
            while (!(decoder.next(in) instanceof NeedInput)) {
                assertThat(in.remaining()).isLessThan(2);
            }
        }
        return lines.count;
    }

    private static RequestDecoder roomy(LineReader lines) {
        return new RequestDecoder(new HttpLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 1 << 20), lines);
    }

    /** Counts the bytes that are looked at in complete lines; to fill the line each byte of input is looked at once more. */
    private static final class Looks extends LineReader {
        long count;

        @Override
        int at(int index) {
            count++;
            return super.at(index);
        }

        @Override
        String text(int from, int to) {
            count += to - from;
            return super.text(from, to);
        }
    }

    @Test
    void aBodyAnnouncedAsLargerThanTheLimitIsAnswered413InPlaceOfItsHead() {
        assertThat(Wire.requests(SMALL, GET + "Content-Length: 11\r\n\r\n"))
                .containsExactly("413 body is larger than 10 bytes");
        assertThat(Wire.requests(SMALL, GET + "Content-Length: 10\r\n\r\n0123456789"))
                .last()
                .isEqualTo("End");
        assertThat(status(GET + "Content-Length: 999999999999999999\r\n\r\n")).isEqualTo(413);
    }

    @Test
    void aChunkedBodyIsAnswered413WithTheChunkThatPassesTheLimit() {
        HttpLimits limits = new HttpLimits(99, 99, 99, 9, 10);
        assertThat(Wire.requests(limits, CHUNKED + "6\r\nabcdef\r\n4\r\nabcd\r\n0\r\n\r\n"))
                .last()
                .isEqualTo("End");
        assertThat(Wire.requests(limits, CHUNKED + "6\r\nabcdef\r\n5\r\n"))
                .hasSize(3)
                .endsWith("Content abcdef", "413 body is larger than 10 bytes");
        assertThat(status(CHUNKED + "ffffffff\r\n")).isEqualTo(413);
    }

    @Test
    void theLimitOfABodyIsCountedAnewForEachRequest() {
        HttpLimits limits = new HttpLimits(99, 99, 99, 9, 10);
        String request = CHUNKED + "6\r\nabcdef\r\n0\r\n\r\n";
        assertThat(Wire.requests(limits, request + request)).hasSize(6).last().isEqualTo("End");
    }

    @Test
    void anIdleConnectionKeepsNoLongLine() {
        LineReader lines = new LineReader();
        RequestDecoder decoder = new RequestDecoder(HttpLimits.DEFAULTS, lines);
        Wire.run(decoder::next, Wire.bytes(GET + "A: " + "b".repeat(8000) + "\r\n\r\n"));
        assertThat(lines.capacity()).isLessThanOrEqualTo(1024);
    }

    @Test
    void trailersAreHeldToTheLimitsOfTheFields() {
        HttpLimits limits = new HttpLimits(99, 40, 60, 4, 10);
        String end = CHUNKED + "0\r\n";
        assertThat(Wire.requests(limits, end + "A: b\r\n".repeat(4) + "\r\n"))
                .last()
                .isEqualTo("End");
        assertThat(status(limits, end + "A: b\r\n".repeat(5) + "\r\n")).isEqualTo(431);
        assertThat(status(limits, end + "A: " + "b".repeat(38) + "\r\n\r\n")).isEqualTo(431);
        assertThat(status(limits, end + ("A: " + "b".repeat(28) + "\r\n").repeat(2) + "\r\n"))
                .isEqualTo(431);
    }

    @Test
    void contentIsNeverLargerThanWhatCameIn() {
        RequestDecoder decoder = new RequestDecoder(HttpLimits.DEFAULTS);
        Wire.run(decoder::next, Wire.bytes(GET + "Content-Length: 60000000\r\n\r\n"));
        assertThat(decoder.next(ByteBuffer.wrap(new byte[7])))
                .isInstanceOfSatisfying(
                        Content.class, content -> assertThat(content.bytes()).hasSize(7));
    }

    @Test
    void aLimitBelow1IsRefusedWithItsName() {
        assertThatThrownBy(() -> new HttpLimits(1, 1, 0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxHeadersSize is 0");
    }
}
