package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.1, §5.2: the frame itself, read by either side. */
class FramingConformanceTest {
    private static final byte[] HELLO = Bytes.utf8("Hello");

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_2_textAndBinaryOfEveryLengthFormAreHeardWhole(Side reader) {
        Feeding.require(Samples.FRAMING, reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_7_theSamplesOfTheRfcOctetForOctet(Side reader) {
        if (reader == Side.CLIENT) {
            assertThat(Feeding.events(reader, Bytes.of("810548656c6c6f"))).isEqualTo(Heard.lines("text:'Hello'"));
            assertThat(Feeding.events(reader, Bytes.of("010348656c80026c6f"))).isEqualTo(Heard.lines("text:'Hello'"));
            assertThat(Feeding.events(reader, Bytes.of("890548656c6c6f"))).isEqualTo(Heard.lines("ping:'Hello'"));
            assertThat(Feeding.events(reader, Bytes.of("827e0100+256x07"))).isEqualTo(Heard.lines("binary:256x07"));
            assertThat(Feeding.events(reader, Bytes.of("827f0000000000010000+65536x07")))
                    .isEqualTo(Heard.lines("binary:65536x07"));
        } else {
            assertThat(Feeding.events(reader, Bytes.of("818537fa213d7f9f4d5158")))
                    .isEqualTo(Heard.lines("text:'Hello'"));
            assertThat(Feeding.events(reader, Bytes.of("8a8537fa213d7f9f4d5158")))
                    .isEqualTo(Heard.lines("pong:'Hello'"));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f02_s5_1_frameMaskedTheWrongWayFailsWith1002AtItsSecondOctet(Side reader) {
        boolean wrong = reader == Side.CLIENT;
        for (int first : new int[] {0x81, 0x82, 0x01, 0x88, 0x89, 0x8A}) {
            Wire wire = Wire.to(reader).frame(first, 7, 0, new byte[0], wrong);
            Feeding.require("wrong mask, first octet " + first, reader, wire, List.of("fail 1002"));
            assertThat(Feeding.octetsToVerdict(reader, wire.bytes())).isEqualTo(2);
        }
        Wire later = Wire.to(reader).frame(0x81, HELLO).frame(0x81, 7, 5, HELLO, wrong);
        Feeding.require("wrong mask later", reader, later, List.of(Heard.line("text", HELLO), "fail 1002"));
        Wire inside = Wire.to(reader).frame(0x01, HELLO).frame(0x80, 7, 5, HELLO, wrong);
        Feeding.require("wrong mask inside a message", reader, inside, List.of("fail 1002"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f03_s5_2_reservedBitsAloneAndCombinedFailWith1002(Side reader) {
        for (int rsv = 0x10; rsv <= 0x70; rsv += 0x10) {
            for (int first : new int[] {0x81, 0x82, 0x01, 0x02, 0x88, 0x89, 0x8A}) {
                Feeding.require(reservedBits("%02x:", first | rsv, "fail:1002"), reader);
                Feeding.require(reservedBits("%02x:'Hello'", first | rsv, "fail:1002"), reader);
                Feeding.require(reservedBits("81:'a' %02x:", first | rsv, "text:'a' fail:1002"), reader);
                Feeding.require(reservedBits("%02x:'Hello' 89:'?'", first | rsv, "fail:1002"), reader);
            }
            for (int first : new int[] {0x80, 0x00, 0x89, 0x8A}) {
                Feeding.require(reservedBits("01:'a' %02x:'b'", first | rsv, "fail:1002"), reader);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f04_s5_2_reservedOpcodesFailWith1002(Side reader) {
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            for (int fin : new int[] {0x80, 0}) {
                int first = fin | opcode;
                Feeding.require(opcode("%02x:", first, "fail:1002"), reader);
                Feeding.require(opcode("%02x:'payload'", first, "fail:1002"), reader);
                Feeding.require(opcode("81:'a' %02x: 89:", first, "text:'a' fail:1002"), reader);
                Feeding.require(opcode("01:'a' %02x:'b'", first, "fail:1002"), reader);
                Feeding.require(opcode("89:'?' %02x:200x00", first, "ping:'?' fail:1002"), reader);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_2_whatTheFirstOctetGivesAwayIsKnownAtTheFirstOctet(Side reader) {
        for (String frame :
                List.of("c1:", "a1:", "91:", "83:", "87:", "8b:", "8f:", "80:", "00:", "08:", "09:", "0a:")) {
            assertThat(Feeding.octetsToVerdict(
                            reader, Wire.to(reader).frames(frame).bytes()))
                    .as(frame)
                    .isEqualTo(1);
        }
        Wire begun = Wire.to(reader).frame(0x01, HELLO);
        assertThat(Feeding.octetsToVerdict(reader, Bytes.join(begun.bytes(), Bytes.of("81"))))
                .as("a text inside a text")
                .isEqualTo(begun.size() + 1);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_2_afterAVerdictNothingMoreIsHeard(Side reader) {
        FrameDecoder decoder = Feeding.decoder(reader);
        List<String> heard = new ArrayList<>();
        Feeding.hear(decoder, Wire.to(reader).frames("83: 81:'late'").buffer(), heard);
        Feeding.hear(decoder, Wire.to(reader).frames("81:'later' 88:").buffer(), heard);

        assertThat(heard).containsExactly("fail 1002");
        assertThat(decoder.violation().detail()).contains("reserved opcode 0x3");
    }

    @Test
    void askingForAViolationBeforeThereIsOneIsTheCallersMistake() {
        FrameDecoder decoder = Feeding.decoder(Side.SERVER);
        assertThatThrownBy(decoder::violation).isInstanceOf(IllegalStateException.class);
    }

    private static Sample reservedBits(String frames, int first, String events) {
        return new Sample("5.2", "reserved bits, " + frames.formatted(first), frames.formatted(first), events);
    }

    private static Sample opcode(String frames, int first, String events) {
        return new Sample("5.2", "reserved opcode, " + frames.formatted(first), frames.formatted(first), events);
    }
}
