package io.miaou.websocket.internal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/**
 * Mask keys and nonces of all clients of a loop, straight from {@link SecureRandom}.
 *
 * <p>RFC 6455 §5.3 wants keys "derived from a strong source of entropy" that a server cannot predict from those it has seen, and
 * §10.3 says why: who can predict them chooses the bytes on the wire, and may fool a proxy. A quick generator seeded once, as
 * {@code SplittableRandom}, does not do: a few of its outputs give away its state, and every server sees outputs. So each key is
 * four fresh bytes; drawn {@value #BYTES} at a time, a frame costs one array access and every thousandth a system call. The
 * loop's thread only.
 */
final class MaskKeys implements IntSupplier {
    private static final int BYTES = 4096;

    private final SecureRandom random;
    private final byte[] drawn = new byte[BYTES];
    private final ByteBuffer keys = ByteBuffer.wrap(drawn).limit(0);

    MaskKeys(SecureRandom random) {
        this.random = random;
    }

    @Override
    public int getAsInt() {
        return fresh(Integer.BYTES).getInt();
    }

    /** So many random bytes, {@value #BYTES} at most; used once like every other. */
    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        fresh(count).get(bytes);
        return bytes;
    }

    private ByteBuffer fresh(int count) {
        if (keys.remaining() < count) {
            random.nextBytes(drawn);
            keys.clear();
        }
        return keys;
    }
}
