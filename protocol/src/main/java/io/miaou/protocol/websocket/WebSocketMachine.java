package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What an open WebSocket connection does about what it hears: delivers messages, answers pings, keeps the heartbeat,
 * performs the closing handshake, and gives up on a peer that breaks a rule or stays silent (RFC 6455 §5.5, §7).
 *
 * <p>It is told bytes and the time, and calls a {@link Sink}. The life of a connection, seen from this end:
 *
 * <pre>
 *             close()                        peer's Close
 *   OPEN ───────────────▶ CLOSE_SENT ───────────────────────▶ CLOSED
 *    │                        └── closeTimeout, end of input ───▲ ▲
 *    │ peer's Close                        confirmClose(),      │ │
 *    ├──────────────▶ CLOSE_RECEIVED ──── or closeTimeout ──────┘ │
 *    └── violation, too many misses, end of input ────────────────┘
 * </pre>
 *
 * Between the peer's Close and our answer the application still hears what came before and may still send: the answer
 * waits for {@link #confirmClose}, so nothing sent in reply to an earlier message is lost. CLOSED is final: {@link
 * Sink#finish} was called once and every further input is ignored.
 *
 * <p>All times are nanoseconds of one monotonic clock that began at zero or later, below {@link #NEVER}. One thread at a
 * time; calling back into the machine from the sink is allowed, but for {@link #receive}.
 */
public final class WebSocketMachine {
    /** Where a connection stands. */
    public enum State {
        /** Messages flow both ways. */
        OPEN,
        /** Our close frame left first; until the peer's comes, messages are ignored and pings answered. */
        CLOSE_SENT,
        /** The peer's close frame came first; our answer is due. */
        CLOSE_RECEIVED,
        /** Over. */
        CLOSED
    }

    /** How the transport is to end. */
    public enum Ending {
        /** Send what is queued, then close our direction, then the connection. */
        AFTER_FLUSH,
        /** At once: the peer is gone or does not listen. */
        NOW
    }

    /** What the machine asks of its owner; called on the thread that called the machine. */
    public interface Sink {
        /** A text message: UTF-8, checked; the receiver's to keep. */
        void text(byte[] utf8);

        /** A binary message; the receiver's to keep. */
        void binary(byte[] data);

        /** A pong, asked for or not. */
        void pong(byte[] data);

        /** The peer's close frame came first: once the application has heard all before it, {@link #confirmClose} is due. */
        void closeRequested(CloseStatus status);

        /** Put a control frame on the wire: pong, ping or close. */
        void transmit(Opcode opcode, byte[] payload);

        /** The peer broke a rule; {@link #finish} follows. For the log and the metrics. */
        void violated(Violation violation);

        /** The connection is over for this end; called once, last. */
        void finish(CloseStatus status, Ending ending);
    }

    /** No deadline: a time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long SECOND = 1_000_000_000L;

    private final FrameDecoder decoder;
    private final ConnectionTimes times;
    private final Sink sink;
    private State state = State.OPEN;
    private CloseStatus peerStatus = CloseStatus.NO_STATUS;
    private CloseStatus ourStatus = CloseStatus.NO_STATUS;
    private boolean paused;

    private long nextPing;
    private int pingSequence;
    private int unanswered;
    private long lastPingAt = NEVER; // until the first ping, and once it is answered
    private long latency = -1;

    private long messageDeadline = NEVER;
    private long closeDeadline = NEVER;

    private long controlWindow;
    private int controlCount;

    /**
     * A machine for a connection whose handshake is done.
     *
     * @param decoder reads what the peer sends; the machine's alone from now on
     * @param now the first heartbeat is one interval later
     */
    public WebSocketMachine(FrameDecoder decoder, ConnectionTimes times, Sink sink, long now) {
        this.decoder = decoder;
        this.times = times;
        this.sink = sink;
        this.controlWindow = now;
        this.nextPing =
                times.heartbeat().isZero() ? NEVER : now + times.heartbeat().toNanos();
    }

    /** Where the connection stands. */
    public State state() {
        return state;
    }

    /** Whether a message may still be sent: true until our close frame. */
    public boolean maySend() {
        return state == State.OPEN || state == State.CLOSE_RECEIVED;
    }

    /** Nanoseconds from the last answered heartbeat to its pong, or -1. */
    public long latency() {
        return latency;
    }

    // --- input ----------------------------------------------------------------------------------------------------

    /**
     * Takes in bytes until they are used up, the machine is paused, or the connection is over; what it left is for the next
     * call.
     */
    public void receive(ByteBuffer in, long now) {
        if (state == State.CLOSED) {
            in.position(in.limit());
            return;
        }
        if (in.hasRemaining()) {
            unanswered = 0; // any byte is a sign of life
        }
        while (hears() && !isHeldBack()) {
            switch (decoder.next(in)) {
                case NEED_INPUT -> {
                    noteProgress(now);
                    return;
                }
                case TEXT -> onMessage(true);
                case BINARY -> onMessage(false);
                case PING -> onPing(now);
                case PONG -> onPong(now);
                case CLOSE -> onClose(now);
                case VIOLATION -> fail(decoder.violation());
            }
        }
        if (!hears()) {
            in.position(in.limit()); // RFC 6455 §5.5.1: nothing after a close frame is processed
        }
    }

    private boolean hears() {
        return state == State.OPEN || state == State.CLOSE_SENT;
    }

    /** Pausing holds messages back; once our close frame has left there are none, only the peer's answer to wait for. */
    private boolean isHeldBack() {
        return paused && state == State.OPEN;
    }

    /** A message has {@code messageTimeout} from its first byte to its last; after our close frame closeTimeout alone counts. */
    private void noteProgress(long now) {
        if (!decoder.isInMessage() || state != State.OPEN) {
            messageDeadline = NEVER;
        } else if (messageDeadline == NEVER) {
            messageDeadline = now + times.messageTimeout().toNanos();
        }
    }

    private void onMessage(boolean text) {
        messageDeadline = NEVER;
        if (state != State.OPEN) {
            return; // we sent a close frame: the application expects no more
        }
        if (text) {
            sink.text(decoder.payload());
        } else {
            sink.binary(decoder.payload());
        }
    }

    private void onPing(long now) {
        if (admitControl(now)) {
            sink.transmit(Opcode.PONG, decoder.payload()); // RFC 6455 §5.5.2: a must until the peer's close frame
        }
    }

    private void onPong(long now) {
        if (!admitControl(now)) {
            return;
        }
        byte[] data = decoder.payload();
        if (lastPingAt != NEVER && Arrays.equals(data, pingPayload())) {
            latency = now - lastPingAt;
            lastPingAt = NEVER;
        } else if (state == State.OPEN) {
            sink.pong(data);
        }
    }

    private boolean admitControl(long now) {
        if (!decoder.isInMessage()) {
            messageDeadline = NEVER; // it counted for this frame, which came in pieces
        }
        if (now - controlWindow >= SECOND) {
            controlWindow = now;
            controlCount = 0;
        }
        if (++controlCount <= times.maxControlRate()) {
            return true;
        }
        fail(new Violation(
                CloseCode.POLICY_VIOLATION,
                "more than " + times.maxControlRate() + " control frames in a second",
                "maxControlRate"));
        return false;
    }

    private void onClose(long now) {
        peerStatus = CloseFrame.parse(decoder.payload());
        messageDeadline = NEVER;
        decoder.discard();
        if (state == State.CLOSE_SENT) {
            finish(peerStatus, Ending.AFTER_FLUSH);
            return;
        }
        state = State.CLOSE_RECEIVED;
        closeDeadline = now + times.closeTimeout().toNanos();
        nextPing = NEVER;
        sink.closeRequested(peerStatus);
    }

    /** The peer will send no more: its side of the TCP connection is closed, or all of it. */
    public void endOfInput() {
        switch (state) {
            case OPEN -> finish(CloseStatus.abnormal("the connection ended without a close frame"), Ending.NOW);
            case CLOSE_SENT -> finish(CloseStatus.abnormal("the peer did not answer the close frame"), Ending.NOW);
            case CLOSE_RECEIVED -> {
                // Its half is closed; ours may still carry what the application has to say and our close frame.
            }
            case CLOSED -> {
                // Nothing more can happen.
            }
        }
    }

    /** The transport failed: whatever was under way is lost. */
    public void transportFailed(String detail) {
        if (state != State.CLOSED) {
            finish(state == State.CLOSE_RECEIVED ? peerStatus : CloseStatus.abnormal(detail), Ending.NOW);
        }
    }

    /**
     * Stops and starts the delivery of messages. While stopped, the peer's silence is ours and no deadline counts it. It
     * stops nothing once {@link #close} was called: what is left in the owner's hands is to be received then.
     */
    public void pause(boolean stop, long now) {
        if (paused && !stop) {
            unanswered = 0;
            if (messageDeadline != NEVER) {
                messageDeadline = now + times.messageTimeout().toNanos();
            }
        }
        paused = stop;
    }

    // --- output ---------------------------------------------------------------------------------------------------

    /**
     * Begins the closing handshake; harmless when it has begun.
     *
     * @throws IllegalArgumentException when a close frame may not carry the code, or the reason is too long
     */
    public void close(CloseStatus status, long now) {
        byte[] payload = CloseFrame.encode(status);
        switch (state) {
            case OPEN -> {
                ourStatus = status;
                state = State.CLOSE_SENT;
                closeDeadline = now + times.closeTimeout().toNanos();
                messageDeadline = NEVER;
                nextPing = NEVER;
                sink.transmit(Opcode.CLOSE, payload);
            }
            case CLOSE_RECEIVED -> confirmClose();
            case CLOSE_SENT, CLOSED -> {
                // Under way already.
            }
        }
    }

    /** Answers the peer's close frame with its own code (RFC 6455 §5.5.1): all that came before it has been heard. */
    public void confirmClose() {
        if (state == State.CLOSE_RECEIVED) {
            end();
            sink.transmit(Opcode.CLOSE, CloseFrame.encode(new CloseStatus(peerStatus.code(), "")));
            sink.finish(peerStatus, Ending.AFTER_FLUSH);
        }
    }

    /**
     * Ends the connection for a reason of this end, with a close frame and without waiting for an answer.
     *
     * @throws IllegalArgumentException when a close frame may not carry the violation's code
     */
    public void fail(Violation violation) {
        if (state == State.CLOSED) {
            return;
        }
        CloseStatus status = new CloseStatus(violation.closeCode(), "");
        byte[] payload = CloseFrame.encode(status);
        boolean owesClose = maySend();
        end();
        sink.violated(violation);
        if (owesClose) {
            sink.transmit(Opcode.CLOSE, payload);
        }
        sink.finish(status, Ending.AFTER_FLUSH); // RFC 6455 §7.1.7
    }

    private void finish(CloseStatus status, Ending ending) {
        end();
        sink.finish(status, ending);
    }

    /** Comes before the last calls of the sink, so that nothing they call can begin a second end. */
    private void end() {
        state = State.CLOSED;
        decoder.discard();
        nextPing = NEVER;
        messageDeadline = NEVER;
        closeDeadline = NEVER;
    }

    // --- time -----------------------------------------------------------------------------------------------------

    /** When {@link #onDeadline} is due next, or {@link #NEVER}; looked at again after every call of the machine. */
    public long deadline() {
        return Math.min(nextPing, Math.min(paused ? NEVER : messageDeadline, closeDeadline));
    }

    /** Does what is due by now: a ping, or the end of a patience. Early calls are harmless. */
    public void onDeadline(long now) {
        if (now >= closeDeadline) {
            if (state == State.CLOSE_RECEIVED) {
                confirmClose();
            } else {
                finish(CloseStatus.abnormal("the peer did not answer close code " + ourStatus.code()), Ending.NOW);
            }
            return;
        }
        if (!paused && now >= messageDeadline) {
            fail(new Violation(
                    CloseCode.POLICY_VIOLATION,
                    "message not complete after " + times.messageTimeout().toSeconds() + " s",
                    "messageTimeout"));
            return;
        }
        if (now >= nextPing) {
            heartbeat(now);
        }
    }

    private void heartbeat(long now) {
        nextPing = now + times.heartbeat().toNanos();
        if (paused) {
            return; // its pong could not be read, and a silence we cannot hear is no miss
        }
        if (unanswered >= times.missedHeartbeats()) {
            finish(CloseStatus.abnormal("no sign of life after " + unanswered + " heartbeats"), Ending.NOW);
            return;
        }
        unanswered++;
        pingSequence++;
        lastPingAt = now;
        sink.transmit(Opcode.PING, pingPayload());
    }

    private byte[] pingPayload() {
        return ByteBuffer.allocate(Long.BYTES).putLong(pingSequence).array();
    }
}
