package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one direction of a connection as their bytes arrive (RFC 7692 §7.2.2).
 *
 * <p>The limit counts what comes out, and text is checked as it comes out, so a bomb or bad text ends at the octet that makes
 * it so, whatever is still to come. What goes in is limited, too: a compressor that must expand a message adds an eighth
 * at worst (every byte as a literal of 9 bits), so a message of more than {@link #maxWireSize} bytes on the wire is one
 * of blocks that hold nothing.
 *
 * <p>A message ends between two blocks, or it was cut. zlib does not say where it stands, so the end is asked for: behind the
 * four octets that the sender took off (§7.2.1) goes another empty block, which only a reader between two blocks takes in without
 * a word. Without takeover it is marked as the last, and must be found to be: that is exact. With takeover it must not be, for
 * the window would be lost; there three of them must bring out neither a byte nor an error, which a cut message passes only
 * where its lost part would have been the tables of a block. One thread at a time.
 */
final class MessageInflater {
    private static final int CHUNK = 16_384;
    private static final byte[] TAIL_AND_LAST_BLOCK = {0, 0, -1, -1, 1, 0, 0, -1, -1};
    private static final byte[] TAIL_AND_EMPTY_BLOCKS = {0, 0, -1, -1, 0, 0, 0, -1, -1, 0, 0, 0, -1, -1, 0, 0, 0, -1, -1
    };

    private final boolean keepsContext;
    private final int limit;
    private final int maxLastBlocks;
    private final DeflateResources resources;
    private final MessageBuffer message;
    private final Utf8Validator utf8 = new Utf8Validator();
    private @Nullable Inflater inflater;
    private int wireSize;
    private int lastBlocks;

    /**
     * For the messages that {@code reader} hears. Nothing is borrowed before the first one.
     *
     * @param limits the message's counts its inflated size, that of empty frames also blocks marked as the last
     */
    MessageInflater(
            DeflateParameters agreed,
            Side reader,
            MessageLimits limits,
            InboundBudget budget,
            DeflateResources resources) {
        this.keepsContext = agreed.keepsContext(reader == Side.SERVER ? Side.CLIENT : Side.SERVER);
        this.limit = limits.maxMessageSize();
        this.maxLastBlocks = limits.maxEmptyFrames();
        this.resources = resources;
        this.message = new MessageBuffer(budget);
    }

    /** Bytes of the unfinished message that came in so far, compressed. */
    int wireSize() {
        return wireSize;
    }

    /** The most compressed bytes that a message may have. */
    int maxWireSize() {
        return limit + limit / 8 + MessageBuffer.SMALLEST; // below 2^31: the limit is at most 2^30
    }

    /** Takes in bytes of a frame, masked with this key; null when all is well. */
    @Nullable
    Violation accept(ByteBuffer in, int count, int key, int phase, boolean text) {
        Inflater to = borrowed();
        if (to == null) {
            return new Violation(
                    CloseCode.TRY_AGAIN_LATER, "the memory for decompression is spent", "deflateMemoryBudget");
        }
        wireSize += count;
        byte[] chunk =
                new byte[Math.min(count, CHUNK)]; // its size is a multiple of 4 when there is another: the phase stays
        for (int done = 0; done < count; done += chunk.length) {
            int size = Math.min(chunk.length, count - done);
            in.get(chunk, 0, size);
            Masking.apply(chunk, 0, size, key, phase);
            Violation found = inflate(to, chunk, size, text);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Inflater borrowed() {
        if (inflater == null) {
            inflater = resources.borrowInflater();
        }
        return inflater;
    }

    private @Nullable Violation inflate(Inflater to, byte[] chunk, int size, boolean text) {
        int left = size;
        do {
            if (to.finished()) {
                to.reset(); // behind a block that was marked as the last another stream may begin (RFC 7692 §7.2.3.4)
                if (++lastBlocks > maxLastBlocks) { // each is two bytes on the wire and a new beginning here
                    return new Violation(
                            CloseCode.POLICY_VIOLATION,
                            "more than " + maxLastBlocks + " blocks marked as the last in a message");
                }
            }
            to.setInput(chunk, size - left, left);
            Violation found = drain(to, 4 * size, text);
            if (found != null) {
                return found;
            }
            left = to.finished() ? to.getRemaining() : 0;
        } while (left > 0);
        return null;
    }

    /** Takes out what can be taken out of the input so far. */
    private @Nullable Violation drain(Inflater from, int expected, boolean text) {
        try {
            int room;
            int count;
            do {
                int at = message.size();
                room = message.room();
                if (room > 0) {
                    count = from.inflate(message.array(), at, room);
                } else if (at == 0) {
                    count = 0;
                    if (!message.makeRoom(expected, limit)) {
                        return MessageBuffer.budgetSpent();
                    }
                } else {
                    byte[] more = new byte[1]; // a message that fits to the byte is not to be moved for nothing
                    count = from.inflate(more);
                    if (count == 0) {
                        return null;
                    }
                    if (at == limit) {
                        return tooBig();
                    }
                    if (!message.makeRoom(expected, limit)) {
                        return MessageBuffer.budgetSpent();
                    }
                    message.array()[at] = more[0];
                }
                message.advance(count);
                if (text && !utf8.accept(message.array(), at, at + count)) {
                    return FrameRules.notUtf8();
                }
            } while (count >= room);
            return null;
        } catch (DataFormatException garbage) {
            return notDeflate();
        }
    }

    private Violation tooBig() {
        return new Violation(
                CloseCode.MESSAGE_TOO_BIG,
                wireSize + " bytes inflate to more than the limit of " + limit,
                "maxMessageSize");
    }

    /** Ends the message after its last byte; null when it ends where it may, and {@link #take} is next. */
    @Nullable
    Violation finish(boolean text) {
        Inflater from = inflater;
        if (from != null && wireSize > 0 && !from.finished() && !endsBetweenBlocks(from)) {
            return notDeflate();
        }
        return text && !utf8.isComplete() ? FrameRules.notUtf8() : null;
    }

    private boolean endsBetweenBlocks(Inflater from) {
        try {
            from.setInput(keepsContext ? TAIL_AND_EMPTY_BLOCKS : TAIL_AND_LAST_BLOCK);
            int more = from.inflate(new byte[1]);
            return more == 0 && from.getRemaining() == 0 && from.finished() != keepsContext;
        } catch (DataFormatException garbage) {
            return false;
        }
    }

    /** The message, for the caller to keep; the next one begins after it. */
    byte[] take() {
        byte[] whole = message.take();
        utf8.reset();
        wireSize = 0;
        lastBlocks = 0;
        if (!keepsContext) {
            giveBack();
        }
        return whole;
    }

    /** Drops an unfinished message and gives back what is borrowed, once: for when the connection ends. */
    void discard() {
        message.clear();
        giveBack();
    }

    private void giveBack() {
        if (inflater != null) {
            resources.giveBack(inflater);
            inflater = null;
        }
    }

    private static Violation notDeflate() {
        return new Violation(CloseCode.INVALID_PAYLOAD, "a compressed message that is not DEFLATE data, or cut");
    }
}
