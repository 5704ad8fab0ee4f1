package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Input that waits and input that comes are joined. */
class BuffersTest {
    private static ByteBuf buffer(String text) {
        return ByteBufAllocator.DEFAULT
                .directBuffer(Math.max(1, text.length()))
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whereNothingWaitsTheFreshBufferIsTaken() {
        ByteBuf fresh = buffer("miaou");
        assertThat(Buffers.join(null, fresh)).isSameAs(fresh);
        fresh.release();
    }

    @Test
    void whatWaitsComesFirstAndWhatWasReadIsGone() {
        ByteBuf waiting = buffer("xxmi");
        waiting.skipBytes(2);
        ByteBuf fresh = buffer("aou");
        ByteBuf joined = Buffers.join(waiting, fresh);
        assertThat(joined.toString(StandardCharsets.US_ASCII)).isEqualTo("miaou");
        assertThat(fresh.refCnt()).isZero();
        joined.release();
        assertThat(waiting.refCnt()).isZero();
    }

    @Test
    void bytesThatComeOneByOneAreNotCopiedOverAndOver() {
        ByteBuf joined = buffer("");
        int growths = 0;
        for (int i = 0; i < 10_000; i++) {
            int before = joined.capacity();
            joined = Buffers.join(joined, buffer("x"));
            growths += joined.capacity() == before ? 0 : 1;
        }
        assertThat(joined.readableBytes()).isEqualTo(10_000);
        assertThat(growths).isLessThan(16); // each copies all of it once
        joined.release();
    }
}
