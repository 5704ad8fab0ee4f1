package io.miaou.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.miaou.protocol.engine.SessionState.Closed;
import io.miaou.protocol.engine.SessionState.Closing;
import io.miaou.protocol.engine.SessionState.OnWebSocket;
import io.miaou.protocol.engine.SessionState.Polling;
import io.miaou.protocol.engine.SessionState.Probe;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ServerSession} consists of, and what its inputs have in common: the queue, the packets, the heartbeat, the end.
 * One thread.
 */
abstract sealed class SessionCore permits ServerSession {
    /** No deadline: a time that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Between two noops to polls while a probe waits for them to end, in nanoseconds. */
    public static final long NOOP_INTERVAL = 100_000_000L;

    static final int NO_CODE = 1005;
    static final byte[] PING = text("2");
    static final byte[] PROBE = text("2probe");
    static final byte[] PROBE_ANSWER = text("3probe");
    static final byte[] CLOSE = text("1");
    static final byte[] NOOP = text("6");
    static final byte[] NOOP_AND_CLOSE = text("6\u001e1"); // as the official server says it
    static final OutgoingPacket PING_PACKET = OutgoingPacket.text(PING);

    final SessionTimes times;
    final SessionSink sink;
    SessionState state;

    @Nullable
    PollingSide side;

    long heartbeatAt; // the next ping, or the end of the patience for a pong
    boolean awaitingPong;
    boolean extended; // since this ping

    SessionCore(SessionTimes times, SessionSink sink, SessionState state, long now) {
        this.times = times;
        this.sink = sink;
        this.state = state;
        this.heartbeatAt = now + times.pingInterval();
    }

    static byte[] text(String text) {
        return text.getBytes(US_ASCII);
    }

    // --- what there is to know ------------------------------------------------------------------------------------

    /** Whether it takes and delivers messages: neither closing nor closed. */
    public boolean isOpen() {
        return switch (state) {
            case Polling polling -> true;
            case OnWebSocket webSocket -> true;
            case Closing closing -> false;
            case Closed closed -> false;
        };
    }

    /** Whether it has ended. */
    public boolean isClosed() {
        return state instanceof Closed;
    }

    /** Whether a WebSocket carries it. */
    public boolean isOnWebSocket() {
        return state instanceof OnWebSocket;
    }

    /** Whether a packet would leave at once. */
    public boolean isWritable() {
        return switch (state) {
            case Polling(boolean polled, Probe probe) -> polled;
            case OnWebSocket webSocket -> sink.isWritable();
            case Closing closing -> false;
            case Closed closed -> false;
        };
    }

    /** What waits here for a poll, in bytes on the wire. */
    public long bufferedBytes() {
        PacketQueue queue = side == null ? null : side.queue;
        return queue == null ? 0 : queue.bytes();
    }

    /** How many packets wait here for a poll. */
    public int bufferedPackets() {
        PacketQueue queue = side == null ? null : side.queue;
        return queue == null ? 0 : queue.packets().size();
    }

    /** When {@link ServerSession#onDeadline} is due; {@link #NEVER} once closed. */
    public long deadline() {
        return switch (state) {
            case OnWebSocket webSocket -> heartbeatAt;
            case Polling(boolean polled, Probe probe) -> {
                PollingSide here = side();
                long due = Math.min(heartbeatAt, here.firstPollAt);
                due = probe == Probe.NONE ? due : Math.min(due, here.upgradeAt);
                yield polled && probe == Probe.ANSWERED ? Math.min(due, here.noopAt) : due;
            }
            case Closing(Probe probe) ->
                probe == Probe.NONE ? side().closeAt : Math.min(side().closeAt, side().upgradeAt);
            case Closed closed -> NEVER;
        };
    }

    @Override
    public String toString() {
        return state + ", " + bufferedPackets() + " waiting";
    }

    // --- what waits

    void answerWithQueue(Probe probe) {
        if (side().queue != null) {
            PacketQueue queue = takeQueue();
            answer(EnginePayload.encode(queue.packets()), probe, queue.mayCompress());
            sink.drained();
        }
    }

    void answer(byte[] body, Probe probe, boolean mayCompress) {
        state = new Polling(false, probe);
        sink.answerPoll(body, mayCompress);
    }

    void enqueue(OutgoingPacket packet) {
        PollingSide here = side();
        PacketQueue queue = here.queue;
        if (queue == null) {
            queue = new PacketQueue();
            here.queue = queue;
        }
        queue.add(packet);
    }

