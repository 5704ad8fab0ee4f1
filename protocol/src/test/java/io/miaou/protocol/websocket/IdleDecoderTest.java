package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection may be idle for hours after a message: its decoder holds nothing meanwhile. */
class IdleDecoderTest {
    @ParameterizedTest
    @EnumSource(Side.class)
    void nothingOfAMessageIsHeldOnceItWasTakenAndNoneFollows(Side reader) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(1_000, 10), budget);
        Wire wire = Wire.to(reader)
                .frame(0x82, new byte[500])
                .frame(0x89, new byte[100])
                .frame(0x01, Bytes.utf8("mi"))
                .frame(0x80, Bytes.utf8("aou"));
        var in = wire.buffer();

        assertThat(decoder.next(in)).isEqualTo(FrameDecoder.Event.BINARY);
        assertThat(decoder.payload()).hasSize(500);
        assertThat(decoder.next(in)).isEqualTo(FrameDecoder.Event.PING);
        assertThat(decoder.payload()).hasSize(100);
        assertThat(decoder.next(in)).isEqualTo(FrameDecoder.Event.TEXT);
        assertThat(decoder.payload()).isEqualTo(Bytes.utf8("miaou"));
        assertThat(decoder.next(in)).isEqualTo(FrameDecoder.Event.NEED_INPUT);
        assertThat(decoder.payload()).isEmpty();
        assertThat(budget.held()).isZero();
    }
}
