package io.miaou.protocol.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A machine under test with its sink, its budget and a clock that is moved by hand. */
final class Machines {
    static final long SECOND = 1_000_000_000L;
    static final ConnectionTimes NO_HEARTBEAT =
            new ConnectionTimes(Duration.ZERO, 2, Duration.ofSeconds(60), Duration.ofSeconds(5), 100);

    final Side side;
    final CountingBudget budget = CountingBudget.unlimited();
    final RecordingSink sink = new RecordingSink();
    final WebSocketMachine machine;
    long now;

    private Machines(Side side, ConnectionTimes times, Function<InboundBudget, FrameDecoder> decoder) {
        this.side = side;
        this.machine = new WebSocketMachine(decoder.apply(budget), times, sink, 0);
    }

    static Machines open(Side side, ConnectionTimes times) {
        return new Machines(side, times, budget -> new FrameDecoder(side, MessageLimits.DEFAULTS, budget));
    }

    /** One that hears compressed messages, too. */
    static Machines open(Side side, ConnectionTimes times, DeflateParameters agreed, DeflateResources resources) {
        return new Machines(
                side, times, budget -> new FrameDecoder(side, MessageLimits.DEFAULTS, budget, agreed, resources));
    }

    static Machines open(Side side) {
        return open(side, ConnectionTimes.DEFAULTS);
    }

    /** Hears frames in the notation of {@link Sample}; returns what the machine asked for. */
    List<String> hear(String frames) {
        machine.receive(Wire.to(side).frames(frames).buffer(), now);
        return sink.take();
    }

    List<String> hear(ByteBuffer bytes) {
        machine.receive(bytes, now);
        return sink.take();
    }

    List<String> close(int code, String reason) {
        machine.close(new CloseStatus(code, reason), now);
        return sink.take();
    }

    /** Moves the clock and does what is due; as an owner would, at every deadline on the way. */
    List<String> advance(Duration time) {
        long until = now + time.toNanos();
        while (machine.deadline() <= until) {
            now = Math.max(now, machine.deadline());
            machine.onDeadline(now);
        }
        now = until;
        return sink.take();
    }

    static List<String> lines(String notation) {
        return Heard.lines(notation);
    }
}
