package io.miaou.protocol.engine;

import io.miaou.protocol.engine.SessionState.Closed;
import io.miaou.protocol.engine.SessionState.Closing;
import io.miaou.protocol.engine.SessionState.OnWebSocket;
import io.miaou.protocol.engine.SessionState.Polling;
import io.miaou.protocol.engine.SessionState.Probe;
import io.miaou.protocol.websocket.Utf8Validator;
import java.util.Arrays;
import java.util.List;

/**
 * The server's end of an Engine.IO 4 session: pairs polls with packets, takes bodies apart, moves from polling to WebSocket
 * without losing or reordering anything, keeps the heartbeat, and ends.
 *
 * <p>It is told what came and the time, and calls a {@link SessionSink}. {@code docs/concepts/engine-session.md} shows what each
 * input does in each state; it is generated from this class. While a GET waits nothing else does: the first packet answers it.
 * A WebSocket that wants to take over is a <em>probe</em> until its upgrade packet; up to then everything goes through
 * polling, from then on through the WebSocket, beginning with what waited. The last input that a session gets may be any:
 * once closed it ignores all.
 *
 * <p>All times are nanoseconds of one monotonic clock that began at zero or later. One thread. The sink may call back into the
 * session: every change is complete before the sink hears of it. An idle session on WebSocket holds this object alone.
 */
public final class ServerSession extends SessionCore {
    /** Packets of a body that are delivered in one go; the next ones wait for {@link #continuePost}. */
    public static final int SLICE = 1_000;

    private ServerSession(SessionTimes times, SessionSink sink, SessionState state, long now) {
        super(times, sink, state, now);
    }

    /** A session that begins with a GET, which waits for {@link #open}. */
    public static ServerSession onPolling(SessionTimes times, SessionSink sink, long now) {
        ServerSession session = new ServerSession(times, sink, new Polling(true, Probe.NONE), now);
        PollingSide side = new PollingSide();
        side.firstPollAt = now + times.firstPollTimeout();
        session.side = side;
        return session;
    }

    /** A session that begins on a WebSocket, which waits for {@link #open}. */
    public static ServerSession onWebSocket(SessionTimes times, SessionSink sink, long now) {
        return new ServerSession(times, sink, SessionState.ON_WEB_SOCKET, now);
    }

    // --- what this side does --------------------------------------------------------------------------------------

