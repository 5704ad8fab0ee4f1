package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one direction of a connection into whole messages and control frames (RFC 6455 §5).
 *
 * <p>It is pulled: {@link #next} works through its input up to one event, so the caller can stop anywhere. What is wrong
 * is known at the first octet that makes it wrong: a header is judged byte by byte, text octet by octet, a length before
 * anything is allocated for it. The verdict and all events before it are the same however the input is split.
 *
 * <p>A message that lies whole in the input is copied once, unmasked on the way, into an array of its exact size. All
 * else goes through one growing buffer for all its fragments, made when first needed and dropped after. One thread at a
 * time.
 */
public final class FrameDecoder {
    /** What was found. */
    public enum Event {
        /** Everything was taken in; more is needed. */
        NEED_INPUT,
        /** A text message: {@link #payload} is its UTF-8. */
        TEXT,
        /** A binary message. */
        BINARY,
        /** A ping. */
        PING,
        /** A pong. */
        PONG,
        /** A close frame, checked: {@link CloseFrame#parse} reads it. */
        CLOSE,
        /** The peer broke the rules: {@link #violation} says how. Nothing more comes. */
        VIOLATION
    }

    private static final byte[] NOTHING = new byte[0];
    private static final int NO_MESSAGE = -1;
    private static final int RSV_BITS = 0x70;

    private final Side side;
    private final int extensionBits;
    private final MessageLimits limits;
    private final InboundBudget budget;

    private byte @Nullable [] partialHeader; // of a header that was split; dropped once whole
    private int partialHeaderSize;

    private boolean inFrame;
    private int frameOpcode;
    private boolean frameIsFinal;
    private int frameKey;
    private int frameSize;
    private int frameRead;

    private int messageOpcode = NO_MESSAGE; // TEXT or BINARY from the first frame of a message to its last
    private @Nullable MessageBuffer message;
    private @Nullable Utf8Validator text;
    private int emptyFrames;

    private byte[] payload = NOTHING;
    private @Nullable Violation violation;

    /** A decoder for a connection on which no extension was agreed. */
    public FrameDecoder(Side side, MessageLimits limits, InboundBudget budget) {
        this(side, limits, budget, 0);
    }

    /**
     * A decoder.
     *
     * @param side which end reads
     * @param extensionBits the reserved bits that agreed extensions use on the first frame of a message, as they stand in
     *     the first header byte: 0x40 for RSV1
     */
    public FrameDecoder(Side side, MessageLimits limits, InboundBudget budget, int extensionBits) {
        if ((extensionBits & ~RSV_BITS) != 0) {
            throw new IllegalArgumentException("extensionBits 0x" + Integer.toHexString(extensionBits)
                    + " has bits outside 0x70: give RSV1, RSV2 and RSV3 as 0x40, 0x20 and 0x10");
        }
        this.side = side;
        this.limits = limits;
        this.budget = budget;
        this.extensionBits = extensionBits;
    }

    /** Works through the input up to the next event. */
    public Event next(ByteBuffer in) {
        if (violation != null) {
            return Event.VIOLATION;
        }
        while (true) {
            if (!inFrame && !readHeader(in)) {
                return violation == null ? Event.NEED_INPUT : Event.VIOLATION;
            }
            Event event = frameOpcode >= Opcode.CLOSE.code() ? readControl(in) : readData(in);
            if (event != null) {
                return event;
            }
        }
    }

    /** The payload of the last event but NEED_INPUT and VIOLATION, the caller's to keep. */
    public byte[] payload() {
        return payload;
    }

    /** What the peer did wrong, once {@link Event#VIOLATION} was seen. */
    public Violation violation() {
        if (violation == null) {
            throw new IllegalStateException("no violation so far: ask after next() returned VIOLATION");
        }
        return violation;
    }

    /** Whether a message has begun and not ended. */
    public boolean isInMessage() {
        return messageOpcode != NO_MESSAGE || inFrame || partialHeaderSize > 0;
    }

    /** Drops an unfinished message and gives its budget back: for when the connection ends. */
    public void discard() {
        if (message != null) {
            message.clear();
            message = null;
        }
    }

    // --- header ---------------------------------------------------------------------------------------------------

    /** Reads a header if it is there as a whole; otherwise keeps what there is. False: more is needed, or a violation. */
    private boolean readHeader(ByteBuffer in) {
        if (partialHeader != null) {
            return readSplitHeader(in, partialHeader);
        }
        int start = in.position();
        int available = in.remaining();
        if (available >= 2) {
            int length = headerLength(in.get(start + 1));
            if (available >= length) {
                in.position(start + length);
                return takeHeader(in, start);
            }
        }
        if (available > 0) {
            byte[] kept = new byte[14]; // the longest header: 2 + 8 + 4
            partialHeader = kept;
            return readSplitHeader(in, kept);
        }
        return false;
    }

    private boolean readSplitHeader(ByteBuffer in, byte[] kept) {
        while (in.hasRemaining()) {
            kept[partialHeaderSize++] = in.get();
            if (!judgeSplit(kept)) {
                return false;
            }
            if (partialHeaderSize >= 2 && partialHeaderSize == headerLength(kept[1])) {
                partialHeader = null;
                partialHeaderSize = 0;
                return takeHeader(ByteBuffer.wrap(kept), 0);
            }
        }
        return false;
    }

    private static int headerLength(byte second) {
        int announced = second & 0x7F;
        int length = announced < 126 ? 2 : announced == 126 ? 4 : 10;
        return second < 0 ? length + 4 : length;
    }

    private static long announcedSize(ByteBuffer from, int at) {
        int announced = from.get(at + 1) & 0x7F;
        return announced < 126 ? announced : announced == 126 ? from.getShort(at + 2) & 0xFFFF : from.getLong(at + 2);
    }

    private boolean takeHeader(ByteBuffer from, int at) {
        byte first = from.get(at);
        byte second = from.get(at + 1);
        if (!judgeFirst(first) || !judgeSecond(first, second)) {
            return false;
        }
        long size = announcedSize(from, at);
        if (!judgeSize(second & 0x7F, size, first)) {
            return false;
        }
        inFrame = true;
        frameOpcode = first & 0x0F;
        frameIsFinal = first < 0;
        frameKey = second < 0 ? from.getInt(at + headerLength(second) - 4) : 0;
        frameSize = (int) size;
        frameRead = 0;
        return true;
    }

    /** RSV, opcode, FIN: RFC 6455 §5.2, §5.4, §5.5. */
    private boolean judgeFirst(byte first) {
        int opcode = first & 0x0F;
        boolean control = opcode >= 0x8;
        int reserved = first & RSV_BITS;
        int allowed = control || opcode == Opcode.CONTINUATION.code() ? 0 : extensionBits;
        if ((reserved & ~allowed) != 0) {
            return fail(
                    "reserved bits 0x" + Integer.toHexString(reserved) + " without an extension that uses them here");
        }
        if ((opcode > 0x2 && opcode < 0x8) || opcode > 0xA) {
            return fail("reserved opcode 0x" + Integer.toHexString(opcode));
        }
        if (control && first >= 0) {
            return fail("fragmented control frame");
        }
        if (opcode == Opcode.CONTINUATION.code() && messageOpcode == NO_MESSAGE) {
            return fail("continuation frame without a message to continue");
        }
        if (!control && opcode != Opcode.CONTINUATION.code() && messageOpcode != NO_MESSAGE) {
            return fail("new message inside a fragmented one");
        }
        return true;
    }

    /** Mask and the length of control frames: RFC 6455 §5.1, §5.5. */
    private boolean judgeSecond(byte first, byte second) {
        if ((second < 0) != (side == Side.SERVER)) {
            return fail(side == Side.SERVER ? "unmasked frame from a client" : "masked frame from a server");
        }
        if ((first & 0x0F) >= 0x8 && (second & 0x7F) > Opcode.MAX_CONTROL_PAYLOAD) {
            return fail("control frame longer than " + Opcode.MAX_CONTROL_PAYLOAD + " bytes");
        }
        return true;
    }

    /** Judges a header that comes in pieces by its newest octet, so that no peer gains time by sending slowly. */
    private boolean judgeSplit(byte[] kept) {
        if (partialHeaderSize == 1) {
            return judgeFirst(kept[0]);
        }
        if (partialHeaderSize == 2 && !judgeSecond(kept[0], kept[1])) {
            return false;
        }
        int announced = kept[1] & 0x7F;
        if (partialHeaderSize == 3 && announced == 127 && kept[2] < 0) {
            return fail("64-bit length with its top bit set");
        }
        boolean lengthIsWhole = partialHeaderSize == headerLength((byte) announced); // the mask key is still to come
        return !lengthIsWhole || judgeSize(announced, announcedSize(ByteBuffer.wrap(kept), 0), kept[0]);
    }

    /** Minimal form and limit: RFC 6455 §5.2, §10.4. */
    private boolean judgeSize(int announced, long size, byte first) {
        if (size < 0) {
            return fail("64-bit length with its top bit set");
        }
        if ((announced == 126 && size < 126) || (announced == 127 && size < 65_536)) {
            return fail("length " + size + " not in its shortest form");
        }
        int before = message == null ? 0 : message.size();
        if ((first & 0x0F) < 0x8 && size > limits.maxMessageSize() - before) {
            return fail(
                    CloseCode.MESSAGE_TOO_BIG,
                    "frame of " + size + " bytes after " + before + " of its message, limit "
                            + limits.maxMessageSize());
        }
        return true;
    }

    // --- payload --------------------------------------------------------------------------------------------------

    private @Nullable Event readControl(ByteBuffer in) {
        if (frameRead == 0) {
            payload = frameSize == 0 ? NOTHING : new byte[frameSize];
        }
        int count = Math.min(frameSize - frameRead, in.remaining());
        in.get(payload, frameRead, count);
        frameRead += count;
        if (frameRead < frameSize) {
            return Event.NEED_INPUT;
        }
        inFrame = false;
        Masking.apply(payload, 0, frameSize, frameKey, 0);
        if (frameOpcode == Opcode.PING.code()) {
            return Event.PING;
        }
        if (frameOpcode == Opcode.PONG.code()) {
            return Event.PONG;
        }
        Violation found = CloseFrame.judge(payload);
        return found == null ? Event.CLOSE : failed(found);
    }

    /** Null: the frame is done and its message goes on. */
    private @Nullable Event readData(ByteBuffer in) {
        boolean whole = frameRead == 0 && in.remaining() >= frameSize;
        if (whole && frameIsFinal && frameOpcode != Opcode.CONTINUATION.code()) {
            return readWholeMessage(in);
        }
        if (frameRead == 0 && frameOpcode != Opcode.CONTINUATION.code()) {
            messageOpcode = frameOpcode;
        }
        int count = Math.min(frameSize - frameRead, in.remaining());
        if (count > 0 && !appendData(in, count)) {
            return Event.VIOLATION;
        }
        if (frameRead < frameSize) {
            return Event.NEED_INPUT;
        }
        inFrame = false;
        return frameIsFinal ? endMessage() : endFragment();
    }

    private Event readWholeMessage(ByteBuffer in) {
        byte[] bytes = frameSize == 0 ? NOTHING : new byte[frameSize];
        in.get(bytes);
        if (frameKey != 0) {
            Masking.apply(bytes, 0, bytes.length, frameKey, 0);
        }
        inFrame = false;
        messageOpcode = NO_MESSAGE;
        emptyFrames = 0;
        if (frameOpcode == Opcode.BINARY.code()) {
            payload = bytes;
            return Event.BINARY;
        }
        if (!Utf8Validator.isValid(bytes)) {
            return failed(notUtf8());
        }
        payload = bytes;
        return Event.TEXT;
    }

    private boolean appendData(ByteBuffer in, int count) {
        if (message == null) {
            message = new MessageBuffer(budget);
        }
        int at = message.size();
        int useful = frameIsFinal ? at + frameSize - frameRead : limits.maxMessageSize();
        if (!message.append(in, count, useful, frameKey, frameRead & 3)) {
            return fail(CloseCode.TRY_AGAIN_LATER, "the budget for unfinished messages is spent");
        }
        frameRead += count;
        if (messageOpcode != Opcode.TEXT.code()) {
            return true;
        }
        if (text == null) {
            text = new Utf8Validator();
        }
        if (!text.accept(message.array(), at, message.size())) {
            failed(notUtf8());
            return false;
        }
        return true;
    }

    private @Nullable Event endFragment() {
        emptyFrames = frameSize == 0 ? emptyFrames + 1 : 0;
        if (emptyFrames > limits.maxEmptyFrames()) {
            return failed(new Violation(
                    CloseCode.POLICY_VIOLATION, "more than " + limits.maxEmptyFrames() + " empty frames in a row"));
        }
        return null;
    }

    private Event endMessage() {
        if (text != null && !text.isComplete()) {
            return failed(notUtf8());
        }
        payload = message == null ? NOTHING : message.take();
        Event event = messageOpcode == Opcode.TEXT.code() ? Event.TEXT : Event.BINARY;
        message = null;
        text = null;
        messageOpcode = NO_MESSAGE;
        emptyFrames = 0;
        return event;
    }

    // --- failure --------------------------------------------------------------------------------------------------

    private static Violation notUtf8() {
        return new Violation(CloseCode.INVALID_PAYLOAD, "text that is not UTF-8");
    }

    private boolean fail(String detail) {
        return fail(CloseCode.PROTOCOL_ERROR, detail);
    }

    private boolean fail(int code, String detail) {
        failed(new Violation(code, detail));
        return false;
    }

    private Event failed(Violation found) {
        violation = found;
        discard();
        return Event.VIOLATION;
    }
}
