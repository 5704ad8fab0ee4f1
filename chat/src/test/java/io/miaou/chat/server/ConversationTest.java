package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.chat.fake.Frame;
import io.miaou.chat.wire.BadInput;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The course's conversation over real sockets. */
class ConversationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private ChatServer server;

    @BeforeEach
    void start() throws Exception {
        server = Chats.start(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int port() {
        return server.webSocketPort();
    }

    @Test
    void r47_theHandshakeOfTheCourseIsAnsweredAsTheCourseSays() throws Exception {
        try (RawClient client = new RawClient(port())) {
            assertThat(client.upgrade("/chat"))
                    .contains("HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chat", "/ws"})
    void rule1_theUpgradeIsAcceptedOnThesePathsWithoutOriginCookieSubprotocolOrUserAgent(String path) throws Exception {
        try (RawClient client = new RawClient(port())) {
            assertThat(client.upgrade(path).getFirst()).startsWith("HTTP/1.1 101");
            assertThat(client.next().text()).contains("Welcome! Please identify yourself.");
        }
    }

    @Test
    void rule13_pagesOfAnyOriginMayJoin() throws Exception {
        try (RawClient client = new RawClient(port())) {
            assertThat(client.upgrade("/", "Origin: https://elsewhere.example").getFirst())
                    .startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void rule2_aClientThatOffersCompressionIsServed() throws Exception {
        try (RawClient client = new RawClient(port())) {
            List<String> answer =
                    client.upgrade("/", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
            assertThat(answer.getFirst()).startsWith("HTTP/1.1 101");
            client.send(RawClient.text("{'type':'join','username':'Alice'}"));
            if (answer.stream().noneMatch(line -> line.contains("permessage-deflate"))) {
                assertThat(client.next().text()).contains("Welcome");
                assertThat(client.next().text()).contains("Alice has joined");
            }
        }
    }

    @Test
    void r53_r54_r55_aliceAndBobMeetTalkAndPart() throws Exception {
        try (Client bob = Client.join(server, "Bob")) {
            Client alice = Client.join(server, "Alice");
            alice.send("{'type':'message','username':'Mallory','content':'hi','timestamp':1}");
            Frame echo = alice.next();
            assertThat(echo.line()).isEqualTo("Alice: hi");
            assertThat(bob.hearsUntil("Alice: hi")).containsExactly("System: Alice has joined the chat", "Alice: hi");
            alice.leave();
            assertThat(bob.next().line()).isEqualTo("System: Alice has left the chat");
        }
    }

    @Test
    void r76_rule11_websocatThatClosesRightAfterItsLineStillGetsTheWelcomeAndItsJoinBeforeTheCloseReply()
            throws Exception {
        for (int round = 0; round < 50; round++) {
            try (RawClient websocat = RawClient.upgraded(port())) {
                websocat.send(
                        RawClient.text("{'type':'join','username':'TestUser','content':'','timestamp':123456}"),
                        RawClient.frame(RawClient.CLOSE, new byte[0]));
                assertThat(websocat.next().text()).contains("Welcome! Please identify yourself.");
                assertThat(websocat.next().text()).contains("TestUser has joined the chat");
                RawClient.RawFrame close = websocat.next();
                assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
                assertThat(close.payload()).isEmpty();
                assertThat(websocat.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void rule5_aPythonClientAndATypeScriptClientEachHearTheOtherInTheirOwnUnit() throws Exception {
        try (RawClient python = RawClient.upgraded(port(), "User-Agent: Python/3.10 websockets/13.1");
                RawClient node = RawClient.upgraded(port())) {
            assertThat(python.next().text()).matches(".*\"timestamp\":\\d{10}\\.\\d{3}}");
            assertThat(node.next().text()).matches(".*\"timestamp\":\\d{13}}");
            node.send(RawClient.text("{'type':'message','username':'x','content':'hi','timestamp':1763630000123}"));
            assertThat(python.next().text()).matches(".*\"content\":\"hi\",\"timestamp\":\\d{10}\\.\\d{3},.*");
            assertThat(node.next().text()).matches(".*\"content\":\"hi\",\"timestamp\":\\d{13},.*");
        }
    }

    @Test
    void rule9_surplusPongsAreIgnored() throws Exception {
        try (RawClient node = RawClient.upgraded(port())) {
            byte[] pong = RawClient.frame(RawClient.PONG, new byte[0]);
            node.send(pong, pong, pong, RawClient.text("{'type':'message','content':'still here'}"));
            assertThat(node.next().text()).contains("Welcome");
            assertThat(node.next().text()).contains("still here");
        }
    }

    @Test
    void rule9_aPingOfTheClientIsAnswered() throws Exception {
        try (RawClient python = RawClient.upgraded(port())) {
            python.next();
            python.send(RawClient.frame(RawClient.PING, new byte[] {7, 8}));
            RawClient.RawFrame pong = python.next();
            assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
            assertThat(pong.payload()).containsExactly(7, 8);
        }
    }

    @Test
    void r75_rule12_whateverIsMalformedIsAnsweredWithAWordAndTheConnectionKept() throws Exception {
        try (Client mallory = Client.open(server)) {
            mallory.sendText("not json");
            mallory.sendText("[1,2]");
            mallory.send("{'type':'private','content':'to nobody'}");
            mallory.sendBinary(new byte[] {1, 2, 3});
            mallory.sendText("x".repeat(64 * 1024 + 1));
            mallory.says("I am still here");
            assertThat(mallory.hearsUntil("Anonymous: I am still here"))
                    .hasSize(6)
                    .last()
                    .isNotNull();
            assertThat(server.badInputs(BadInput.NOT_JSON)).isOne();
            assertThat(server.badInputs(BadInput.TOO_LONG)).isOne();
        }
    }

    @Test
    void rule12_aMessageOfMoreThan1000000BytesIsClosedWith1009AndOneOf999999IsNot() throws Exception {
        try (Client mallory = Client.open(server)) {
            mallory.sendText("x".repeat(999_999));
            assertThat(mallory.next().content()).contains("longer than 65536 bytes");
            mallory.sendText("x".repeat(1_000_001));
            assertThat(mallory.closeCode()).isEqualTo(1009);
        } catch (java.util.concurrent.ExecutionException closedAlready) {
            // The output side may be closed before our own close is written.
            assertThat(closedAlready).hasCauseInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void rule14_jsonPingIsAnsweredWithItsNumber() throws Exception {
        try (Client browser = Client.open(server, "/", "miaou.v1")) {
            browser.send("{'type':'ping','t':1234.5}");
            Frame pong = browser.next();
            assertThat(pong.type()).isEqualTo("pong");
            assertThat(pong.json().path("t").doubleValue()).isEqualTo(1234.5);
        }
    }

    @Test
    void r79_aPrivateMessageIsSeenByItsAddresseeOnly() throws Exception {
        try (Client alice = Client.join(server, "Alice");
                Client bob = Client.join(server, "Bob");
                Client carol = Client.join(server, "Carol")) {
            alice.send("{'type':'private','from':'Alice','to':'Bob','content':'psst','timestamp':1234567890}");
            alice.says("done");
            assertThat(bob.hearsUntil("Alice: done")).contains("Alice: psst");
            assertThat(carol.hearsUntil("Alice: done")).doesNotContain("Alice: psst");
            assertThat(alice.hearsUntil("Alice: done")).doesNotContain("Alice: psst");
        }
    }

    @Test
    void rule8_onShutdownEverybodyGets1001AndNobodyIsToldThatTheOthersLeft() throws Exception {
        Client alice = Client.join(server, "Alice");
        Client bob = Client.join(server, "Bob");
        alice.hearsUntil("System: Bob has joined the chat");
        int port = port();
        server.close();
        assertThat(alice.closeCode()).isEqualTo(1001);
        assertThat(bob.closeCode()).isEqualTo(1001);
        assertThat(alice.rest()).isEmpty();
        assertThat(bob.rest()).isEmpty();
        assertThat(server.members()).isZero();
        assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void r58_nothingIsSentToAClientThatHasBegunToClose() throws Exception {
        try (Client alice = Client.join(server, "Alice");
                RawClient closing = RawClient.upgraded(port())) {
            closing.send(RawClient.frame(RawClient.CLOSE, new byte[] {3, (byte) 0xE8}));
            assertThat(closing.next().text()).contains("Welcome");
            assertThat(closing.next().opcode()).isEqualTo(RawClient.CLOSE);
            alice.says("is anybody there?");
            alice.hearsUntil("Alice: is anybody there?");
            assertThat(closing.isAtEnd()).isTrue();
        }
    }

    @Test
    void r69_aNormalClosureIsAnsweredInKind() throws Exception {
        Client alice = Client.join(server, "Alice");
        alice.leave();
        assertThat(alice.closeCode()).isEqualTo(1000);
    }
}
