package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.ack;
import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.feed;
import static io.miaou.protocol.socket.Read.packet;
import static io.miaou.protocol.socket.Read.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.socket.Packet.Ack;
import io.miaou.protocol.socket.Packet.Connect;
import io.miaou.protocol.socket.Packet.ConnectError;
import io.miaou.protocol.socket.Packet.Disconnect;
import io.miaou.protocol.socket.Packet.Event;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What good packets are read as. */
class PacketDecoderTest {
    @Test
    void anEventHasNamespaceIdNameAndArguments() {
        Event event = event("2/admin,17[\"say\",\"hi\", {\"a\":[1,2]} ,null]");
        assertThat(event.namespace()).isEqualTo("/admin");
        assertThat(event.id()).isEqualTo(17);
        assertThat(event.wantsAck()).isTrue();
        assertThat(event.name()).isEqualTo("say");
        assertThat(texts(event.arguments())).containsExactly("\"hi\"", "{\"a\":[1,2]}", "null");
    }

    @Test
    void anEventWithoutNamespaceOrIdIsOneOfTheMainNamespaceThatWantsNoAnswer() {
        Event event = event("2[\"say\"]");
        assertThat(event.namespace()).isEqualTo("/");
        assertThat(event.id()).isEqualTo(Packet.NO_ID);
        assertThat(event.wantsAck()).isFalse();
        assertThat(event.arguments()).isSameAs(Arguments.NONE);
    }

    @Test
    void aConnectMayCarryAnObject() {
        assertThat(packet("0")).isEqualTo(new Connect("/", null));
        assertThat(packet("0/admin,")).isEqualTo(new Connect("/admin", null));
        assertThat(packet("0/admin")).isEqualTo(new Connect("/admin", null));
        Connect connect = (Connect) packet("0/admin,{\"token\":\"x\"} ");
        assertThat(Objects.requireNonNull(connect.data()).text()).isEqualTo("{\"token\":\"x\"}");
    }

    @Test
    void aNamespaceKeepsItsQueryString() {
        assertThat(packet("0/admin?token=1,").namespace()).isEqualTo("/admin?token=1");
        assertThat(packet("0/admin?a=b&c={},").namespace()).isEqualTo("/admin?a=b&c={}");
    }

    @Test
    void aNamespaceIsUtf8AndMayBeTheMainOneByName() {
        assertThat(packet("0/é😀,").namespace()).isEqualTo("/é😀");
        assertThat(packet("0/,").namespace()).isEqualTo("/");
        assertThat(event("2/,[\"a\"]").namespace()).isEqualTo("/");
    }

    @Test
    void aDisconnectHasNoPayload() {
        assertThat(packet("1")).isEqualTo(new Disconnect("/"));
        assertThat(packet("1/admin,")).isEqualTo(new Disconnect("/admin"));
    }

    @Test
    void anAcknowledgementHasAnArrayOrNothing() {
        Ack ack = ack("3/admin,12[\"ok\",[]]");
        assertThat(ack.namespace()).isEqualTo("/admin");
        assertThat(ack.id()).isEqualTo(12);
        assertThat(texts(ack.arguments())).containsExactly("\"ok\"", "[]");
        assertThat(ack("312").arguments()).isSameAs(Arguments.NONE);
        assertThat(ack("312[ ] ").arguments()).isSameAs(Arguments.NONE);
        assertThat(ack("3[1]").id()).isEqualTo(Packet.NO_ID);
    }

    @Test
    void aConnectErrorHasAnObjectOrAString() {
        ConnectError error = (ConnectError) packet("4/nope,{\"message\":\"Invalid namespace\"}");
        assertThat(Objects.requireNonNull(error.data()).text()).isEqualTo("{\"message\":\"Invalid namespace\"}");
        assertThat(Objects.requireNonNull(((ConnectError) packet("4\"no\"")).data())
                        .text())
                .isEqualTo("\"no\"");
        assertThat(packet("4")).isEqualTo(new ConnectError("/", null));
    }

