package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The payload of a message that is not complete yet: one array for all fragments, grown as bytes arrive.
 *
 * <p>The announced length of a frame never sets its size; it only caps the growth, so that the last growth of a message
 * whose end is known is exact and nothing is copied when it is handed over. It holds at most twice the bytes that have
 * arrived (of a compressed message twice those that came out, or four times the first that came in), or {@value #SMALLEST}, and
 * never more than the message limit; while it grows the old array is there besides, so the heap has at most twice the limit
 * for a moment. One thread at a time.
 */
final class MessageBuffer {
    static final int SMALLEST = 1024;

    private static final byte[] NOTHING = new byte[0];

    private final InboundBudget budget;
    private byte[] bytes = NOTHING;
    private int size;

    MessageBuffer(InboundBudget budget) {
        this.budget = budget;
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /**
     * Appends bytes of a frame and unmasks them.
     *
     * @param useful more bytes than this the message will not have; never more than the message limit
     * @return false when the budget is spent; nothing was appended then
     */
    boolean append(ByteBuffer in, int count, int useful, int key, int phase) {
        int needed = size + count;
        if (needed > bytes.length && !grow(needed, useful)) {
            return false;
        }
        in.get(bytes, size, count);
        if (key != 0) {
            Masking.apply(bytes, size, needed, key, phase);
        }
        size = needed;
        return true;
    }

    /** How many bytes can be written to {@link #array} from {@link #size} on before {@link #makeRoom} is needed. */
    int room() {
        return bytes.length - size;
    }

    /** Says how many bytes were written there. */
    void advance(int count) {
        size += count;
    }

    /**
     * Makes room where there is none.
     *
     * @param expected so many bytes are likely to come; a guess, which the message limit caps
     * @param limit more than the size so far
     * @return false when the budget is spent
     */
    boolean makeRoom(int expected, int limit) {
        return grow((int) Math.min(limit, (long) size + (size == 0 ? expected : 1)), limit);
    }

    private boolean grow(int needed, int useful) {
        long doubled = Math.max(SMALLEST, Math.max(needed, 2L * bytes.length));
        int capacity = (int) Math.max(needed, Math.min(doubled, useful));
        if (!budget.tryReserve(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    static Violation budgetSpent() {
        return new Violation(CloseCode.TRY_AGAIN_LATER, "the budget for unfinished messages is spent", "inboundBudget");
    }

    /** The whole payload, for the caller to keep; the buffer is empty after it. */
    byte[] take() {
        byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return whole;
    }

    /** Drops what came and gives the budget back. */
    void clear() {
        budget.release(bytes.length);
        bytes = NOTHING;
        size = 0;
    }
}
