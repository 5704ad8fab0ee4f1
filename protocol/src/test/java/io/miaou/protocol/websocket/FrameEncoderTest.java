package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6455 §5.2, §5.3: the frames we send, against the samples of §5.7 and frames laid by hand. */
class FrameEncoderTest {
    private static final int RFC_KEY = 0x37FA213D;
    private static final FrameEncoder SERVER = FrameEncoder.server();
    private static final FrameEncoder CLIENT = FrameEncoder.client(() -> RFC_KEY);

    @Test
    void s5_7_theSamplesOfTheRfc() {
        byte[] hello = Bytes.utf8("Hello");
        assertThat(SERVER.frame(Opcode.TEXT, hello)).isEqualTo(Bytes.of("810548656c6c6f"));
        assertThat(CLIENT.frame(Opcode.TEXT, hello)).isEqualTo(Bytes.of("818537fa213d7f9f4d5158"));
        assertThat(SERVER.frame(Opcode.PING, hello)).isEqualTo(Bytes.of("890548656c6c6f"));
        assertThat(CLIENT.frame(Opcode.PONG, hello)).isEqualTo(Bytes.of("8a8537fa213d7f9f4d5158"));
        assertThat(SERVER.frame(Opcode.BINARY, new byte[256])).isEqualTo(Bytes.of("827e0100+256x00"));
        assertThat(SERVER.frame(Opcode.BINARY, new byte[65_536])).isEqualTo(Bytes.of("827f0000000000010000+65536x00"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_2_everyLengthHasItsShortestForm(Side writer) {
        for (int size : new int[] {0, 1, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 100_000}) {
            byte[] payload = Bytes.repeated(size, 0xFE);
            FrameEncoder encoder = encoder(writer);
            byte[] frame = encoder.frame(Opcode.BINARY, payload);
            assertThat(frame)
                    .as("%d bytes", size)
                    .isEqualTo(Wire.to(reader(writer))
                            .key(RFC_KEY)
                            .frame(0x82, payload)
                            .bytes());
            assertThat(encoder.encodedLength(size)).isEqualTo(frame.length);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_fragmentsAreWrittenFromAnyPartOfAnArrayIntoAnyBuffer(Side writer) {
        byte[] payload = Bytes.utf8("--Hello, world!--");
        for (ByteBuffer out : List.of(ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100))) {
            out.position(3);
            FrameEncoder encoder = encoder(writer);
            encoder.encode(out, false, Opcode.TEXT, payload, 2, 5);
            encoder.encode(out, Opcode.PING, Bytes.utf8("?"));
            encoder.encode(out, true, Opcode.CONTINUATION, payload, 7, 8);
            out.flip().position(3);
            byte[] wire = new byte[out.remaining()];
            out.get(wire);
            assertThat(Feeding.events(reader(writer), wire))
                    .isEqualTo(Heard.lines("ping:'?' text:'Hello,'+20+'world!'"));
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void thePayloadGivenIsNotTouched(Side writer) {
        byte[] payload = Bytes.utf8("mine");
        encoder(writer).frame(Opcode.TEXT, payload);
        assertThat(payload).isEqualTo(Bytes.utf8("mine"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_aControlFrameThatIsTooLongOrFragmentedIsTheCallersMistake(Side writer) {
        FrameEncoder encoder = encoder(writer);
        ByteBuffer out = ByteBuffer.allocate(1_000);
        for (Opcode opcode : List.of(Opcode.CLOSE, Opcode.PING, Opcode.PONG)) {
            assertThatThrownBy(() -> encoder.encode(out, opcode, new byte[126]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("126 bytes")
                    .hasMessageContaining("125");
            assertThatThrownBy(() -> encoder.encode(out, false, opcode, new byte[1], 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fragment");
            encoder.encode(out, opcode, new byte[125]);
        }
        assertThat(out.position()).as("only the good ones were written").isEqualTo(3 * encoder.encodedLength(125));
    }

    private static FrameEncoder encoder(Side writer) {
        return writer == Side.SERVER ? SERVER : CLIENT;
    }

    private static Side reader(Side writer) {
        return writer == Side.CLIENT ? Side.SERVER : Side.CLIENT;
    }
}