    @Test
    void s02_anEventWithoutPayloadHasNoNameAndReachesNobody() {
        assertThat(event("2").name()).isNull();
        assertThat(event("2/a,12").name()).isNull();
        assertThat(event("2/a,12").arguments().size()).isZero();
        assertThat(event("2/a[\"x\"]").namespace()).isEqualTo("/a[\"x\"]");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "007,7", "00000000000000000000012,12", "9007199254740992,9007199254740992"})
    void s02_anIdMayHaveLeadingZeros(String text, long id) {
        assertThat(event("2" + text + "[\"a\"]").id()).isEqualTo(id);
        assertThat(ack("3" + text + "[]").id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"9007199254740993", "9223372036854775808", "99999999999999999999999", "18446744073709551617"})
    void s02_anIdAboveTwoToThe53CannotBeAnswered(String text) {
        Event event = event("2" + text + "[\"a\",1]");
        assertThat(event.id()).isEqualTo(Packet.UNANSWERABLE);
        assertThat(event.wantsAck()).isFalse();
        assertThat(event.name()).isEqualTo("a");
        assertThat(ack("3" + text + "[]").id()).isEqualTo(Packet.UNANSWERABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "-0,0",
        "1.0,1",
        "1e3,1000",
        "1e21,1e+21",
        "0.1,0.1",
        "1e-7,1e-7",
        "123456789012345680000,123456789012345680000",
        "9007199254740993,9007199254740992",
        "1e999,Infinity",
        "-1e999,-Infinity"
    })
    void aNumberAsNameIsItsTextInJavaScript(String json, String name) {
        assertThat(event("2[" + json + ",\"x\"]").name()).isEqualTo(name);
    }

    @Test
    void s07_namesThatMeanSomethingElsewhereAreNames() {
        for (String name :
                new String[] {"error", "message", "__proto__", "constructor", "", "toString", "connection"}) {
            assertThat(event("2[\"" + name + "\"]").name()).isEqualTo(name);
        }
    }

    @Test
    void aNameMayHaveEscapesAndAnyCharacter() {
        assertThat(event("2[\"\\u0063onnecte\\u0064\"]").name()).isEqualTo("connected");
        assertThat(event("2[\"a\\n\\\"\\\\\\/é😀\\ud83d\"]").name()).isEqualTo("a\n\"\\/é😀\ud83d");
    }

    @Test
    void whiteSpaceOfJsonIsNoPartOfAnArgument() {
        Event event = event("2[ \"a\" ,\t1 , \r\n{ \"b\" : 2 } \n] \t");
        assertThat(event.name()).isEqualTo("a");
        assertThat(texts(event.arguments())).containsExactly("1", "{ \"b\" : 2 }");
    }

    @Test
    void manyArgumentsAreFoundAgain() {
        StringBuilder text = new StringBuilder("2[\"a\"");
        for (int i = 0; i < 1_000; i++) {
            text.append(", ").append(i).append(' ');
        }
        Arguments arguments = event(text.append(']').toString()).arguments();
        assertThat(arguments.size()).isEqualTo(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(arguments.json(i).text()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void aKnownNameIsNotMadeAnew() {
        KnownNames events = new KnownNames();
        KnownNames namespaces = new KnownNames();
        String name = new String("say");
        String namespace = new String("/admin");
        events.add(name);
        namespaces.add(namespace);
        PacketDecoder decoder = new PacketDecoder(new PacketDecoder.Names(PacketLimits.DEFAULTS, events, namespaces));
        Event event = (Event) Objects.requireNonNull(feed(decoder, "2/admin,[\"say\",1]"));
        assertThat(event.name()).isSameAs(name);
        assertThat(event.namespace()).isSameAs(namespace);
        assertThat(((Event) Objects.requireNonNull(feed(decoder, "2[\"says\"]"))).name())
                .isEqualTo("says");
    }

    @Test
    void aPacketIsALineOfALog() {
        assertThat(event("2/a,1[\"say\",\"a\\u001b\",\"\u001b\u009b\u2028é\"]".replace("\u001b", "")))
                .hasToString("Event[namespace=/a, id=1, name=say, arguments=2 arguments [\"a\\u001b\",\"??é\"]]");
        assertThat(event("2[\"say\",\"" + "x".repeat(500) + "\"]").toString()).hasSizeLessThan(200);
    }
}
