package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 §6, §7.2: compressed messages, good and bad, read by either side. */
class CompressionConformanceTest {
    /** "Hello", compressed, as RFC 7692 §7.2.3.1 has it. */
    private static final String HELLO = "f248cdc9c90700";

    @ParameterizedTest
    @EnumSource(Side.class)
    void s7_2_3_theSamplesOfTheRfc(Side reader) {
        requireBoth(reader, "c1:" + HELLO, "text:'Hello'");
        requireBoth(reader, "41:f248cd 80:c9c90700", "text:'Hello'");
        requireBoth(reader, "c1:" + HELLO + " c1:" + HELLO, "text:'Hello' text:'Hello'");
        require(reader, Deflated.TAKEOVER, "c1:" + HELLO + " c1:f200110000", "text:'Hello' text:'Hello'");
        require(reader, Deflated.ALONE, "c1:" + HELLO + " c1:f200110000", "text:'Hello' fail:1007");
        requireBoth(reader, "c1:f200110000", "fail:1007");
        requireBoth(reader, "c1:000500faff48656c6c6f00", "text:'Hello'");
        requireBoth(reader, "c1:f348cdc9c9070000", "text:'Hello'");
        requireBoth(reader, "c1:f24805000000ffffcac9c90700", "text:'Hello'");
        requireBoth(reader, "c1:00", "text:");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f03_rsv1StandsOnTheFirstFrameOfAMessageAlone(Side reader) {
        requireBoth(reader, "c1:" + HELLO, "text:'Hello'");
        requireBoth(reader, "81:'Hello'", "text:'Hello'");
        requireBoth(reader, "c2:" + HELLO + " 82:00 c2:00", "binary:'Hello' binary:00 binary:");
        requireBoth(reader, "41:f248cd 89:'?' 00:c9 8a: 80:c90700", "ping:'?' pong: text:'Hello'");
        requireBoth(reader, "01:'Hel' 80:'lo' c1:" + HELLO + " 81:'!'", "text:'Hello' text:'Hello' text:'!'");

        requireBoth(reader, "41:f248cd c0:c9c90700", "fail:1002");
        requireBoth(reader, "01:'Hel' c0:'lo'", "fail:1002");
        requireBoth(reader, "01:'Hel' 40:'lo'", "fail:1002");
        for (String control : List.of("c8:03e8", "c9:'?'", "ca:'!'")) {
            requireBoth(reader, control, "fail:1002");
            requireBoth(reader, "41:f248cd " + control, "fail:1002");
        }
        for (int others = 0x10; others <= 0x30; others += 0x10) {
            for (int rsv : new int[] {others, others | 0x40}) {
                for (int first : new int[] {0x81, 0x82, 0x01, 0x88, 0x89, 0x8A}) {
                    requireBoth(reader, "%02x:".formatted(first | rsv), "fail:1002");
                }
                requireBoth(reader, "41:f248cd %02x:c9c90700".formatted(0x80 | rsv), "fail:1002");
            }
        }
        for (int opcode : new int[] {3, 7, 11, 15}) {
            requireBoth(reader, "%02x:".formatted(0xC0 | opcode), "fail:1002");
        }
        requireBoth(reader, "41:f248cd 41:c9c90700", "fail:1002");
        requireBoth(reader, "41:f248cd 81:'x'", "fail:1002");
        requireBoth(reader, "c0:" + HELLO, "fail:1002");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z04_emptyFragmentsAreWhereverTheyLike(Side reader) {
        requireBoth(reader, "41: 80:" + HELLO, "text:'Hello'");
        requireBoth(reader, "41:" + HELLO + " 80:", "text:'Hello'");
        requireBoth(reader, "41:f2 00: 00:48cdc9 00: 80:c90700", "text:'Hello'");
        requireBoth(reader, "41: 80:00", "text:");
        requireBoth(reader, "41: " + "00: ".repeat(1_000), "fail:1008");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z04_aMessageOfNoOctetAtAllIsEmpty(Side reader) {
        requireBoth(reader, "c1:", "text:");
        requireBoth(reader, "c2: c1:" + HELLO, "binary: text:'Hello'");
        requireBoth(reader, "41: 80:", "text:");
    }

    @ParameterizedTest
    @CsvSource({
        "f348cdc9c90700,                             'Hello', a last block and nothing behind it",
        "f348cdc9c9070000,                           'Hello', a last block and an empty one",
        "f348cdc9c90700f348cdc9c90700,               'HelloHello', two last blocks",
        "f348cdc9c90700f248cdc9c90700,               'HelloHello', a last block in the middle",
        "03000300030000,                             '', empty last blocks",
        "0100 00ffff010000ffff00,                    '', empty last blocks without compression",
        "000000ffff000000ffff00,                     '', empty blocks",
        "f24805000000ffff000000ffffcac9c90700,       'Hello', empty blocks in the middle",
        "000500faff48656c6c6f010500faff48656c6c6f00, 'HelloHello', no compression and a last block",
    })
    void z04_blocksOfEveryKindAreReadToTheExactText(String payload, String text, String name) {
        for (Side reader : Side.values()) {
            String good = "c1:" + payload.replace(" ", "");
            requireBoth(reader, good + " 81:'!' " + good, "text:" + quoted(text) + " text:'!' text:" + quoted(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // a block of a kind that there is not
                "07",
                "48656c6c6f", // no compression at all
                "789cf248cdc9c90700", // a header of zlib
                "1f8b0800000000000003f248cdc9c90700", // one of gzip
                "f248cdc9c907", // "Hello", cut
                "f248cdc9c9",
                "f248cd",
                "f2",
                "02",
                "0000",
                "000500faff48656c6c", // no compression, cut in the data
                "000500faff48656c6c6f", // ... and behind it
                "000500", // ... in the header
                "000500fbff48656c6c6f00", // a length and its complement that do not fit
                "000400fbff", // takes the tail for its data
                "010400fbff",
                "f348cdc9c907", // a last block, cut
                "f248cdc9c90700ff", // a good message and more
                "f248cdc9c9070000",
                "f248cdc9c9070048656c6c6f",
                "f348cdc9c90700ff",
                "f348cdc9c90700f2001100", // refers back over a last block
                "edfd01",
            })
    void z04_whatIsNotDeflateOrIsCutFailsWith1007(String payload) {
        for (Side reader : Side.values()) {
            requireBoth(reader, "c2:" + payload, "fail:1007");
            requireBoth(reader, "c1:" + payload + " 81:'late'", "fail:1007");
            requireBoth(reader, "c2:" + HELLO + " c2:" + payload, "binary:'Hello' fail:1007");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z04_aMessageCutAnywhereFailsWith1007(Side reader) {
        byte[] payload = Deflated.payload(Bytes.utf8("To be, or not to be, that is the question. ".repeat(9)));
        for (int cut = 1; cut < payload.length; cut++) {
            Wire wire = Wire.to(reader).frame(0xC1, Arrays.copyOf(payload, cut));
            Feeding.require("cut at " + cut, reader, Deflated.ALONE, wire, Heard.lines("fail:1007"));
        }
        require(reader, Deflated.ALONE, "c2:0506", "fail:1007"); // in the tables of a dynamic block
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f07_badUtf8FailsWith1007AtTheOctetThatBringsItOut(Side reader) {
        byte[] bad = Deflated.flushed(Bytes.of("'a'+ff"));
        byte[] wire = Wire.to(reader).frame(0x41, bad).frame(0x00, new byte[50]).bytes();
        Wire begun = Wire.to(reader).frame(0x41, bad);
        FrameDecoder decoder = decoder(reader, Deflated.ALONE);
        int octets = 0;
        while (decoder.next(ByteBuffer.wrap(wire, octets, 1)) == FrameDecoder.Event.NEED_INPUT) {
            octets++;
        }
        assertThat(decoder.violation().closeCode()).isEqualTo(1007);
        assertThat(octets).isLessThan(begun.size());

        Wire half = Wire.to(reader).frame(0xC1, Deflated.payload(Bytes.of("'a'+ce")));
        Feeding.require("half a character", reader, Deflated.ALONE, half, Heard.lines("fail:1007"));
        Wire binary = Wire.to(reader).frame(0xC2, Deflated.payload(Bytes.of("'a'+ff")));
        Feeding.require("binary", reader, Deflated.TAKEOVER, binary, Heard.lines("binary:61ff"));
        byte[] euro = Deflated.payload(Bytes.utf8("κόσμε €"));
        Wire split = Wire.to(reader).frame(0x41, euro).frame(0x80, new byte[0]);
        Feeding.require("Greek", reader, Deflated.TAKEOVER, split, Heard.lines("text:'κόσμε €'"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x2A2A2A2A, 0x00FF00FF})
    void f17_compressedFramesWithAnyMaskAreReadAsTheyWereMeant(int key) {
        byte[] text = Bytes.utf8("Hello, κόσμε 😀. ".repeat(5_000));
        byte[] payload = Deflated.payload(text);
        Wire wire = Wire.to(Side.SERVER).key(key).frame(0xC1, payload);
        wire.key(key).frame(0x41, new byte[] {payload[0], payload[1], payload[2]});
        wire.key(key).frame(0x80, Arrays.copyOfRange(payload, 3, payload.length));
        String line = Heard.line("text", text);
        Feeding.require("key " + key, Side.SERVER, Deflated.ALONE, wire, List.of(line, line));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void z04_closeInsideACompressedMessageIsHeard(Side reader) {
        requireBoth(reader, "41:f248cd 88:03e8 80:c9c90700", "close:03e8 text:'Hello'");
    }

    private static String quoted(String text) {
        return text.startsWith("'") ? text : "'" + text + "'";
    }

    private static FrameDecoder decoder(Side reader, DeflateParameters agreed) {
        return new FrameDecoder(reader, Feeding.LIMITS, InboundBudget.UNLIMITED, agreed, new CountingResources());
    }

    private static void requireBoth(Side reader, String frames, String events) {
        require(reader, Deflated.ALONE, frames, events);
        require(reader, Deflated.TAKEOVER, frames, events);
    }

    private static void require(Side reader, DeflateParameters agreed, String frames, String events) {
        String name = frames + (agreed.serverNoContextTakeover() ? "" : ", with takeover");
        Feeding.require(name, reader, agreed, Wire.to(reader).frames(frames), Heard.lines(events));
    }
}
