package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one peer, and all peers together, may make us hold (RFC 6455 §10.4). */
class InboundLimitsTest {
    private static final int LIMIT = 1_000_000;
    private static final MessageLimits LIMITS = new MessageLimits(LIMIT, 1_000);

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_aMessageOverTheLimitIn1And2And1000FramesFailsWith1009AndHoldsTwiceTheLimitAtMost(Side reader) {
        for (int frames : new int[] {1, 2, 1_000}) {
            for (int chop : new int[] {1, 1_460, 2 * LIMIT}) {
                CountingBudget budget = CountingBudget.unlimited();
                List<String> heard = hear(reader, budget, inFrames(reader, LIMIT + 1, frames), chop);
                String what = frames + " frames in chops of " + chop;
                assertThat(heard).as(what).containsExactly("fail 1009");
                assertThat(budget.peak()).as(what).isLessThanOrEqualTo(LIMIT);
                assertThat(budget.peakWhileCopying()).as(what).isLessThanOrEqualTo(2L * LIMIT + 65_536);
                assertThat(budget.held()).as(what).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_aMessageOfExactlyTheLimitPassesIn1And2And1000Frames(Side reader) {
        for (int frames : new int[] {1, 2, 1_000}) {
            CountingBudget budget = CountingBudget.unlimited();
            assertThat(hear(reader, budget, inFrames(reader, LIMIT, frames), 1_460))
                    .containsExactly(Heard.line("binary", Bytes.repeated(LIMIT, 7)));
            assertThat(budget.peakWhileCopying()).isLessThanOrEqualTo(2L * LIMIT + 65_536);
            assertThat(budget.held()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_theHeapFollowsWhatArrivedAtEveryByte(Side reader) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, LIMITS, budget);
        byte[] wire = Wire.to(reader)
                .frame(0x82, 64, LIMIT, Bytes.repeated(200_000, 1))
                .bytes();
        for (int i = 0; i < wire.length; i++) {
            decoder.next(ByteBuffer.wrap(wire, i, 1));
            if (budget.held() > 2L * i + MessageBuffer.SMALLEST) {
                assertThat(budget.held()).as("after %d bytes", i).isLessThanOrEqualTo(2L * i + MessageBuffer.SMALLEST);
            }
        }
        assertThat(budget.held()).isGreaterThanOrEqualTo(200_000);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_whoeverAsksForMoreThanTheSharedBudgetIsToldToTryAgainLater(Side reader) {
        CountingBudget shared = new CountingBudget(100_000);
        List<FrameDecoder> peers = new ArrayList<>();
        byte[] begun = Wire.to(reader).frame(0x02, Bytes.repeated(30_000, 1)).bytes();
        for (int i = 0; i < 3; i++) {
            FrameDecoder peer = new FrameDecoder(reader, LIMITS, shared);
            assertThat(peer.next(ByteBuffer.wrap(begun))).isEqualTo(FrameDecoder.Event.NEED_INPUT);
            peers.add(peer);
        }
        assertThat(shared.held()).isEqualTo(90_000);

        FrameDecoder fourth = new FrameDecoder(reader, LIMITS, shared);
        assertThat(fourth.next(ByteBuffer.wrap(begun))).isEqualTo(FrameDecoder.Event.VIOLATION);
        assertThat(fourth.violation().closeCode()).isEqualTo(1013);
        assertThat(shared.held()).as("the others keep theirs").isEqualTo(90_000);

        ByteBuffer rest = Wire.to(reader).frame(0x80, Bytes.repeated(5_000, 1)).buffer();
        assertThat(peers.getFirst().next(rest)).isEqualTo(FrameDecoder.Event.BINARY);
        assertThat(shared.held()).as("a finished message gives its part back").isEqualTo(60_000);
        peers.forEach(FrameDecoder::discard);
        assertThat(shared.held()).isZero();
        peers.forEach(FrameDecoder::discard);
        assertThat(shared.held()).as("discarding twice gives nothing twice").isZero();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_aSpentBudgetClosesWith1013(Side side) {
        RecordingSink sink = new RecordingSink();
        CountingBudget spent = new CountingBudget(500);
        WebSocketMachine machine =
                new WebSocketMachine(new FrameDecoder(side, LIMITS, spent), ConnectionTimes.DEFAULTS, sink, 0);
        machine.receive(Wire.to(side).frames("01:'a'").buffer(), 0);
        assertThat(sink.take()).isEqualTo(Heard.lines("violated:1013 CLOSE:03f5 finish:1013/AFTER_FLUSH"));
        assertThat(spent.held()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f09_howeverAConnectionEndsItsPartOfTheBudgetComesBack(Side side) {
        List<Consumer<Machines>> ends = List.of(
                m -> m.machine.endOfInput(),
                m -> m.machine.transportFailed("reset"),
                m -> m.machine.fail(new Violation(1008, "enough")),
                m -> m.hear("88:03e8"),
                m -> m.hear("83:"),
                m -> m.hear("00:ff"),
                m -> m.hear("81:'inside'"),
                m -> m.hear("80:'b'"),
                m -> m.machine.onDeadline(60 * Machines.SECOND),
                m -> {
                    m.close(1000, "");
                    m.hear("00:'still held' 88:03e8");
                },
                m -> {
                    m.close(1000, "");
                    m.machine.onDeadline(5 * Machines.SECOND);
                });
        for (int i = 0; i < ends.size(); i++) {
            Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
            m.hear("01:5000x61");
            assertThat(m.budget.held()).isGreaterThanOrEqualTo(5_000);
            ends.get(i).accept(m);
            assertThat(m.budget.held()).as("end %d", i).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f12_aThousandEmptyFramesInARowAreFineAndTheNextIsRefusedWith1008(Side reader) {
        String thousand = "00: ".repeat(1_000);
        requireEvents(reader, "01:'a' " + thousand + "80:'b'", "text:'ab'");
        requireEvents(reader, "01:'a' " + thousand + "00:", "fail:1008");
        requireEvents(reader, "01: " + thousand, "fail:1008");
        requireEvents(reader, "02:00 " + thousand + "80:", "binary:00");
        requireEvents(reader, "02:00 " + thousand + "89: 00:", "ping: fail:1008");
        requireEvents(reader, "01:'a' " + thousand + "00:'b' " + thousand + "80:'c'", "text:'abc'");
        requireEvents(reader, "01:'a' " + thousand + "80: 01:'b' " + thousand + "80:", "text:'a' text:'b'");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f12_aMillionEmptyFramesMakeNothingGrow(Side reader) {
        CountingBudget budget = CountingBudget.unlimited();
        FrameDecoder decoder = new FrameDecoder(reader, new MessageLimits(LIMIT, 2_000_000), budget);
        decoder.next(Wire.to(reader).frames("01:'a'").buffer());
        ByteBuffer empty = Wire.to(reader).frames("00:").buffer();
        for (int i = 0; i < 1_000_000; i++) {
            if (decoder.next(empty.rewind()) != FrameDecoder.Event.NEED_INPUT) {
                assertThat(decoder.violation()).as("frame %d", i).isNull();
            }
        }
        assertThat(budget.reservations()).isEqualTo(1);
        assertThat(decoder.next(Wire.to(reader).frames("80:'b'").buffer())).isEqualTo(FrameDecoder.Event.TEXT);
        assertThat(decoder.payload()).isEqualTo(Bytes.utf8("ab"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f12_emptyMessagesAreMessagesAndNotCounted(Side reader) {
        assertThat(Feeding.events(
                        reader, Wire.to(reader).frames("81: ".repeat(5_000)).bytes()))
                .hasSize(5_000);
    }

    @Test
    void l14_everyLimitHasAFiniteDefault() {
        assertThat(MessageLimits.DEFAULTS).isEqualTo(new MessageLimits(1_000_000, 1_000));
        assertThat(ConnectionTimes.DEFAULTS.missedHeartbeats()).isEqualTo(2);
        assertThat(ConnectionTimes.DEFAULTS.maxControlRate()).isEqualTo(100);
        assertThat(ConnectionTimes.DEFAULTS.heartbeat()).hasSeconds(30);
        assertThat(ConnectionTimes.DEFAULTS.messageTimeout()).hasSeconds(60);
        assertThat(ConnectionTimes.DEFAULTS.closeTimeout()).hasSeconds(5);
    }

    @Test
    void limitsOutOfRangeAreTheCallersMistake() {
        for (int size : new int[] {Integer.MIN_VALUE, 0, MessageLimits.LARGEST + 1, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new MessageLimits(size, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxMessageSize is " + size);
        }
        assertThat(new MessageLimits(MessageLimits.LARGEST, 1).maxMessageSize()).isEqualTo(1 << 30);
        assertThatThrownBy(() -> new MessageLimits(1, 0)).hasMessageContaining("maxEmptyFrames is 0");
    }

    private static byte[] inFrames(Side reader, int size, int frames) {
        Wire wire = Wire.to(reader);
        int left = size;
        for (int i = 0; i < frames; i++) {
            int part = i == frames - 1 ? left : size / frames;
            wire.frame((i == frames - 1 ? 0x80 : 0) | (i == 0 ? 0x02 : 0), Bytes.repeated(part, 7));
            left -= part;
        }
        return wire.bytes();
    }

    private static List<String> hear(Side reader, CountingBudget budget, byte[] wire, int chop) {
        FrameDecoder decoder = new FrameDecoder(reader, LIMITS, budget);
        List<String> heard = new ArrayList<>();
        for (int at = 0; at < wire.length; at += chop) {
            Feeding.hear(decoder, ByteBuffer.wrap(wire, at, Math.min(chop, wire.length - at)), heard);
        }
        return heard;
    }

    private static void requireEvents(Side reader, String frames, String events) {
        Feeding.require(events, reader, Wire.to(reader).frames(frames), Heard.lines(events));
    }
}
