package io.miaou.server.internal.json;

import static io.miaou.server.internal.json.Wire.CODEC;
import static io.miaou.server.internal.json.Wire.arguments;
import static io.miaou.server.internal.json.Wire.received;
import static io.miaou.server.internal.json.Wire.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.Payload;
import io.miaou.server.Args;
import io.miaou.server.BadArgumentException;
import io.miaou.server.RawArgument;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Binary data at any depth, out and in. */
class BinaryTest {
    private static final byte[] A = {1, 2};
    private static final byte[] B = {};
    private static final byte[] C = {(byte) 0xFF};
    private static final String P0 = "{\"_placeholder\":true,\"num\":0}";
    private static final String P1 = "{\"_placeholder\":true,\"num\":1}";
    private static final String P2 = "{\"_placeholder\":true,\"num\":2}";

    record File(String name, byte[] data, @Nullable ByteBuffer preview) {}

    @Test
    void itIsNumberedDepthFirst() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", List.of(1, B));
        map.put("y", ByteBuffer.wrap(C));
        Payload payload = CODEC.write("up", new Object[] {A, map});
        assertThat(payload.text()).isEqualTo("[\"up\",%s,{\"x\":[1,%s],\"y\":%s}]".formatted(P0, P1, P2));
        assertThat(payload.attachments()).containsExactly(A, B, C);
    }

    @Test
    void itMayBeInRecordsTreesAndArrays() {
        Payload payload = CODEC.write(null, new Object[] {
            new File("f", A, null), JsonNodeFactory.instance.arrayNode().add(B), new byte[][] {C}
        });
        assertThat(payload.text())
                .isEqualTo("[{\"name\":\"f\",\"data\":%s,\"preview\":null},[%s],[%s]]".formatted(P0, P1, P2));
        assertThat(payload.attachments()).containsExactly(A, B, C);
    }

    @Test
    void aBufferIsSentFromItsPositionAndLeftAlone() {
        ByteBuffer direct = ByteBuffer.allocateDirect(4).put(new byte[] {9, 1, 2, 9});
        direct.position(1).limit(3);
        ByteBuffer readOnly =
                ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2).slice().asReadOnlyBuffer();
        assertThat(CODEC.write("a", new Object[] {direct, readOnly, List.of(direct, readOnly)})
                        .attachments())
                .containsExactly(A, A, A, A);
        assertThat(direct.position()).isEqualTo(1);
        assertThat(direct.remaining()).isEqualTo(2);
    }

    @Test
    void itIsReadAsBytesOrBuffer() {
        Arguments arguments = sent(A, "x", new File("f", B, ByteBuffer.wrap(C)));
        assertThat((byte[]) CODEC.read(arguments, 0, byte[].class)).containsExactly(A);
        assertThat(CODEC.read(arguments, 0, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(A));
        File file = Wire.there(arguments.slice(2), File.class);
        assertThat(file.name()).isEqualTo("f");
        assertThat(file.data()).isEmpty();
        assertThat(file.preview()).isEqualTo(ByteBuffer.wrap(C));
    }

    @Test
    void itIsReadInsideListsMapsAndTrees() {
        Arguments arguments = arguments(
                "{ \"l\" : [ %s , 1 ] , \"é\":{\"_placeholder\":true,\"num\":0,\"x\":{}} }".formatted(P1), A, B);
        Map<?, ?> map = Wire.there(arguments, Map.class);
        assertThat((byte[]) map.get("é")).containsExactly(A);
        assertThat((List<?>) map.get("l")).hasSize(2).element(0).isEqualTo(B);
        JsonNode tree = Wire.there(arguments, JsonNode.class);
        assertThat(tree.get("é").binaryValue()).containsExactly(A);
        assertThat(tree.get("l").get(1).intValue()).isEqualTo(1);
        List<?> list = (List<?>)
                CODEC.read(arguments("[%s]".formatted(P0), A), 0, new TypeReference<List<byte[]>>() {}.getType());
        assertThat(list).hasSize(1).element(0).isEqualTo(A);
    }

    @Test
    void twoPlacesMayHaveTheSameBytes() {
        List<?> list = (List<?>) CODEC.read(arguments("[%s,%s]".formatted(P0, P0), A), 0, List.class);
        assertThat(list).hasSize(2).element(1).isEqualTo(A);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"AQI=\"", "[1,2]", "{}", "1", "{\"_placeholder\":true,\"num\":0}", "\"\""})
    void jsonIsNeverTakenForBinaryData(String json) {
        assertThatThrownBy(() -> Wire.read(json, byte[].class))
                .isInstanceOf(BadArgumentException.class)
                .hasMessage("argument 0: expected binary data, got " + json);
        assertThatThrownBy(() -> Wire.read(json, ByteBuffer.class)).isInstanceOf(BadArgumentException.class);
        assertThatThrownBy(() -> Wire.read("{\"name\":\"f\",\"data\":" + json + "}", File.class))
                .isInstanceOf(BadArgumentException.class)
                .hasMessageStartingWith("argument 0 at data: expected binary data");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                int.class,
                Integer.class,
                double.class,
                boolean.class,
                File.class,
                Long.class,
                Float.class
            })
    void binaryDataIsNeverTakenForAnythingElse(Class<?> type) {
        assertThatThrownBy(() -> CODEC.read(sent(A), 0, type)).isInstanceOf(BadArgumentException.class);
    }

    @Test
    void binaryDataIsNoStringInsideARecord() {
        assertThatThrownBy(() -> CODEC.read(arguments("{\"name\":" + P0 + "}", A), 0, File.class))
                .isInstanceOf(BadArgumentException.class)
                .hasMessageStartingWith("argument 0 at name: expected String");
    }

    @Test
    void nullIsNoBytes() {
        assertThat(Wire.read("null", byte[].class)).isNull();
        assertThat(Wire.read("null", ByteBuffer.class)).isNull();
    }

    // --- passed on as it came -------------------------------------------------------------------------------------

    @Test
    void receivedArgumentsArePassedOnWithoutBeingRead() {
        Arguments arguments = arguments("{\"a\" : 1.50},\"\\u00e9\",[%s],2".formatted(P0), A);
        Args args = new Args(arguments, CODEC);
        assertThat(CODEC.write("b", new Object[] {args, 3}).text())
                .isEqualTo("[\"b\",{\"a\" : 1.50},\"\\u00e9\",[%s],2,3]".formatted(P0));
        assertThat(CODEC.write(null, args.raw()).text()).isEqualTo("[{\"a\" : 1.50},\"\\u00e9\",[%s],2]".formatted(P0));
        assertThat(CODEC.write(null, new Object[] {new Args(Arguments.NONE, CODEC)})
                        .text())
                .isEqualTo("[]");
    }

    @Test
    void theirBinaryDataIsNumberedAnewAndOnlyWhatIsUsedGoesOut() {
        Arguments arguments = arguments("%s,[%s]".formatted(P0, P1), A, B);
        Payload payload = CODEC.write("b", new Object[] {
            C, new RawArgument(arguments, 1), Map.of("again", new RawArgument(arguments, 1))
        });
        assertThat(payload.text()).isEqualTo("[\"b\",%s,[%s],{\"again\":[%s]}]".formatted(P0, P1, P2));
        assertThat(payload.attachments()).containsExactly(C, B, B);
        assertThat((byte[]) CODEC.read(received(payload), 0, byte[].class)).containsExactly(C);
    }

    @Test
    void s04_aForgedPlaceholderIsNotSentBesideBinaryData() {
        RawArgument forged = new RawArgument(arguments("{\"a\":{\"_placeholder\":true,\"num\":7}}"), 0);
        assertThat(CODEC.write("b", new Object[] {forged}).text()).contains("\"num\":7");
        for (Object argument : new Object[] {
            forged, CODEC.read(forged.arguments(), 0, JsonNode.class), CODEC.read(forged.arguments(), 0, Map.class)
        }) {
            assertThatThrownBy(() -> CODEC.write("b", new Object[] {argument, A}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("_placeholder");
        }
    }

    @Test
    void s03_moreThanTenPiecesAreTheUsersMistake() {
        byte[][] eleven = new byte[11][1];
        assertThatThrownBy(() -> CODEC.write("b", new Object[] {eleven}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("More than 10 piece(s) of binary data");
        assertThatThrownBy(() -> CODEC.write("b", eleven)).isInstanceOf(IllegalArgumentException.class);
    }
}
