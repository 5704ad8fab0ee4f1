package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.feed;
import static io.miaou.protocol.socket.Read.texts;
import static io.miaou.protocol.socket.Read.violation;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.Packet.Ack;
import io.miaou.protocol.socket.Packet.Event;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets whose binary data comes behind them. */
class AttachmentsTest {
    private static final String P0 = "{\"_placeholder\":true,\"num\":0}";
    private static final String P1 = "{\"_placeholder\":true,\"num\":1}";
    private static final byte[] A = {1, 2, 3};
    private static final byte[] B = {};

    private final PacketDecoder decoder = new PacketDecoder(PacketLimits.DEFAULTS);

    private @Nullable Packet then(byte[] data) {
        return decoder.binary(data);
    }

    private Arguments event(String text, byte[]... data) {
        Packet packet = feed(decoder, text);
        for (byte[] attachment : data) {
            assertThat(packet).isNull();
            assertThat(decoder.isWaiting()).isTrue();
            packet = then(attachment);
        }
        assertThat(decoder.violation()).isNull();
        assertThat(decoder.isWaiting()).isFalse();
        return ((Event) Objects.requireNonNull(packet)).arguments();
    }

    @Test
    void anEventWaitsForItsAttachments() {
        Arguments arguments = event("52-/a,7[\"up\",%s,{\"x\":[%s]}]".formatted(P0, P1), A, B);
        assertThat(arguments.size()).isEqualTo(2);
        assertThat(arguments.hasBinary()).isTrue();
        assertThat(arguments.attachments()).containsExactly(A, B);
        assertThat(arguments.binary(0)).isSameAs(A);
        assertThat(arguments.binary(1)).isNull();
    }

    @Test
    void itKeepsNamespaceIdAndName() {
        feed(decoder, "51-/a,7[\"up\"," + P0 + "]");
        Event event = (Event) Objects.requireNonNull(then(A));
        assertThat(event.namespace()).isEqualTo("/a");
        assertThat(event.id()).isEqualTo(7);
        assertThat(event.name()).isEqualTo("up");
    }

    @Test
    void anAcknowledgementWaitsToo() {
        assertThat(feed(decoder, "61-3[" + P0 + "]")).isNull();
        Ack ack = (Ack) Objects.requireNonNull(then(A));
        assertThat(ack.id()).isEqualTo(3);
        assertThat(ack.arguments().binary(0)).isSameAs(A);
    }

    @Test
    void anotherPacketMayFollow() {
        event("51-[\"a\"," + P0 + "]", A);
        assertThat(texts(event("2[\"b\",1]"))).containsExactly("1");
        assertThat(event("51-[\"c\"," + P0 + "]", B).binary(0)).isSameAs(B);
    }

    @Test
    void s04_aPlaceholderMayComeTwiceAndAnAttachmentMayHaveNone() {
        Arguments arguments = event("52-[\"up\",%s,%s]".formatted(P0, P0), A, B);
        assertThat(arguments.binary(0)).isSameAs(A);
        assertThat(arguments.binary(1)).isSameAs(A);
        assertThat(event("51-[\"up\",1]", A).binary(0)).isNull();
        assertThat(event("51-[\"up\"]", A).size()).isZero();
        assertThat(event("51-", A).size()).isZero();
    }

