package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a stream was cut must change nothing in what is read from it. */
class SplitTest {
    static Stream<String> requests() {
        return HttpStreams.REQUESTS.stream();
    }

    static Stream<String> responses() {
        return HttpStreams.RESPONSES.stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void h02_aStreamOfRequestsReadsTheSameHoweverItIsCut(String stream) {
        readsTheSameHoweverItIsCut(() -> new RequestDecoder(HttpStreams.LIMITS)::next, Wire.bytes(stream));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void aStreamOfResponsesReadsTheSameHoweverItIsCut(String stream) {
        readsTheSameHoweverItIsCut(() -> new ResponseDecoder(HttpStreams.LIMITS)::next, Wire.bytes(stream));
    }

    private static void readsTheSameHoweverItIsCut(Supplier<Function<ByteBuffer, HttpEvent>> decoder, byte[] stream) {
        List<String> whole = Wire.run(decoder.get(), stream);
        assertThat(Wire.runByteByByte(decoder.get(), stream)).isEqualTo(whole);
        for (int first = 0; first <= stream.length; first++) {
            assertThat(Wire.run(decoder.get(), stream, first)).isEqualTo(whole);
            for (int second = first; second <= stream.length; second += 3) {
                assertThat(Wire.run(decoder.get(), stream, first, second)).isEqualTo(whole);
            }
        }
    }
}
