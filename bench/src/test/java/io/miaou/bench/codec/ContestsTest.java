package io.miaou.bench.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contestants of each benchmark do the same work, and it succeeds; nothing is measured here. */
class ContestsTest {
    @ParameterizedTest
    @ValueSource(ints = {16, 125, 1024, 65_536})
    void bothDecodersFindThePayload(int bytes) throws Exception {
        for (DecodeBenchmark.Kind kind : DecodeBenchmark.Kind.values()) {
            DecodeBenchmark contest = new DecodeBenchmark();
            contest.bytes = bytes;
            contest.kind = kind;
            contest.prepare();
            assertThat(contest.miaou()).isEqualTo(Payloads.ascii(bytes));
            assertThat(contest.peersPayload()).isEqualTo(Payloads.ascii(bytes));
            contest.netty();
            contest.end();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 125, 1024, 65_536})
    void bothEncodersWriteFramesOfTheSameSize(int bytes) throws Exception {
        for (EncodeBenchmark.Kind kind : EncodeBenchmark.Kind.values()) {
            EncodeBenchmark contest = new EncodeBenchmark();
            contest.bytes = bytes;
            contest.kind = kind;
            contest.prepare();
            assertThat(contest.miaou()).isEqualTo(contest.netty()).isGreaterThan(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 125, 1024, 65_536, 7})
    void allMaskAlike(int bytes) throws Throwable {
        MaskBenchmark contest = new MaskBenchmark();
        contest.bytes = bytes;
        contest.prepare();
        byte[] masked = contest.miaou().clone();
        assertThat(masked).isNotEqualTo(Payloads.ascii(bytes));
        assertThat(ByteBufUtil.getBytes(contest.netty())).isEqualTo(masked);
        contest.end();
        contest.prepare();
        assertThat(contest.loop()).isEqualTo(masked);
        contest.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 125, 1024, 65_536})
    void bothValidatorsFindTheTextsToBeUtf8(int bytes) throws Throwable {
        for (Utf8Benchmark.Kind kind : Utf8Benchmark.Kind.values()) {
            Utf8Benchmark contest = new Utf8Benchmark();
            contest.bytes = bytes;
            contest.kind = kind;
            contest.prepare();
            assertThat(contest.miaou()).isTrue();
            contest.netty();
            contest.end();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 1024, 65_536})
    void bothCompressAlikeAndInflateToTheWholeMessage(int bytes) throws Exception {
        for (DeflateBenchmark.Kind kind : DeflateBenchmark.Kind.values()) {
            DeflateBenchmark contest = new DeflateBenchmark();
            contest.bytes = bytes;
            contest.kind = kind;
            contest.prepare();
            boolean inflates = kind.name().startsWith("INFLATE");
            int ours = contest.miaou();
            assertThat(contest.netty()).as(kind.name()).isPositive();
            assertThat(ours).isPositive().isLessThanOrEqualTo(bytes);
            if (inflates) {
                assertThat(ours).isEqualTo(bytes);
                assertThat(contest.netty()).isEqualTo(bytes);
            }
            contest.end();
        }
    }
}