    @Test
    void s04_aPlaceholderInAnyOrderAndFormIsOne() {
        Arguments arguments = event("""
                52-["up", { "num" : 1 , "x":{"_placeholder":true,"num":99}, "_placeholder" : true } ,\
                {"\\u005fplaceholder":true,"n\\u0075m":0e5},{"_placeholder":false,"_placeholder":true,"num":7,"num":-0}]""", A, B);
        assertThat(arguments.binary(0)).isSameAs(B);
        assertThat(arguments.binary(1)).isSameAs(A);
        assertThat(arguments.binary(2)).isSameAs(A);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"_placeholder\":1,\"num\":0}",
                "{\"_placeholder\":\"true\",\"num\":0}",
                "{\"_placeholder\":true,\"num\":9,\"_placeholder\":false}",
                "{\"placeholder\":true,\"num\":0}",
                "[\"_placeholder\",true,\"num\",0]"
            })
    void s04_whatOnlyLooksLikeAPlaceholderIsJson(String json) {
        Arguments arguments = event("51-[\"up\"," + json + "]", A);
        assertThat(arguments.binary(0)).isNull();
        assertThat(texts(arguments)).containsExactly(json);
    }

    @Test
    void s04_aPlaceholderInAPacketWithoutAttachmentsIsJson() {
        Arguments arguments = event("2[\"up\"," + P0 + "]");
        assertThat(arguments.binary(0)).isNull();
        assertThat(arguments.hasBinary()).isFalse();
        assertThat(texts(arguments)).containsExactly(P0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1",
                "1.5",
                "0.5",
                "\"0\"",
                "null",
                "{}",
                "[0]",
                "true",
                "1e999",
                "4294967296",
                "\"splice\""
            })
    void s04_aPlaceholderForNoAttachmentIsRefused(String num) {
        String placeholder = "{\"_placeholder\":true,\"num\":" + num + "}";
        PacketViolation illegal = new PacketViolation("a placeholder for an attachment that does not exist");
        assertThat(violation("51-[\"up\"," + placeholder + "]")).isEqualTo(illegal);
        assertThat(violation("51-[\"up\",1,{\"a\":[{\"b\":" + placeholder + "}]}]"))
                .isEqualTo(illegal);
        assertThat(violation("61-1[" + placeholder + "]")).isEqualTo(illegal);
        assertThat(violation("51-[\"up\",{\"_placeholder\":true}]")).isEqualTo(illegal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5-",
                "50-",
                "5",
                "51",
                "5[\"a\"]",
                "5-[\"a\"]",
                "50-[\"a\"]",
                "5000-[\"a\"]",
                "51.5-[\"a\"]",
                "5-1-[\"a\"]",
                "5x-[\"a\"]",
                "60-1[]",
                "6-[]",
                "5 1-[\"a\"]",
                "51.0-[\"a\"]",
                "51e0-[\"a\"]",
                "5+1-[\"a\"]",
                "50x1-[\"a\"]",
                "5/a,1-[\"a\"]"
            })
    void s03_whatIsNoNumberOfAttachmentsIsRefused(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("no number of attachments"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"511-[\"a\"]", "5999999-[\"a\"]", "599999999999999999999-[\"a\"]", "611-1[]"})
    void s03_moreThanTenAttachmentsAreRefusedBeforeAnythingIsKept(String text) {
        assertThat(violation(text)).isEqualTo(new PacketViolation("too many attachments", "maxAttachments"));
    }

    @Test
    void s03_aMillionDigitsOfAttachmentsAreRefused() {
        assertThat(violation("5" + "9".repeat(1_000_000) + "-[\"a\"]").limit()).isEqualTo("maxAttachments");
        assertThat(violation("5" + "9".repeat(1_000_000)).detail()).isEqualTo("no number of attachments");
    }

    @Test
    void s03_tenAttachmentsAreFine() {
        byte[][] data = new byte[10][];
        java.util.Arrays.fill(data, A);
        assertThat(event("510-[\"a\"]", data).attachments()).hasSize(10);
        assertThat(event("5001-[\"a\"]", A).attachments()).hasSize(1);
    }

    @Test
    void s03_textWhileAttachmentsAreDueIsRefused() {
        feed(decoder, "51-[\"a\"," + P0 + "]");
        assertThat(feed(decoder, "2[\"b\"]")).isNull();
        assertThat(decoder.violation()).isEqualTo(new PacketViolation("text came where an attachment was due"));
        assertThat(then(A)).isNull();
    }

    @Test
    void s03_binaryDataThatNobodyAnnouncedIsRefused() {
        assertThat(then(A)).isNull();
        assertThat(decoder.violation()).isEqualTo(new PacketViolation("binary data that no packet announced"));
    }

    @Test
    void s03_binaryDataBeyondTheLastAttachmentIsRefused() {
        event("51-[\"a\"," + P0 + "]", A);
        assertThat(then(A)).isNull();
        assertThat(decoder.violation()).isNotNull();
    }

    @Test
    void s03_aPacketWhoseAttachmentsDoNotComeCanBeDropped() {
        feed(decoder, "52-[\"a\"," + P0 + "]");
        then(A);
        assertThat(decoder.isWaiting()).isTrue();
        decoder.discard();
        assertThat(decoder.isWaiting()).isFalse();
        assertThat(event("2[\"b\"]").size()).isZero();
    }

    @Test
    void s03_attachmentsMayBeForbidden() {
        PacketLimits none = new PacketLimits(0, 128, 1_000, 256, 256);
        assertThat(violation("51-[\"a\"]", none).limit()).isEqualTo("maxAttachments");
    }
}
