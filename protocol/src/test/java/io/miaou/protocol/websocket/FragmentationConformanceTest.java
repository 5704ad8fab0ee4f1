package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.4, §5.5: messages in pieces, control frames between them, read by either side. */
class FragmentationConformanceTest {
    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_fragmentsMakeOneMessageAndControlFramesComeBetween(Side reader) {
        Feeding.require(Samples.FRAGMENTS, reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_pingsAndPongsAreHeardAtOnceWhateverTheirLength(Side reader) {
        Feeding.require(Samples.PINGS, reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f04_s5_4_aContinuationWithoutAMessageFailsWith1002(Side reader) {
        Feeding.require(new Sample("5.4", "first of all", "80:'x'", "fail:1002"), reader);
        Feeding.require(new Sample("5.4", "after a ping", "89:'?' 00:'x'", "ping:'?' fail:1002"), reader);
        Feeding.require(new Sample("5.4", "after an empty message", "01: 80: 80:", "text: fail:1002"), reader);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f04_s5_4_newDataInsideAFragmentedMessageFailsWith1002(Side reader) {
        for (String begun : List.of("01:'a'", "02:00", "01:", "01:'a' 00:'b'", "01:'a' 89:")) {
            for (String next : List.of("81:'c'", "82:00", "01:", "02:")) {
                Wire wire = Wire.to(reader).frames(begun + " " + next);
                List<String> expected = begun.contains("89:") ? List.of("ping ", "fail 1002") : List.of("fail 1002");
                Feeding.require(begun + " " + next, reader, wire, expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_aPingAfterEveryFragmentLeavesTheMessageAlone(Side reader) {
        Wire wire = Wire.to(reader);
        List<String> expected = new ArrayList<>();
        byte[] whole = Bytes.repeated(1_000, 0x61);
        for (int i = 0; i < 100; i++) {
            wire.frame(i == 0 ? 0x01 : i < 99 ? 0x00 : 0x80, Bytes.repeated(10, 0x61))
                    .frame(0x89, Bytes.utf8("ping " + i));
            if (i == 99) {
                expected.add(Heard.line("text", whole));
            }
            expected.add(Heard.line("ping", Bytes.utf8("ping " + i)));
        }
        Feeding.require("a hundred fragments and pings", reader, wire, expected);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void f16_payloadsAreTheReceiversOwnArrays(Side reader) {
        FrameDecoder decoder = Feeding.decoder(reader);
        byte[] input = Wire.to(reader)
                .frames("89:'first' 8a:'second' 81:'third' 02:00 80:01 88:03e8")
                .bytes();
        ByteBuffer wire = ByteBuffer.wrap(input);
        List<byte[]> payloads = new ArrayList<>();
        List<String> atOnce = new ArrayList<>();
        for (FrameDecoder.Event event = decoder.next(wire);
                event != FrameDecoder.Event.NEED_INPUT;
                event = decoder.next(wire)) {
            payloads.add(decoder.payload());
            atOnce.add(Bytes.hex(decoder.payload()));
        }
        Arrays.fill(input, (byte) 0xA5); // a pool would hand the input to the next connection

        assertThat(payloads.stream().map(Bytes::hex)).isEqualTo(atOnce);
        assertThat(payloads).doesNotHaveDuplicates();
        assertThat(payloads.stream().map(Bytes::hex))
                .containsExactly("6669727374", "7365636f6e64", "7468697264", "0001", "03e8");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aReadOnlyAndADirectBufferAreReadLikeAnyOther(Side reader) {
        Wire wire = Wire.to(reader).frames("01:'Hel' 89:'?' 80:'lo' 82:300x07");
        List<String> expected = Heard.lines("ping:'?' text:'Hello' binary:300x07");
        ByteBuffer direct =
                ByteBuffer.allocateDirect(wire.size()).put(wire.bytes()).flip();
        for (ByteBuffer in : List.of(wire.buffer().asReadOnlyBuffer(), direct)) {
            List<String> heard = new ArrayList<>();
            Feeding.hear(Feeding.decoder(reader), in, heard);
            assertThat(heard).isEqualTo(expected);
        }
    }
}
