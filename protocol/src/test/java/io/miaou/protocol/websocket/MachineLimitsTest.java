package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a machine puts up with: slow messages, floods of control frames; and that it answers pings exactly. */
class MachineLimitsTest {
    private static final List<String> REFUSED = Heard.lines("violated:1008 CLOSE:03f0 finish:1008/AFTER_FLUSH");

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_aFragmentEveryTenSecondsForEverIsClosedWith1008After60(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear("01:'a'");
        assertThat(m.machine.deadline()).isEqualTo(60 * Machines.SECOND);
        for (int i = 0; i < 5; i++) {
            assertThat(m.advance(Duration.ofSeconds(10))).isEmpty();
            assertThat(m.hear("00:'b'")).isEmpty();
        }
        assertThat(m.advance(Duration.ofMillis(9_999))).isEmpty();
        assertThat(m.advance(Duration.ofMillis(1))).isEqualTo(REFUSED);
        assertThat(m.budget.held()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_oneByteOfAHeaderIsTheFirstByteOfAMessage(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear(ByteBuffer.wrap(Wire.to(side).frames("81:'a'").bytes(), 0, 1));
        assertThat(m.machine.deadline()).isEqualTo(60 * Machines.SECOND);
        assertThat(m.advance(Duration.ofSeconds(60))).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_aPingThatNeverEndsIsClosedToo(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear(ByteBuffer.wrap(Wire.to(side).frames("89:'ping'").bytes(), 0, 4));
        assertThat(m.advance(Duration.ofSeconds(60))).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_everyMessageHasItsOwn60SecondsFromItsFirstByte(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear("01:'a'");
        m.advance(Duration.ofSeconds(50));
        assertThat(m.hear("80:'b' 01:'c'")).isEqualTo(Heard.lines("text:'ab'"));
        assertThat(m.machine.deadline()).isEqualTo(110 * Machines.SECOND);
        assertThat(m.advance(Duration.ofSeconds(59))).isEmpty();
        assertThat(m.hear("80:'d'")).isEqualTo(Heard.lines("text:'cd'"));
        assertThat(m.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_aSlowPingBeforeAMessageTakesNothingOfItsTime(Side side) {
        byte[] ping = Wire.to(side).frames("89:'slow'").bytes();
        byte[] begun = Wire.to(side).frames("01:'a'").bytes();
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear(ByteBuffer.wrap(ping, 0, 5));
        m.advance(Duration.ofSeconds(40));
        byte[] rest = Bytes.join(Arrays.copyOfRange(ping, 5, ping.length), begun);
        assertThat(m.hear(ByteBuffer.wrap(rest))).isEqualTo(Heard.lines("PONG:'slow'"));
        assertThat(m.machine.deadline()).isEqualTo(100 * Machines.SECOND);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_pingsInsideAMessageDoNotProlongIt(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear("01:'a'");
        m.advance(Duration.ofSeconds(40));
        m.hear("89:'?'");
        assertThat(m.machine.deadline()).isEqualTo(60 * Machines.SECOND);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_whileReadingIsPausedNoDeadlineCountsAndAfterItTheMessageHasItsTimeAgain(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear("01:'a'");
        m.advance(Duration.ofSeconds(59));
        m.machine.pause(true, m.now);
        assertThat(m.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
        m.machine.onDeadline(1_000 * Machines.SECOND);
        assertThat(m.sink.take()).isEmpty();
        m.now = 1_000 * Machines.SECOND;
        m.machine.pause(false, m.now);
        assertThat(m.machine.deadline()).isEqualTo(1_060 * Machines.SECOND);
        assertThat(m.hear("80:'b'")).isEqualTo(Heard.lines("text:'ab'"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f11_afterOurCloseTheCloseTimeoutAloneCounts(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        m.hear("01:'a'");
        m.machine.pause(true, m.now);
        m.now = 1_000 * Machines.SECOND;
        assertThat(m.close(1000, "")).isEqualTo(Heard.lines("CLOSE:03e8"));
        assertThat(m.machine.deadline()).isEqualTo(1_005 * Machines.SECOND);
        assertThat(m.hear("00:'b'")).isEmpty();
        m.machine.pause(false, m.now);
        assertThat(m.machine.deadline()).isEqualTo(1_005 * Machines.SECOND);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f13_the101stPingWithinASecondIsRefusedWith1008(Side side) {
        Machines m = Machines.open(side);
        m.now = 10 * Machines.SECOND;
        assertThat(m.hear("89:'?' ".repeat(100))).hasSize(100).allMatch("PONG 3f"::equals);
        m.now += Machines.SECOND - 1;
        assertThat(m.hear("89:'one too many'")).isEqualTo(REFUSED);
        assertThat(m.hear("89:")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f13_pongsNobodyAskedForAreFineAndCountAlike(Side side) {
        Machines m = Machines.open(side);
        m.now = 10 * Machines.SECOND;
        assertThat(m.hear("8a:'!' ".repeat(50) + "89:'?' ".repeat(50))).hasSize(100);
        assertThat(m.hear("8a:'one too many'")).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f13_aHundredASecondForAnHourIsFine(Side side) {
        Machines m = Machines.open(side, Machines.NO_HEARTBEAT);
        String hundred = "89:'?' ".repeat(100);
        for (int second = 1; second <= 3_600; second++) {
            m.now = second * Machines.SECOND;
            assertThat(m.hear(hundred)).as("second %d", second).hasSize(100);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f13_theFloodIsRefusedAfterOurCloseToo(Side side) {
        Machines m = Machines.open(side);
        m.close(1000, "");
        List<String> heard = m.hear("89: ".repeat(1_000));
        assertThat(heard).hasSize(102);
        assertThat(heard.subList(100, 102)).isEqualTo(Heard.lines("violated:1008 finish:1008/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f13_dataFramesAreNotCounted(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.hear("81: ".repeat(1_000))).hasSize(1_000);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f16_s5_5_3_aPongCarriesExactlyThePingsPayloadInAnArrayOfItsOwn(Side side) {
        Machines m = Machines.open(side);
        for (int size = 0; size <= 90; size++) {
            byte[] payload = Bytes.repeated(size, size);
            byte[] wire = Wire.to(side).frame(0x89, payload).bytes();
            m.hear(ByteBuffer.wrap(wire));
            Arrays.fill(wire, (byte) 0xA5);
            assertThat(m.sink.transmitted.getLast()).isEqualTo(payload);
        }
        m.hear("89:125xff");
        assertThat(m.sink.transmitted.getLast()).isEqualTo(Bytes.repeated(125, 0xFF));
        assertThat(m.sink.transmitted.stream().filter(pong -> pong.length > 0).toList())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_3_pingsInsideAFragmentedMessageAreAnsweredBeforeItEnds(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.hear("01:'Hel' 89:'1' 00:'l' 89:'2' 80:'o'"))
                .isEqualTo(Heard.lines("PONG:'1' PONG:'2' text:'Hello'"));
    }
}
