package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The bytes that go out, as the reference writes them. */
class PacketEncoderTest {
    private static String text(byte[] packet) {
        return new String(packet, StandardCharsets.UTF_8);
    }

    @Test
    void aPermissionNamesTheSocketsId() {
        assertThat(text(PacketEncoder.connect("/", "oSO0OpakMV_3jnilAAAA")))
                .isEqualTo("40{\"sid\":\"oSO0OpakMV_3jnilAAAA\"}");
        assertThat(text(PacketEncoder.connect("/dyn-1", "x"))).isEqualTo("40/dyn-1,{\"sid\":\"x\"}");
    }

    @Test
    void aClientsConnectHasAnyObjectOrNone() {
        assertThat(text(PacketEncoder.connectWith("/", null))).isEqualTo("40");
        assertThat(text(PacketEncoder.connectWith("/a", null))).isEqualTo("40/a,");
        assertThat(text(PacketEncoder.connectWith("/a", utf8("{\"t\":1}")))).isEqualTo("40/a,{\"t\":1}");
    }

    @Test
    void aRefusalHasAMessageAndPerhapsData() {
        assertThat(text(PacketEncoder.connectError("/nope", "Invalid namespace", null)))
                .isEqualTo("44/nope,{\"message\":\"Invalid namespace\"}");
        assertThat(text(PacketEncoder.connectError("/", "not \"authorized\"", utf8("{\"k\":1}"))))
                .isEqualTo("44{\"message\":\"not \\\"authorized\\\"\",\"data\":{\"k\":1}}");
    }

    @Test
    void aDisconnectIsShort() {
        assertThat(text(PacketEncoder.disconnect("/"))).isEqualTo("41");
        assertThat(text(PacketEncoder.disconnect("/admin"))).isEqualTo("41/admin,");
    }

    @Test
    void anEventHasNamespaceIdAndAttachmentsInThisOrder() {
        Payload payload = Payload.of("[\"bc\",\"x\"]");
        assertThat(text(PacketEncoder.event("/", Packet.NO_ID, payload))).isEqualTo("42[\"bc\",\"x\"]");
        assertThat(text(PacketEncoder.event("/", 0, payload))).isEqualTo("420[\"bc\",\"x\"]");
        assertThat(text(PacketEncoder.event("/é", 12, payload))).isEqualTo("42/é,12[\"bc\",\"x\"]");
        assertThat(text(PacketEncoder.event("/a", 9_007_199_254_740_992L, 10, utf8("[\"b\"]"))))
                .isEqualTo("4510-/a,9007199254740992[\"b\"]");
        assertThat(text(PacketEncoder.event("/", Packet.NO_ID, 0, utf8("[\"b\"]"))))
                .isEqualTo("42[\"b\"]");
    }

    @Test
    void anAnswerHasTheIdOfItsEvent() {
        assertThat(text(PacketEncoder.ack("/", 3, Payload.of("[]")))).isEqualTo("433[]");
        assertThat(text(PacketEncoder.ack("/a", 3, 1, utf8("[1]")))).isEqualTo("461-/a,3[1]");
        assertThat(text(PacketEncoder.ack("/a", 3, 0, utf8("[1]")))).isEqualTo("43/a,3[1]");
    }

    @Test
    void aBinaryAnswerIsThatOfTheReference() {
        PayloadWriter writer = PayloadWriter.ack(10).next();
        writer.binary(new byte[] {1, 2});
        assertThat(text(PacketEncoder.ack("/", 3, writer.finish())))
                .isEqualTo("461-3[{\"_placeholder\":true,\"num\":0}]");
    }

    @Test
    void argumentsAreRepeatedAsTheyCame() {
        Arguments arguments = event("2[ \"a\" , {\"b\": [1, \"é\"]} ,2 ]").arguments();
        assertThat(text(PacketEncoder.echo("/", 7, arguments))).isEqualTo("437[{\"b\": [1, \"é\"]} ,2]");
        assertThat(text(PacketEncoder.echo("/n", 7, Arguments.NONE))).isEqualTo("43/n,7[]");
    }

    @Test
    void binaryArgumentsAreNotRepeatedWithoutTheirData() {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        Read.feed(decoder, "51-[\"a\",1]");
        Packet.Event event = (Packet.Event) Objects.requireNonNull(decoder.binary(new byte[1]));
        assertThatThrownBy(() -> PacketEncoder.echo("/", 1, event.arguments()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPayloadKnowsItsSize() {
        Payload payload = new Payload(utf8("  [\"é\"]"), 2, 8, List.of(new byte[5], new byte[7]));
        assertThat(payload.length()).isEqualTo(6);
        assertThat(payload.size()).isEqualTo(18);
        assertThat(payload.text()).isEqualTo("[\"é\"]");
        assertThat(payload).hasToString("[\"é\"] with 2 attachments");
    }
}
