package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Keys and nonces are the bytes of the source, each used once. */
class MaskKeysTest {
    /** A source whose bytes are counted, so that one can see which were used. */
    private static final class Counting extends SecureRandom {
        private static final long serialVersionUID = 1;
        private int last;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i + 4 <= bytes.length; i += 4) {
                ByteBuffer.wrap(bytes).putInt(i, ++last);
            }
        }
    }

    @Test
    void f17_noByteOfTheSourceIsUsedTwice() {
        MaskKeys keys = new MaskKeys(new Counting());
        int before = 0;
        for (int i = 0; i < 10_000; i++) {
            int key;
            if (i % 3 == 0) {
                byte[] nonce = keys.bytes(16);
                key = ByteBuffer.wrap(nonce).getInt(12);
                assertThat(ByteBuffer.wrap(nonce).getInt())
                        .isGreaterThan(before)
                        .isEqualTo(key - 3);
            } else {
                key = keys.getAsInt();
            }
            assertThat(key).isGreaterThan(before);
            before = key;
        }
    }
}
