package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.5.1, §7: the closing handshake, seen from either side. */
class ClosingConformanceTest {
    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_1_aCloseFrameCarriesNothingOrACodeAndAReason(Side reader) {
        Feeding.require(Samples.CLOSES, reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_theReasonIsUtf8OrFailsWith1007(Side reader) {
        List<Sample> samples = new ArrayList<>();
        for (String reason : Utf8Samples.VALID) {
            if (Bytes.of(reason).length <= CloseFrame.MAX_REASON) {
                samples.add(new Sample("8.1", reason, "88:03e8+" + reason, "close:03e8+" + reason));
            }
        }
        for (String reason : Utf8Samples.INVALID) {
            samples.add(new Sample("8.1", reason, "88:03e8+" + reason, "fail:1007"));
        }
        for (String reason : Utf8Samples.TRUNCATED) {
            samples.add(new Sample("8.1", reason, "88:03e8+'a'+" + reason, "fail:1007"));
        }
        Feeding.require(samples, reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f06_s7_4_ofAllCodesTheRegisteredAndThePrivateOnesAreTakenAndTheRestFailsWith1002(Side reader) {
        for (int code = 0; code <= 0xFFFF; code++) {
            boolean valid = (code >= 1000 && code <= 1003)
                    || (code >= 1007 && code <= 1014) // IANA has given 1012, 1013 and 1014 out since
                    || (code >= 3000 && code <= 4999);
            byte[] payload = {(byte) (code >>> 8), (byte) code};
            List<String> heard =
                    Feeding.events(reader, Wire.to(reader).frame(0x88, payload).bytes());
            String expected = valid ? Heard.line("close", payload) : "fail 1002";
            if (!heard.equals(List.of(expected))) {
                assertThat(heard).as("close code %d", code).containsExactly(expected);
            }
            if (CloseCode.mayBeSent(code) != valid) {
                assertThat(CloseCode.mayBeSent(code)).as("may %d be sent", code).isEqualTo(valid);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f06_s7_4_whatIsTakenIsAnsweredWithTheSameCodeAndWhatIsNotWithOurs(Side side) {
        for (int code :
                new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1014, 3000, 3999, 4000, 4999}) {
            Machines m = Machines.open(side);
            String wire = "%04x".formatted(code);
            assertThat(m.hear("88:" + wire + "+'because'")).isEqualTo(lines("requested:" + wire + "+'because'"));
            m.machine.confirmClose();
            assertThat(m.sink.take()).isEqualTo(lines("CLOSE:" + wire + " finish:" + code + "/AFTER_FLUSH"));
        }
        for (String bad : List.of(
                "03", "0000", "03e7", "03ec", "03ed", "03ee", "03f7", "03f8", "044c", "07d0", "0bb7", "1388", "ffff")) {
            assertThat(Machines.open(side).hear("88:" + bad))
                    .as(bad)
                    .isEqualTo(lines("violated:1002 CLOSE:03ea finish:1002/AFTER_FLUSH"));
        }
        assertThat(Machines.open(side).hear("88:03e8+ff"))
                .isEqualTo(lines("violated:1007 CLOSE:03ef finish:1007/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s7_1_5_aCloseWithoutACodeIsAnsweredWithoutACode(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.hear("88:")).isEqualTo(lines("requested:"));
        m.machine.confirmClose();
        assertThat(m.sink.take()).isEqualTo(lines("CLOSE: finish:1005/AFTER_FLUSH"));
        assertThat(m.machine.state()).isEqualTo(WebSocketMachine.State.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f14_s5_5_1_dataPingAndASecondCloseAfterThePeersCloseAreIgnored(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.hear("81:'before' 88:03e8 81:'after' 89:'?' 88:03e9 83: 01:'never ended'"))
                .isEqualTo(lines("text:'before' requested:03e8"));
        assertThat(m.hear("81:'much later' 88:03ea")).isEmpty();
        assertThat(m.budget.held()).isZero();
        m.machine.confirmClose();
        assertThat(m.sink.take()).isEqualTo(lines("CLOSE:03e8 finish:1000/AFTER_FLUSH"));
        assertThat(m.hear("81:'even later' 88:03e8")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f14_inputAfterTheEndIsTakenAndForgotten(Side side) {
        Machines m = Machines.open(side);
        ByteBuffer bytes = Wire.to(side).frames("88:03e8 81:'after'").buffer();
        m.hear(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        m.machine.confirmClose();
        ByteBuffer more = Wire.to(side).frames("81:'after'").buffer();
        m.hear(more);
        assertThat(more.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f14_s7_1_4_closingTwiceSendsOneCloseFrame(Side side) {
        Machines m = Machines.open(side);
        assertThat(m.close(1000, "bye")).isEqualTo(lines("CLOSE:03e8+'bye'"));
        assertThat(m.close(1001, "again")).isEmpty();
        assertThat(m.hear("88:03e8")).isEqualTo(lines("finish:1000/AFTER_FLUSH"));
        assertThat(m.close(1001, "again")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f14_s7_1_1_aCloseThatIsNeverAnsweredEndsAtCloseTimeoutAndAtOnce(Side side) {
        Machines m = Machines.open(side);
        m.now = 7 * Machines.SECOND;
        m.close(1000, "");
        assertThat(m.machine.deadline()).isEqualTo(12 * Machines.SECOND);
        m.now = 11 * Machines.SECOND;
        assertThat(m.hear("81:'still talking' 82:00"))
                .as("data does not prolong it")
                .isEmpty();
        m.machine.onDeadline(12 * Machines.SECOND - 1);
        assertThat(m.sink.take()).isEmpty();
        m.machine.onDeadline(12 * Machines.SECOND);
        assertThat(m.sink.take()).isEqualTo(lines("finish:1006/NOW"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_1_theAnswerWaitsForTheApplicationButNotBeyondCloseTimeout(Side side) {
        Machines m = Machines.open(side);
        m.hear("88:03e9");
        assertThat(m.machine.maySend())
                .as("replies to what came before may leave")
                .isTrue();
        assertThat(m.machine.deadline()).isEqualTo(5 * Machines.SECOND);
        assertThat(m.advance(Duration.ofSeconds(5))).isEqualTo(lines("CLOSE:03e9 finish:1001/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_1_thePeersHalfMayBeClosedBeforeItsCloseFrameIsAnswered(Side side) {
        Machines m = Machines.open(side);
        m.hear("88:03e8");
        m.machine.endOfInput();
        assertThat(m.sink.take()).isEmpty();
        m.machine.confirmClose();
        assertThat(m.sink.take()).isEqualTo(lines("CLOSE:03e8 finish:1000/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s7_1_5_whenBothCloseAtOnceEachEndsWithTheOthersCode(Side side) {
        Machines m = Machines.open(side);
        m.close(4001, "mine");
        assertThat(m.hear("88:0fa2+'yours'")).isEqualTo(lines("finish:4002/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_2_aPingBetweenOurCloseAndThePeersIsStillAnswered(Side side) {
        Machines m = Machines.open(side);
        m.close(1000, "");
        assertThat(m.hear("89:'alive?' 81:'unheard' 88:03e8 89:'too late'"))
                .isEqualTo(lines("PONG:'alive?' finish:1000/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s7_1_7_aViolationAfterOurCloseSendsNoSecondOne(Side side) {
        Machines m = Machines.open(side);
        m.close(1000, "");
        assertThat(m.hear("01:'a' 81:'b'")).isEqualTo(lines("violated:1002 finish:1002/AFTER_FLUSH"));
    }

    @Test
    void s5_5_1_closePayloadsAreWrittenAndReadBack() {
        for (CloseStatus status : List.of(
                CloseStatus.NO_STATUS,
                new CloseStatus(1000, ""),
                new CloseStatus(4999, "à bientôt"),
                new CloseStatus(3000, "x".repeat(123)))) {
            assertThat(CloseFrame.parse(CloseFrame.encode(status))).isEqualTo(status);
        }
        assertThat(CloseFrame.encode(CloseStatus.NO_STATUS)).isEmpty();
        assertThatThrownBy(() -> CloseFrame.encode(CloseStatus.abnormal("lost")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1006");
    }

    private static List<String> lines(String notation) {
        return Heard.lines(notation);
    }
}
