package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The watch over lost buffers sees one. */
class NoLeaksTest {
    @Test
    void aLostBufferIsFound() throws Exception {
        NoLeaks.find(); // those of others, if there were any, are reported by their own class
        loseABuffer();
        assertThat(NoLeaks.find()).singleElement().asString().contains("LEAK");
    }

    @Test
    void aReleasedBufferIsNoLeak() throws Exception {
        NoLeaks.find();
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        assertThat(NoLeaks.find()).isEmpty();
    }

    private static void loseABuffer() {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
    }
}