    /** The first packets: the open packet and what goes with it. To be called once, before all else. */
    public void open(List<? extends OutgoingPacket> packets) {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> answer(EnginePayload.encode(packets), probe, true);
            case OnWebSocket webSocket -> packets.forEach(sink::transmit);
            case Closing closing -> {}
            case Closed closed -> {}
        }
    }

    /**
     * Sends a packet, or has it wait for a poll; after {@link #close} it is dropped.
     *
     * @param isVolatile whether to drop it rather than to wait
     */
    @Override
    public void send(OutgoingPacket packet, boolean isVolatile) {
        switch (state) {
            case OnWebSocket webSocket -> {
                if (!isVolatile || sink.isWritable()) {
                    sink.transmit(packet);
                }
            }
            case Polling(boolean polled, Probe probe) -> {
                if (polled) {
                    answer(EnginePayload.encode(List.of(packet)), probe, packet.mayCompress());
                } else if (!isVolatile) {
                    enqueue(packet);
                }
            }
            case Closing closing -> {}
            case Closed closed -> {}
        }
    }

    /**
     * Closes the session. On polling what waits goes out first, with the next GET, and the close packet with the one behind it, if
     * each comes within {@code closeTimeout}.
     *
     * @param discard whether to forget what waits, and to close at once
     */
    public void close(boolean discard, long now) {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                if (polled || discard) {
                    end(CloseReason.FORCED_CLOSE, "", CLOSE);
                } else {
                    state = new Closing(probe);
                    side().closeAt = now + times.closeTimeout();
                }
            }
            case Closing closing -> {
                if (discard) {
                    end(CloseReason.FORCED_CLOSE, "", CLOSE);
                }
            }
            case OnWebSocket webSocket -> end(CloseReason.FORCED_CLOSE, "", CLOSE);
            case Closed closed -> {}
        }
    }

    /** Ends the session at once with {@code transport error}: a limit was passed, or a request broke a rule. */
    public void fail(String description) {
        end(CloseReason.TRANSPORT_ERROR, description, CLOSE);
    }

    // --- polls ----------------------------------------------------------------------------------------------------

    /**
     * A GET came. True: it is answered within this call, or waits. False: it is none of this session's; a second one while one
     * waits ends the session.
     */
    public boolean poll(long now) {
        return switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                if (polled) {
                    end(CloseReason.TRANSPORT_ERROR, "overlap from client", CLOSE);
                    yield false;
                }
                side().firstPollAt = NEVER;
                state = new Polling(true, probe);
                alignNoop(now);
                answerWithQueue(probe);
                yield true;
            }
            case Closing closing -> {
                PollingSide here = side();
                if (here.queue
                        != null) { // a body to itself: clients look at one packet per turn, and at none after the close
                    here.closeAt = now + times.closeTimeout();
                    PacketQueue queue = takeQueue();
                    sink.answerPoll(EnginePayload.encode(queue.packets()), queue.mayCompress());
                } else {
                    sink.answerPoll(NOOP_AND_CLOSE.clone(), false);
                    end(CloseReason.FORCED_CLOSE, "", CLOSE);
                }
                yield true;
            }
            case OnWebSocket webSocket -> false;
            case Closed closed -> false;
        };
    }

    /** The client went away from the GET that waits. */
    public void pollAborted() {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                if (polled) {
                    end(CloseReason.TRANSPORT_ERROR, "poll connection closed prematurely", CLOSE);
                }
            }
            case Closing closing -> {}
            case OnWebSocket webSocket -> {}
            case Closed closed -> {}
        }
    }

    // --- bodies ---------------------------------------------------------------------------------------------------

    /** A POST begins. False: it is none of this session's; a second one while one runs ends the session. */
    public boolean postBegun() {
        return switch (state) {
            case Polling polling -> beginPost();
            case Closing closing -> beginPost();
            case OnWebSocket webSocket -> false;
            case Closed closed -> false;
        };
    }

    private boolean beginPost() {
        PollingSide here = side();
        if (here.posting) {
            end(CloseReason.TRANSPORT_ERROR, "data request overlap from client", CLOSE);
            return false;
        }
        here.posting = true;
        here.firstPollAt = NEVER;
        return true;
    }

    /** The client went away from the POST that runs. */
    public void postAborted() {
        if (side != null && side.posting) {
            end(CloseReason.TRANSPORT_ERROR, "data request connection closed prematurely", CLOSE);
        }
    }

    /** The POST that runs was refused, for its body is too large; the session stays. */
    public void postRefused() {
        endPost();
    }

    /**
     * The body of the POST that runs is there; its packets are heard now, the first {@link #SLICE} of them.
     *
     * @param maxPackets more of them in one body end the session
     * @return true when it is done with, and the POST is to be answered {@code ok} whatever became of the session; false when
     *     {@link #continuePost} must be called for the rest
     */
    public boolean post(byte[] body, int maxPackets, long now) {
        PollingSide here = side;
        if (here == null || !here.posting) {
            return true;
        }
        Payload payload = Payload.of(body, maxPackets);
        if (payload == null) {
            end(CloseReason.PARSE_ERROR, "more than " + maxPackets + " packets in one body", CLOSE);
            return true;
        }
        if (!Utf8Validator.isValid(body)) {
            end(CloseReason.PARSE_ERROR, "a body that is not UTF-8", CLOSE);
            return true;
        }
        here.post = payload;
        return continuePost(now);
    }

    /** The next slice of the body; as {@link #post}. */
    public boolean continuePost(long now) {
        Payload payload = side == null ? null : side.post;
        for (int i = 0; i < SLICE && payload != null && payload.hasNext(); i++) {
            onPosted(payload.next(), now);
            payload = side == null ? null : side.post; // the session may have ended
        }
        if (payload != null && payload.hasNext()) {
            return false;
        }
        endPost();
        return true;
    }

    private void onPosted(byte[] packet, long now) {
        switch (state) {
            case Polling polling -> onPacket(packet, true, now);
            case OnWebSocket webSocket -> onPacket(packet, true, now); // the POST began before the upgrade
            case Closing closing -> {
                if (packet.length > 0 && packet[0] == EnginePacketType.CLOSE.wire()) {
                    end(CloseReason.TRANSPORT_CLOSE, "", NOOP);
                }
            }
            case Closed closed -> {}
        }
    }

    // --- the WebSocket --------------------------------------------------------------------------------------------

    /** A WebSocket came with the id of this session. False: there is one already, or the session has ended; it is to be closed. */
    public boolean probe(long now) {
        return switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                if (probe != Probe.NONE) {
                    yield false;
                }
                side().upgradeAt = now + times.upgradeTimeout();
                side().firstPollAt = NEVER;
                state = new Polling(polled, Probe.OPEN);
                yield true;
            }
            case Closing(Probe probe) -> {
                if (probe != Probe.NONE) {
                    yield false;
                }
                side().upgradeAt = now + times.upgradeTimeout();
                state = new Closing(Probe.OPEN);
                yield true;
            }
            case OnWebSocket webSocket -> false;
            case Closed closed -> false;
        };
    }

    /** A text frame of the WebSocket that carries the session, or of the probe that was let in. */
    public void text(byte[] frame, long now) {
        switch (state) {
            case OnWebSocket webSocket -> onPacket(frame, false, now);
            case Polling(boolean polled, Probe probe) -> onProbe(frame, probe, now);
            case Closing(Probe probe) -> onProbe(frame, probe, now);
            case Closed closed -> {}
        }
    }

    /** A binary frame of the same. */
    public void binary(byte[] frame, long now) {
        switch (state) {
            case OnWebSocket webSocket -> {
                noteTraffic(now);
                sink.onMessage(frame, 0, frame.length, true);
            }
            case Polling polling -> dropProbe();
            case Closing closing -> dropProbe();
            case Closed closed -> {}
        }
    }

    /** The WebSocket that carries the session, or the probe, is gone. */
    public void webSocketEnded(CloseReason reason, String description) {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> state = new Polling(polled, Probe.NONE);
            case Closing closing -> state = new Closing(Probe.NONE);
            case OnWebSocket webSocket -> {
                state = SessionState.CLOSED;
                side = null;
                sink.closed(reason, description);
            }
            case Closed closed -> {}
        }
    }

    private void onProbe(byte[] frame, Probe probe, long now) {
        if (probe == Probe.NONE) {
            return; // of one that was sent away
        }
        if (Arrays.equals(frame, PROBE)) {
            side().noopAt = now + NOOP_INTERVAL;
            state = state instanceof Polling(boolean polled, Probe before)
                    ? new Polling(polled, Probe.ANSWERED)
                    : new Closing(Probe.ANSWERED);
            sink.transmitControl(PROBE_ANSWER);
        } else if (frame.length > 0 && frame[0] == EnginePacketType.UPGRADE.wire()) {
            upgrade(now); // with or without a probe before it: the official server does not ask either
        } else {
            dropProbe();
        }
    }

    private void upgrade(long now) {
        boolean polled = state instanceof Polling(boolean waits, Probe probe) && waits;
        boolean closing = state instanceof Closing;
        PacketQueue queue = side().queue;
        side().queue = null;
        if (!side().posting) {
            side = null;
        }
        state = SessionState.ON_WEB_SOCKET;
        if (awaitingPong) {
            heartbeatAt =
                    now + times.pingTimeout(); // the pong may come either way; without one the session must not live on
        }
        if (polled) {
            sink.answerPoll(NOOP, false);
        }
        for (int i = 0; queue != null && i < queue.packets().size(); i++) {
            if (state instanceof OnWebSocket) {
                sink.transmit(queue.packets().get(i));
            }
        }
        if (closing) {
            end(CloseReason.FORCED_CLOSE, "", CLOSE);
            return;
        }
        sink.upgraded();
        if (queue != null) {
            sink.drained();
        }
    }

    // --- time -----------------------------------------------------------------------------------------------------

    /** {@link #deadline} may have come; early calls do no harm. */
    public void onDeadline(long now) {
        switch (state) {
            case Polling(boolean polled, Probe probe) -> {
                PollingSide here = side();
                if (probe != Probe.NONE && now >= here.upgradeAt) {
                    dropProbe();
                } else if (polled && probe == Probe.ANSWERED && now >= here.noopAt) {
                    alignNoop(now);
                    answer(NOOP, probe, false);
                }
                if (now >= here.firstPollAt) {
                    end(CloseReason.PING_TIMEOUT, "nobody polled", CLOSE);
                }
                beat(now);
            }
            case Closing(Probe probe) -> {
                PollingSide here = side();
                if (probe != Probe.NONE && now >= here.upgradeAt) {
                    dropProbe();
                }
                if (now >= here.closeAt) {
                    end(CloseReason.FORCED_CLOSE, "nobody polled", CLOSE);
                }
            }
            case OnWebSocket webSocket -> beat(now);
            case Closed closed -> {}
        }
    }
}
