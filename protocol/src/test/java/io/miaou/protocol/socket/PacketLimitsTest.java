package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.packet;
import static io.miaou.protocol.socket.Read.texts;
import static io.miaou.protocol.socket.Read.violation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit: what just fits, what does not, and what it is called. */
class PacketLimitsTest {
    @Test
    void theDefaultsAreFiniteAndDocumented() {
        assertThat(PacketLimits.DEFAULTS).isEqualTo(new PacketLimits(10, 128, 1_000, 256, 256));
    }

    @Test
    void aLimitOutOfRangeIsTheUsersMistake() {
        assertThatThrownBy(() -> new PacketLimits(-1, 128, 1_000, 256, 256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxAttachments is -1: give 0 to 10000");
        assertThatThrownBy(() -> new PacketLimits(10, 1_001, 1_000, 256, 256))
                .hasMessage("maxJsonDepth is 1001: give 1 to 1000");
        assertThatThrownBy(() -> new PacketLimits(10, 128, 0, 256, 256)).hasMessageContaining("maxNumberLength is 0");
        assertThatThrownBy(() -> new PacketLimits(10, 128, 1, 0, 256)).hasMessageContaining("maxEventName is 0");
        assertThatThrownBy(() -> new PacketLimits(10, 128, 1, 1, 0)).hasMessageContaining("maxNamespaceName is 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 100_000, 500_000})
    void s08_jsonThatNestsTooDeepIsRefused(int depth) {
        PacketViolation tooDeep = new PacketViolation("JSON that nests too deep", "maxJsonDepth");
        assertThat(violation("2[\"a\"," + "[".repeat(depth) + "]".repeat(depth) + "]"))
                .isEqualTo(tooDeep);
        assertThat(violation("2[\"a\"," + "[".repeat(depth))).isEqualTo(tooDeep);
        assertThat(violation("2[\"a\"," + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + "]"))
                .isEqualTo(tooDeep);
        assertThat(violation("31[" + "[".repeat(depth) + "]".repeat(depth) + "]"))
                .isEqualTo(tooDeep);
        assertThat(violation("0" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)))
                .isEqualTo(tooDeep);
    }

    @Test
    void s08_depthCountsTheArrayOfTheArguments() {
        String fits = "[".repeat(127) + "]".repeat(127);
        assertThat(texts(event("2[\"a\"," + fits + "]").arguments())).containsExactly(fits);
        assertThat(violation("2[\"a\",[" + fits + "]]").limit()).isEqualTo("maxJsonDepth");
        String object = "{\"a\":".repeat(128) + "1" + "}".repeat(128);
        assertThat(packet("0" + object)).isInstanceOf(Packet.Connect.class);
        assertThat(violation("0{\"a\":" + object + "}").limit()).isEqualTo("maxJsonDepth");
    }

    @Test
    void s08_breadthIsNotDepth() {
        String wide = "[" + "[[]],".repeat(10_000) + "{}]";
        assertThat(texts(event("2[\"a\"," + wide + "]").arguments())).containsExactly(wide);
    }

    @Test
    void s08_aServerMayAllowLess() {
        PacketLimits flat = new PacketLimits(10, 1, 1_000, 256, 256);
        assertThat(packet("2[\"a\",1,\"b\"]", flat)).isInstanceOf(Packet.Event.class);
        assertThat(violation("2[\"a\",[]]", flat).limit()).isEqualTo("maxJsonDepth");
    }

    @Test
    void s09_aNumberOfMoreThanAThousandCharactersIsRefused() {
        PacketViolation tooLong = new PacketViolation("JSON with a number that is too long", "maxNumberLength");
        String fits = "1".repeat(1_000);
        assertThat(texts(event("2[\"a\"," + fits + "]").arguments())).containsExactly(fits);
        assertThat(event("2[" + fits + "]").name()).isEqualTo("Infinity");
        for (String number : new String[] {
            fits + "1", "9".repeat(100_000), "1".repeat(1_000_000), "-" + fits, "0." + fits, "1e" + fits, "1E-" + fits
        }) {
            assertThat(violation("2[\"a\"," + number + "]")).isEqualTo(tooLong);
            assertThat(violation("2[\"a\",{\"b\":[" + number + "]}]")).isEqualTo(tooLong);
            assertThat(violation("2[" + number + "]")).isEqualTo(tooLong);
            assertThat(violation("31[" + number + "]")).isEqualTo(tooLong);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-0", "1e-400", "9007199254740993", "0.1e+1", "0e0", "-1.5E-10"})
    void s09_anyOtherNumberOfJsonIsTaken(String number) {
        assertThat(texts(event("2[\"a\"," + number + "]").arguments())).containsExactly(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x10",
                "1_000",
                "--1",
                "- 1"
            })
    void s09_whatIsNoNumberOfJsonIsRefused(String number) {
        assertThat(violation("2[\"a\"," + number + "]")).isEqualTo(new PacketViolation("a payload that is no JSON"));
    }

    @Test
    void s07_aNameOfAMegabyteIsRefused() {
        PacketViolation tooLong = new PacketViolation("the name of an event is too long", "maxEventName");
        assertThat(violation("2[\"" + "a".repeat(1_000_000) + "\"]")).isEqualTo(tooLong);
        assertThat(violation("2[\"" + "a".repeat(257) + "\"]")).isEqualTo(tooLong);
        assertThat(violation("2[\"" + "é".repeat(129) + "\"]")).isEqualTo(tooLong);
        assertThat(event("2[\"" + "a".repeat(256) + "\"]").name()).hasSize(256);
    }

    @Test
    void s11_aNamespaceWithALongNameIsRefused() {
        PacketViolation tooLong = new PacketViolation("the name of a namespace is too long", "maxNamespaceName");
        assertThat(violation("0/" + "a".repeat(256))).isEqualTo(tooLong);
        assertThat(violation("0/" + "a".repeat(1_000_000) + ",")).isEqualTo(tooLong);
        assertThat(packet("0/" + "a".repeat(255) + ",").namespace()).hasSize(256);
    }

    @Test
    void aMillionDigitsOfAnIdAreReadInOneGo() {
        assertThat(event("2" + "9".repeat(1_000_000) + "[\"a\"]").id()).isEqualTo(Packet.UNANSWERABLE);
        assertThat(event("2" + "0".repeat(1_000_000) + "7[\"a\"]").id()).isEqualTo(7);
    }
}
