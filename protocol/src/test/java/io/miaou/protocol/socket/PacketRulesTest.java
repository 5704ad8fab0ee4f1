package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.feed;
import static io.miaou.protocol.socket.Read.isRefused;
import static io.miaou.protocol.socket.Read.violation;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a connection, as it does with the reference, and where we are stricter. */
class PacketRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"7", "8", "9", "7[\"a\"]", "a", "-1", "/", "{", "\u0660", "\"", "[\"a\"]"})
    void s19_anUnknownTypeIsRefused(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("no type of packet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t0", " 2[\"a\"]", "\uFEFF2[\"a\"]"})
    void s02_aPacketWithoutATypeIsRefusedThoughTheReferenceReadsAConnect(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("no type of packet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 [\"a\"]", "2\t[\"a\"]", "2/a, [\"a\"]", "21 [\"a\"]", "2 1[\"a\"]", "0 {}", "3 []"})
    void s02_whiteSpaceWhereAnIdMayBeIsRefusedThoughTheReferenceReadsZero(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0[]", "0[1]", "0\"x\"", "01{}x", "0null", "0true", "0{", "0{}}", "0/a,[1]", "0/a,x", "0{a:1}"})
    void s19_aConnectWithAnythingButAnObjectIsRefused(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1{}", "1[]", "1null", "1/a,\"x\"", "1x", "1 "})
    void s19_aDisconnectWithAPayloadIsRefused(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("DISCONNECT with a payload"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4[]", "4null", "4true", "4\"x", "4{}x", "4x", "4/a,[]"})
    void s19_aConnectErrorWithAnythingButAnObjectOrAStringIsRefused(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2[null]",
                "2[{}]",
                "2[[]]",
                "2[true]",
                "2[false,\"a\"]",
                "2[{\"toString\":\"x\"}]",
                "2[[\"a\"]]",
                "2[]",
                "2[ ]"
            })
    void s05_anEventWhoseNameIsNeitherStringNorNumberIsRefused(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("an event whose name is neither string nor number"));
    }

    @Test
    void s05_numbersAndAnyOtherStringAreNames() {
        assertThat(event("2[1]").name()).isEqualTo("1");
        assertThat(event("2[\"\"]").name()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2{}",
                "2\"a\"",
                "2null",
                "2true",
                "2x",
                "2{\"0\":\"a\"}",
                "2abc[\"a\"]",
                "2-1[\"a\"]",
                "21.5[\"a\"]"
            })
    void s05_anEventWhosePayloadIsNoArrayIsRefused(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void s06_reservedNamesAreRefused(String name) {
        PacketViolation reserved = new PacketViolation("an event with a reserved name");
        assertThat(violation("2[\"" + name + "\"]")).isEqualTo(reserved);
        assertThat(violation("2/a,1[\"" + name + "\",1]")).isEqualTo(reserved);
        String escaped = String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1);
        assertThat(violation("2[\"" + escaped + "\"]")).isEqualTo(reserved);
        assertThat(violation("51-[\"" + name + "\",{\"_placeholder\":true,\"num\":0}]"))
                .isEqualTo(reserved);
        assertThat(event("2[\"" + name + " \"]").name()).isEqualTo(name + " ");
    }

    @Test
    void s06_aReservedNameIsRefusedThoughSomebodyListensToIt() {
        KnownNames events = new KnownNames();
        events.add("disconnect");
        PacketDecoder decoder =
                new PacketDecoder(new PacketDecoder.Names(PacketLimits.DEFAULTS, events, new KnownNames()));
        assertThat(feed(decoder, "2[\"disconnect\"]")).isNull();
        assertThat(decoder.violation()).isEqualTo(new PacketViolation("an event with a reserved name"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3{}", "3\"x\"", "3null", "31x", "31[", "31[1", "31[1,]", "31[,1]", "31[1]]", "31[]x", "31[}"})
    void anAcknowledgementWithAnythingButAnArrayIsRefused(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2[\"a\"", "2[\"a", "2[\"a\",", "2[\"a\",]", "2[\"a\"1]", "2[\"a\" \"b\"]", "2[\"a\"]]", "2[\"a\"}",
                        "2[\"a\"]x",
                "2[\"a\",1", "2[\"a\",1 2]", "2[\"a\",1}", "2[", "2[\"a\",,1]", "2[1.]", "2[01]", "2[\"\\x\"]",
                        "2[\"a\",'b']",
                "2[\"a\",undefined]", "2[\"a\",NaN]", "2[\"a\",/*c*/1]", "2[\"a\",\u00a01]", "2[\"a\"]\u00a0"
            })
    void anEventThatIsNoJsonIsRefused(String text) {
        assertThat(isRefused(text)).isTrue();
    }

    @Test
    void afterAViolationNothingMoreIsRead() {
        PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);
        feed(decoder, "9");
        PacketViolation first = decoder.violation();
        assertThat(feed(decoder, "2[\"a\"]")).isNull();
        assertThat(decoder.binary(new byte[1])).isNull();
        feed(decoder, "2[");
        assertThat(decoder.violation()).isSameAs(first);
    }

    @Test
    void aViolationNeverRepeatsWhatThePeerSent() {
        assertThat(violation("2[\"a\",jndi]").toString()).doesNotContain("jndi");
        assertThat(violation("2[jndi]").toString()).doesNotContain("jndi");
    }
}
