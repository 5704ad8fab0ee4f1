package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.socket.Packet.Event;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads put together from values, binary data and arguments that were received. */
class PayloadWriterTest {
    private static final byte[] A = {1};
    private static final byte[] B = {2, 2};
    private static final String P0 = "{\"_placeholder\":true,\"num\":0}";
    private static final String P1 = "{\"_placeholder\":true,\"num\":1}";

    private static Arguments received(String json, byte[]... data) {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        Packet packet = Read.feed(decoder, "5" + data.length + "-" + json);
        for (byte[] attachment : data) {
            packet = decoder.binary(attachment);
        }
        return ((Event) Objects.requireNonNull(packet)).arguments();
    }

    @Test
    void anEventBeginsWithItsName() {
        PayloadWriter writer = PayloadWriter.event("s\"ay", 10);
        JsonText.writeLong(writer.next().out(), 1);
        JsonText.writeString(writer.next().out(), "x");
        assertThat(writer.finish().text()).isEqualTo("[\"s\\\"ay\",1,\"x\"]");
        assertThat(PayloadWriter.event("a", 10).finish().text()).isEqualTo("[\"a\"]");
        assertThat(PayloadWriter.ack(10).finish().text()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void s06_aReservedNameIsTheUsersMistake(String name) {
        assertThatThrownBy(() -> PayloadWriter.event(name, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + name + "\" is a reserved event name: choose another");
    }

    @Test
    void binaryDataIsNumberedInItsOrder() {
        PayloadWriter writer = PayloadWriter.event("a", 10);
        writer.next().binary(A);
        writer.next().binary(B);
        Payload payload = writer.finish();
        assertThat(payload.text()).isEqualTo("[\"a\"," + P0 + "," + P1 + "]");
        assertThat(payload.attachments()).containsExactly(A, B);
    }

    @Test
    void s03_moreBinaryDataThanAReaderTakesIsTheUsersMistake() {
        PayloadWriter writer = PayloadWriter.event("a", 1);
        writer.next().binary(A);
        assertThatThrownBy(() -> writer.next().binary(B))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("More than 1 piece(s) of binary data in one event")
                .hasMessageContaining("maxAttachments");
    }

    @Test
    void receivedArgumentsArePassedOnAsTheyCame() {
        Arguments arguments = event("2[\"a\", {\"b\": 1.50} ,\"\\u00e9\"]").arguments();
        PayloadWriter writer = PayloadWriter.event("c", 10);
        writer.received(arguments);
        writer.received(Arguments.NONE);
        writer.received(arguments, 1);
        assertThat(writer.finish().text()).isEqualTo("[\"c\",{\"b\": 1.50} ,\"\\u00e9\",\"\\u00e9\"]");
        PayloadWriter ack = PayloadWriter.ack(10);
        ack.received(arguments, 0);
        assertThat(ack.finish().text()).isEqualTo("[{\"b\": 1.50}]");
    }

    @Test
    void binaryDataOfReceivedArgumentsIsNumberedAnew() {
        Arguments arguments = received("[\"a\",1,{\"x\":[" + P1 + " ,2]}," + P0 + "]", A, B);
        PayloadWriter writer = PayloadWriter.event("c", 10);
        writer.next().binary(new byte[3]);
        writer.received(arguments, 1);
        writer.received(arguments, 2);
        Payload payload = writer.finish();
        assertThat(payload.text())
                .isEqualTo("[\"c\"," + P0 + ",{\"x\":[" + P1 + " ,2]},{\"_placeholder\":true,\"num\":2}]");
        assertThat(payload.attachments()).containsExactly(new byte[3], B, A);
    }

    @Test
    void binaryDataThatIsNotAskedForStaysAtHome() {
        Arguments arguments = received("[\"a\"," + P0 + "," + P1 + "]", A, B);
        PayloadWriter writer = PayloadWriter.event("c", 10);
        writer.received(arguments.slice(1));
        Payload payload = writer.finish();
        assertThat(payload.text()).isEqualTo("[\"c\"," + P0 + "]");
        assertThat(payload.attachments()).containsExactly(B);
    }

    @Test
    void s04_aForgedPlaceholderPassedOnBesideBinaryDataIsNotSent() {
        for (String num : new String[] {"0", "1", "99", "\"x\""}) {
            Arguments forged = event("2[\"a\",[{\"_placeholder\":true,\"num\":" + num + "}]]")
                    .arguments();
            for (boolean first : new boolean[] {true, false}) {
                PayloadWriter writer = PayloadWriter.event("c", 10);
                if (first) {
                    writer.received(forged);
                }
                writer.next().binary(A);
                if (!first) {
                    writer.received(forged);
                }
                assertThatThrownBy(writer::finish)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("_placeholder");
            }
            PayloadWriter alone = PayloadWriter.event("c", 10);
            alone.received(forged);
            assertThat(alone.finish().text()).contains(num);
        }
    }
}
