package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §8.1: text that is not UTF-8 fails with 1007, at the first octet that makes it so. */
class Utf8ConformanceTest {
    private static final byte[] TEXT = Bytes.utf8("aé€😀, κόσμε!");

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_everyFormOfCharacterIsHeard(Side reader) {
        Feeding.require(Utf8Samples.valid(), reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_everyFormThatIsNotUtf8FailsWith1007(Side reader) {
        Feeding.require(Utf8Samples.invalid(), reader);
        for (String prefix : List.of("'a'", "7x61", "8x61", "9x61", "'κόσμε'")) {
            Feeding.require(Utf8Samples.invalidAfter(prefix), reader);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_aTextMayNotEndInsideACharacter(Side reader) {
        Feeding.require(Utf8Samples.truncated(), reader);
        for (String half : Utf8Samples.TRUNCATED) {
            Feeding.require(new Sample("8.1", half + " in fragments", "01:" + half + " 80:", "fail:1007"), reader);
            Feeding.require(new Sample("8.1", half + " last", "01:'a' 80:" + half, "fail:1007"), reader);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_6_aCharacterMayBeSplitOverFramesAtEveryOctet(Side reader) {
        for (int cut = 0; cut <= TEXT.length; cut++) {
            Wire wire = Wire.to(reader)
                    .frame(0x01, Arrays.copyOfRange(TEXT, 0, cut))
                    .frame(0x89, Bytes.of("e0"))
                    .frame(0x80, Arrays.copyOfRange(TEXT, cut, TEXT.length));
            Feeding.require("cut at " + cut, reader, wire, List.of("ping e0", Heard.line("text", TEXT)));
        }
        Wire octetByOctet = Wire.to(reader);
        for (int i = 0; i < TEXT.length; i++) {
            octetByOctet.frame(i == 0 ? 0x01 : i < TEXT.length - 1 ? 0x00 : 0x80, new byte[] {TEXT[i]});
        }
        Feeding.require("one octet a frame", reader, octetByOctet, List.of(Heard.line("text", TEXT)));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_6_binaryMayHoldAnything(Side reader) {
        for (String payload : Utf8Samples.INVALID) {
            Feeding.require(new Sample("5.6", payload, "82:" + payload, "binary:" + payload), reader);
        }
        Feeding.require(new Sample("5.6", "fragments", "02:ff 00:80 80:c0", "binary:ff80c0"), reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_pingsAndPongsMayHoldAnythingEvenInsideAText(Side reader) {
        Feeding.require(
                new Sample("5.5", "bad octets", "01:ce 89:ffc0 8a:80 80:ba", "ping:ffc0 pong:80 text:ceba"), reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f07_aBadOctetAtAnyPositionFailsWith1007AsSoonAsItIsSeen(Side reader) {
        for (int at = 0; at <= TEXT.length; at++) {
            for (String bad : Utf8Samples.BAD_OCTETS) {
                byte[] octets = Bytes.join(Bytes.join(Arrays.copyOf(TEXT, at), Bytes.of(bad)), rest(at));
                int culprit = WellFormedUtf8.firstBadOctet(octets);
                if (culprit < octets.length) {
                    requireVerdictAt(reader, octets, culprit);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f07_itsLaterOctetsNeedNotArriveForTheVerdict(Side reader) {
        for (String bad : Utf8Samples.BAD_OCTETS) {
            byte[] octets = Bytes.join(TEXT, Bytes.of(bad));
            // A megabyte is announced; the verdict falls when these few octets are there.
            Wire wire = Wire.to(reader).frame(0x81, 64, 1_000_000, octets);
            Feeding.require("unfinished frame, " + bad, reader, wire, List.of("fail 1007"));
            Wire fragment = Wire.to(reader).frame(0x01, TEXT).frame(0x00, Bytes.of(bad));
            Feeding.require("unfinished message, " + bad, reader, fragment, List.of("fail 1007"));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f07_aBadOctetIsSeenWhereverFramesAreCut(Side reader) {
        byte[] octets = Bytes.of("ceba+e1bdb9+cf83cebcceb5+eda080+'edited'");
        for (int cut = 0; cut <= octets.length; cut++) {
            Wire wire = Wire.to(reader)
                    .frame(0x01, Arrays.copyOfRange(octets, 0, cut))
                    .frame(0x80, Arrays.copyOfRange(octets, cut, octets.length));
            Feeding.require("cut at " + cut, reader, wire, List.of("fail 1007"));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_aLongTextIsCheckedToItsLastOctet(Side reader) {
        byte[] text = Bytes.utf8("€".repeat(30_000));
        Wire good = Wire.to(reader).frame(0x81, text);
        Feeding.require("euros", reader, good, List.of(Heard.line("text", text)));
        byte[] spoilt = text.clone();
        spoilt[spoilt.length - 1] = 'a';
        Feeding.require("spoilt", reader, Wire.to(reader).frame(0x81, spoilt), List.of("fail 1007"));
        Wire half = Wire.to(reader).frame(0x81, Arrays.copyOf(text, text.length - 1));
        Feeding.require("half", reader, half, List.of("fail 1007"));
    }

    /** Fed octet by octet in one frame, and in two parts at every split: the verdict falls with the culprit, not before. */
    private static void requireVerdictAt(Side reader, byte[] octets, int culprit) {
        byte[] wire = Wire.to(reader).frame(0x81, octets).bytes();
        int due = wire.length - octets.length + culprit + 1;
        assertThat(Feeding.octetsToVerdict(reader, wire)).as(Bytes.hex(octets)).isEqualTo(due);
        for (int split = 0; split <= wire.length; split++) {
            FrameDecoder decoder = Feeding.decoder(reader);
            List<String> heard = new ArrayList<>();
            Feeding.hear(decoder, ByteBuffer.wrap(wire, 0, split), heard);
            if (heard.isEmpty() == (split >= due)) {
                assertThat(heard)
                        .as("%s split at %d, due %d", Bytes.hex(octets), split, due)
                        .isNull();
            }
            Feeding.hear(decoder, ByteBuffer.wrap(wire, split, wire.length - split), heard);
            assertThat(heard).containsExactly("fail 1007");
        }
    }

    private static byte[] rest(int at) {
        return Arrays.copyOfRange(TEXT, at, TEXT.length);
    }
}