    PacketQueue takeQueue() {
        PollingSide here = side();
        PacketQueue queue = here.queue;
        here.queue = null;
        return queue == null ? new PacketQueue() : queue;
    }

    PollingSide side() {
        PollingSide here = side;
        if (here == null) {
            throw new IllegalStateException("a bug of ours: " + state + " without its data");
        }
        return here;
    }

    // --- packets --------------------------------------------------------------------------------------------------

    void onPacket(byte[] packet, boolean posted, long now) {
        if (packet.length > 0 && packet[0] == EnginePayload.BASE64) {
            onBase64(packet, now);
            return;
        }
        EnginePacketType type = packet.length == 0 ? null : EnginePacketType.of(packet[0]);
        if (type == null) {
            end(CloseReason.PARSE_ERROR, packet.length == 0 ? "an empty packet" : "an unknown packet type", CLOSE);
            return;
        }
        switch (type) {
            case MESSAGE -> {
                noteTraffic(now);
                sink.onMessage(packet, 1, packet.length, false);
            }
            case PONG -> {
                awaitingPong = false;
                heartbeatAt = now + times.pingInterval();
            }
            case PING -> end(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction", CLOSE);
            case CLOSE -> {
                noteTraffic(now);
                if (posted) { // on WebSocket the close frame alone counts, as with the official server
                    end(CloseReason.TRANSPORT_CLOSE, "", NOOP);
                }
            }
            case OPEN, UPGRADE, NOOP -> noteTraffic(now);
        }
    }

    void onBase64(byte[] packet, long now) {
        byte[] data;
        try {
            data = Base64.getDecoder().decode(Arrays.copyOfRange(packet, 1, packet.length));
        } catch (IllegalArgumentException malformed) {
            end(CloseReason.PARSE_ERROR, "malformed base64", CLOSE);
            return;
        }
        noteTraffic(now);
        sink.onMessage(data, 0, data.length, true);
    }

    // --- the heartbeat

    abstract void send(OutgoingPacket packet, boolean isVolatile);

    void beat(long now) {
        if (now < heartbeatAt || state instanceof Closed) {
            return;
        }
        if (awaitingPong) {
            end(CloseReason.PING_TIMEOUT, "", CLOSE);
            return;
        }
        awaitingPong = true;
        extended = false;
        // The pong is due as if the ping had left when it was to, or a loop that is always a little late would always
        // be too
        // patient; one that was held up for long would be unjust, and begins to count now.
        long late = now - heartbeatAt;
        heartbeatAt = (late > times.pingTimeout() / 4 ? now : heartbeatAt) + times.pingTimeout();
        if (state instanceof OnWebSocket) {
            sink.transmitControl(PING);
        } else {
            send(PING_PACKET, false);
        }
    }

    /** A large message may hold up the pong behind it: the first packet that comes instead of it buys as much time again, once. */
    void noteTraffic(long now) {
        if (awaitingPong && !extended) {
            extended = true;
            heartbeatAt = now + times.pingTimeout();
        }
    }

    /** Noops leave at whole intervals from the probe's answer on. */
    void alignNoop(long now) {
        PollingSide here = side();
        if (here.noopAt <= now) {
            here.noopAt += ((now - here.noopAt) / NOOP_INTERVAL + 1) * NOOP_INTERVAL;
        }
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /** @param lastAnswer what a GET that waits is told */
    void end(CloseReason reason, String description, byte[] lastAnswer) {
        SessionState before = state;
        state = SessionState.CLOSED;
        side = null;
        switch (before) {
            case Polling(boolean polled, Probe probe) -> {
                if (polled) {
                    sink.answerPoll(lastAnswer, false);
                }
                closeProbe(probe);
            }
            case Closing(Probe probe) -> closeProbe(probe);
            case OnWebSocket webSocket -> sink.closeWebSocket(NO_CODE);
            case Closed closed -> {
                return;
            }
        }
        sink.closed(reason, description);
    }

    void closeProbe(Probe probe) {
        if (probe != Probe.NONE) {
            sink.closeProbe();
        }
    }

    void dropProbe() {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                state = new Polling(polled, Probe.NONE);
                closeProbe(probe);
            }
            case Closing(Probe probe) -> {
                state = new Closing(Probe.NONE);
                closeProbe(probe);
            }
            case OnWebSocket webSocket -> {}
            case Closed closed -> {}
        }
    }

    void endPost() {
        PollingSide here = side;
        if (here != null) {
            here.posting = false;
            here.post = null;
            if (state instanceof OnWebSocket) {
                side = null; // it was kept for the POST alone
            }
        }
    }
}
