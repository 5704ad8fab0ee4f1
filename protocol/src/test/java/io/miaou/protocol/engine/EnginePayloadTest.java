package io.miaou.protocol.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnginePayloadTest {
    @Test
    void esParser_packetsAreJoinedByU001eAndBinaryIsBAndStandardBase64() {
        byte[] body = EnginePayload.encode(
                List.of(SessionRig.packet("4hello"), OutgoingPacket.binary(new byte[] {1, 2, 3, 4})));
        assertThat(new String(body, UTF_8)).isEqualTo("4hello\u001ebAQIDBA==");
    }

    @Test
    void esParser_oneBinaryPacketIsEncodedToo() {
        byte[] body = EnginePayload.encode(List.of(OutgoingPacket.binary(new byte[] {(byte) 0xfb, (byte) 0xff})));
        assertThat(new String(body, UTF_8)).isEqualTo("b+/8=");
    }

    @Test
    void esParser_noPacketIsAnEmptyBody() {
        assertThat(EnginePayload.encode(List.of())).isEmpty();
    }

    @Test
    void esParser_aBodyIsItsOwnArraySoThatNobodyChangesThePacket() {
        OutgoingPacket packet = SessionRig.packet("4a");
        byte[] body = EnginePayload.encode(List.of(packet));
        body[0] = 'x';
        assertThat(packet.bytes()).isEqualTo("4a".getBytes(UTF_8));
    }

    @Test
    void esParser_eachTypeHasItsDigitAndNothingElseIsAType() {
        for (EnginePacketType type : EnginePacketType.values()) {
            assertThat(EnginePacketType.of(type.wire())).isEqualTo(type);
        }
        assertThat(EnginePacketType.MESSAGE.wire()).isEqualTo((byte) '4');
        assertThat(EnginePacketType.of((byte) '7')).isNull();
        assertThat(EnginePacketType.of((byte) '/')).isNull();
        assertThat(EnginePacketType.of((byte) -1)).isNull();
    }

    @Test
    void esOpen_theOpenPacketHasItsKeysInTheOfficialServersOrder() {
        OpenPacket polling = new OpenPacket("jn9VrFG21f9ryNVYAAAA", List.of("websocket"), 25_000, 20_000, 1_000);
        assertThat(new String(polling.encode(), UTF_8))
                .isEqualTo("0{\"sid\":\"jn9VrFG21f9ryNVYAAAA\",\"upgrades\":[\"websocket\"],"
                        + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000}");
        OpenPacket webSocket = new OpenPacket("a", List.of(), 300, 200, 1_000_000);
        assertThat(new String(webSocket.encode(), UTF_8)).contains("\"upgrades\":[],");
    }

    @Test
    void esOpen_anIdThatJsonWouldHaveToEscapeIsRefused() {
        assertThatThrownBy(() -> new OpenPacket("a\"b", List.of(), 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 1");
    }

    @Test
    void aTimeOfZeroIsRefusedByName() {
        assertThatThrownBy(() -> new SessionTimes(1, 1, 0, 1, 1)).hasMessageContaining("upgradeTimeout is 0 ns");
    }
}
