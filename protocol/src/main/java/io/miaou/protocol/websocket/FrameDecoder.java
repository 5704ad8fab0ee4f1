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
 * else goes through one growing buffer for all its fragments, made when first needed and dropped after; a compressed message
 * through a {@link MessageInflater}. Between two messages it holds no payload, and its own fields are narrow: most
 * connections are idle. One thread at a time.
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
    private static final byte NO_MESSAGE = -1;

    private final Side side;
    private final MessageLimits limits;
    private final InboundBudget budget;
    private final @Nullable MessageInflater inflater; // when compression was agreed on

    private byte @Nullable [] partialHeader; // of a header that was split; dropped once whole
    private byte partialHeaderSize;

    private boolean inFrame;
    private byte frameOpcode;
    private boolean frameIsFinal;
    private int frameKey;
    private int frameSize;
    private int frameRead;

    private byte messageOpcode = NO_MESSAGE; // TEXT or BINARY from the first frame of a message to its last
    private @Nullable MessageBuffer message;
    private @Nullable Utf8Validator text;
    private boolean compressed; // the message, from its first header to its end
    private int emptyFrames;

    private byte[] payload = NOTHING;
    private @Nullable Violation violation;

    /** A decoder for a connection on which no extension was agreed on; {@code side} is the end that reads. */
    public FrameDecoder(Side side, MessageLimits limits, InboundBudget budget) {
        this(side, limits, budget, null);
    }

    /**
     * A decoder for a connection with compression (RFC 7692): the limit counts the inflated size, and {@link #discard} must be
     * called in the end.
     *
     * @param side the end that reads
     * @param resources lends an inflater for each compressed message, or for life with context takeover; when it has none, the
     *     connection ends with 1013
     */
    public FrameDecoder(
            Side side,
            MessageLimits limits,
            InboundBudget budget,
            DeflateParameters agreed,
            DeflateResources resources) {
        this(side, limits, budget, new MessageInflater(agreed, side, limits, budget, resources));
    }

    private FrameDecoder(Side side, MessageLimits limits, InboundBudget budget, @Nullable MessageInflater inflater) {
        this.side = side;
        this.limits = limits;
        this.budget = budget;
        this.inflater = inflater;
    }

    /** Works through the input up to the next event. */
    public Event next(ByteBuffer in) {
        if (violation != null) {
            return Event.VIOLATION;
        }
        if (!inFrame) {
            payload = NOTHING; // the caller has it; while nothing more comes, it alone decides how long it lives
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

    /** The payload of the event that {@link #next} has just found, but NEED_INPUT and VIOLATION; the caller's to keep. */
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

    /** Drops an unfinished message and gives back all that was borrowed: for when the connection ends. Nothing is read after. */
    public void discard() {
        if (inflater != null) {
            inflater.discard();
        }
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
            int length = FrameRules.headerLength(in.get(start + 1));
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
            if (partialHeaderSize >= 2 && partialHeaderSize == FrameRules.headerLength(kept[1])) {
                partialHeader = null;
                partialHeaderSize = 0;
                return takeHeader(ByteBuffer.wrap(kept), 0);
            }
        }
        return false;
    }

    private boolean takeHeader(ByteBuffer from, int at) {
        byte first = from.get(at);
        byte second = from.get(at + 1);
        if (!judgeFirst(first) || !passes(FrameRules.second(first, second, side))) {
            return false;
        }
        long size = FrameRules.announcedSize(from, at);
        if (!judgeSize(second & 0x7F, size, first)) {
            return false;
        }
        inFrame = true;
        frameOpcode = (byte) (first & 0x0F);
        frameIsFinal = first < 0;
        frameKey = second < 0 ? from.getInt(at + FrameRules.headerLength(second) - 4) : 0;
        frameSize = (int) size;
        frameRead = 0;
        compressed |= (first & FrameRules.RSV1) != 0; // judged: only the first frame of a message has it
        return true;
    }

    private boolean judgeFirst(byte first) {
        return passes(FrameRules.first(first, messageOpcode != NO_MESSAGE, inflater == null ? 0 : FrameRules.RSV1));
    }

    /** Judges a header that comes in pieces by its newest octet, so that no peer gains time by sending slowly. */
    private boolean judgeSplit(byte[] kept) {
        if (partialHeaderSize == 1) {
            return judgeFirst(kept[0]);
        }
        if (partialHeaderSize == 2 && !passes(FrameRules.second(kept[0], kept[1], side))) {
            return false;
        }
        int announced = kept[1] & 0x7F;
        if (partialHeaderSize == 3 && announced == 127 && kept[2] < 0) {
            return passes(FrameRules.topBit());
        }
        boolean lengthIsWhole =
                partialHeaderSize == FrameRules.headerLength((byte) announced); // the mask key is still to come
        return !lengthIsWhole || judgeSize(announced, FrameRules.announcedSize(ByteBuffer.wrap(kept), 0), kept[0]);
    }

    /** Form and limit, before anything is allocated: RFC 6455 §5.2, §10.4. */
    private boolean judgeSize(int announced, long size, byte first) {
        if (!passes(FrameRules.length(announced, size))) {
            return false;
        }
        if ((first & 0x0F) >= 0x8) {
            return true;
        }
        boolean squeezed = compressed || (first & FrameRules.RSV1) != 0;
        int before = 0;
        int limit = limits.maxMessageSize();
        if (squeezed && inflater != null) {
            before = inflater.wireSize();
            limit = inflater.maxWireSize();
        } else if (message != null) {
            before = message.size();
        }
        return size <= limit - before || passes(FrameRules.tooBig(size, before, limit));
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
        if (compressed && inflater != null) {
            return readCompressed(in, inflater);
        }
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
        if (frameKey == 0) {
            in.get(bytes);
        } else {
            Masking.take(in, bytes, frameKey);
        }
        inFrame = false;
        messageOpcode = NO_MESSAGE;
        emptyFrames = 0;
        if (frameOpcode == Opcode.BINARY.code()) {
            payload = bytes;
            return Event.BINARY;
        }
        if (!Utf8Validator.isValid(bytes)) {
            return failed(FrameRules.notUtf8());
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
            return passes(MessageBuffer.budgetSpent());
        }
        frameRead += count;
        if (messageOpcode != Opcode.TEXT.code()) {
            return true;
        }
        if (text == null) {
            text = new Utf8Validator();
        }
        if (!text.accept(message.array(), at, message.size())) {
            return passes(FrameRules.notUtf8());
        }
        return true;
    }

    /** The same for a compressed message (RFC 7692 §6.2): it goes through the inflater however it comes. */
    private @Nullable Event readCompressed(ByteBuffer in, MessageInflater through) {
        if (messageOpcode == NO_MESSAGE) {
            messageOpcode = frameOpcode;
        }
        boolean isText = messageOpcode == Opcode.TEXT.code();
        int count = Math.min(frameSize - frameRead, in.remaining());
        Violation found = count == 0 ? null : through.accept(in, count, frameKey, frameRead & 3, isText);
        frameRead += count;
        if (found == null && frameRead < frameSize) {
            return Event.NEED_INPUT;
        }
        inFrame = false;
        if (found == null && !frameIsFinal) {
            return endFragment();
        }
        found = found == null ? through.finish(isText) : found;
        if (found != null) {
            return failed(found);
        }
        payload = through.take();
        return ended();
    }

    private @Nullable Event endFragment() {
        emptyFrames = frameSize == 0 ? emptyFrames + 1 : 0;
        if (emptyFrames > limits.maxEmptyFrames()) {
            return failed(new Violation(
                    CloseCode.POLICY_VIOLATION,
                    "more than " + limits.maxEmptyFrames() + " empty frames in a row",
                    "maxEmptyFrames"));
        }
        return null;
    }

    private Event endMessage() {
        if (text != null && !text.isComplete()) {
            return failed(FrameRules.notUtf8());
        }
        payload = message == null ? NOTHING : message.take();
        message = null;
        text = null;
        return ended();
    }

    private Event ended() {
        Event event = messageOpcode == Opcode.TEXT.code() ? Event.TEXT : Event.BINARY;
        messageOpcode = NO_MESSAGE;
        compressed = false;
        emptyFrames = 0;
        return event;
    }

    // --- failure --------------------------------------------------------------------------------------------------

    private boolean passes(@Nullable Violation found) {
        if (found == null) {
            return true;
        }
        failed(found);
        return false;
    }

    private Event failed(Violation found) {
        violation = found;
        discard();
        return Event.VIOLATION;
    }
}
