package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.miaou.chat.fake.FakeGroup;
import io.miaou.chat.fake.FakeRequest;
import io.miaou.chat.fake.FakeSocket;
import io.miaou.chat.fake.Frame;
import io.miaou.chat.room.MessageIds;
import io.miaou.chat.room.RecentHistory;
import io.miaou.chat.room.Room;
import io.miaou.chat.wire.BadInput;
import io.miaou.chat.wire.ClientFrame;
import io.miaou.chat.wire.TimestampPolicy;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ChatEndpointTest {
    private static final FakeRequest GET = FakeRequest.get("/");

    private final Logger packageLog = (Logger) LoggerFactory.getLogger(ChatEndpoint.class.getPackageName());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final VirtualClock clock = new VirtualClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final Room room = new Room("#r", new RecentHistory(), MessageIds.startingAt(clock), clock, FakeGroup::new);
    private final BadInputLog badInput = new BadInputLog(clock);
    private ChatEndpoint endpoint = endpoint(TimestampPolicy.AUTO);

    private ChatEndpoint endpoint(TimestampPolicy policy) {
        return new ChatEndpoint(room, policy, new PresenceLog(clock), badInput, new Tarpit(clock), pauses::add);
    }

    @BeforeEach
    void listenToTheLog() {
        packageLog.setLevel(Level.DEBUG);
        packageLog.addAppender(log);
        log.start();
    }

    @AfterEach
    void leaveTheLog() {
        packageLog.detachAppender(log);
        packageLog.setLevel(null);
    }

    private List<String> logged() {
        List<String> lines =
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        log.list.clear();
        return lines;
    }

    private FakeSocket open() throws Exception {
        return open(GET, null);
    }

    private FakeSocket open(FakeRequest request, @Nullable String subprotocol) throws Exception {
        FakeSocket socket = new FakeSocket(request, subprotocol);
        endpoint.onOpen(socket);
        return socket;
    }

    private void text(FakeSocket socket, String json) {
        endpoint.onText(socket, json.replace('\'', '"'));
    }

    private static double timestamp(Frame frame) {
        return frame.json().path("timestamp").doubleValue();
    }

    @Test
    void r52_theFirstFrameIsTheWelcomeAndNothingIsBeforeIt() throws Exception {
        assertThat(open().received())
                .extracting(Frame::text)
                .containsExactly("{\"type\":\"message\",\"username\":\"System\","
                        + "\"content\":\"Welcome! Please identify yourself.\",\"timestamp\":1767225600000}");
    }

    @Test
    void aConversationIsLoggedAsTheCourseLogsIt() throws Exception {
        FakeSocket alice = open();
        text(alice, "{'type':'join','username':'Alice'}");
        text(alice, "{'type':'message','content':'hi'}");
        endpoint.onClose(alice, CloseStatus.NO_STATUS);
        assertThat(logged()).containsExactly("New client connected", "Alice joined", "Alice: hi", "Alice disconnected");
    }

    @Test
    void nothingOfAStrangersBytesReachesTheLogUnescaped() throws Exception {
        FakeSocket alice = open();
        text(alice, "{'type':'join','username':'Al\u200Fice'}");
        text(alice, "{'type':'message','content':'a\\r\\n2026-11-20 root logged in \\u001b[2J \\u202e'}");
        text(alice, "{'type':'\\nforged'}");
        assertThat(logged())
                .anyMatch(line -> line.contains("\\u000d\\u000a2026-11-20"))
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Python/3.10 websockets/13.1          | 1767225600",
                "Python/3.11 websockets/10.4          | 1767225600",
                "Mozilla/5.0 Chrome/156               | 1767225600000",
                "Python/3.11 aiohttp/3.9              | 1767225600000",
            })
    void rule5_theWelcomeIsInTheUnitThatTheUserAgentSuggests(String userAgent, double expected) throws Exception {
        FakeSocket socket = open(GET.withHeader("User-Agent", userAgent), null);
        assertThat(timestamp(socket.received().getFirst())).isEqualTo(expected);
    }

    @Test
    void rule5_afterTheWelcomeTheUnitIsThatOfTheClientsOwnFrames() throws Exception {
        FakeSocket node = open();
        assertThat(timestamp(node.take().getFirst())).isEqualTo(1767225600000.0);
        text(node, "{'type':'join','username':'A','timestamp':1767225600.5}");
        assertThat(timestamp(node.take().getFirst())).isEqualTo(1767225600.0);
        text(node, "{'type':'message','content':'x','timestamp':1767225600500}");
        assertThat(timestamp(node.take().getFirst())).isEqualTo(1767225600000.0);
        text(node, "{'type':'message','content':'x'}");
        assertThat(timestamp(node.take().getFirst())).isEqualTo(1767225600000.0);
    }

    @Test
    void rule5_theQueryAndTheOptionLayTheUnitDownWhateverTheClientDoes() throws Exception {
        FakeSocket seconds = open(GET.withQuery("ts=s"), null);
        text(seconds, "{'type':'join','username':'A','timestamp':1767225600500}");
        assertThat(seconds.take())
                .allSatisfy(frame -> assertThat(timestamp(frame)).isEqualTo(1767225600.0));
        endpoint = endpoint(TimestampPolicy.S);
        assertThat(timestamp(open().received().getFirst())).isEqualTo(1767225600.0);
        FakeSocket millis = open(GET.withQuery("a=b&ts=ms").withHeader("User-Agent", "Python/3 websockets/1"), null);
        text(millis, "{'type':'join','username':'A','timestamp':1}");
        assertThat(millis.take())
                .allSatisfy(frame -> assertThat(timestamp(frame)).isEqualTo(1767225600000.0));
    }

    @Test
    void rule6_theSubprotocolOptsInToEverything() throws Exception {
        FakeSocket alice = open();
        FakeSocket capable = open(GET, "miaou.v1");
        assertThat(capable.take().getFirst().json().path("caps").toString())
                .isEqualTo("[\"typing\",\"ack\",\"pong\",\"history\"]");
        text(capable, "{'type':'join','username':'C'}");
        capable.take();
        text(alice, "{'type':'typing.start'}");
        assertThat(capable.take()).extracting(Frame::type).containsExactly("typing");
    }

    @Test
    void rule6_aCourseClientNeverSeesAFrameOfAKindItDoesNotKnow() throws Exception {
        FakeSocket course = open();
        text(course, "{'type':'join','username':'Alice','content':'','timestamp':1767225600000}");
        FakeSocket capable = open(GET, "miaou.v1");
        text(capable, "{'type':'join','username':'C','since':0}");
        text(capable, "{'type':'typing','isTyping':true}");
        text(capable, "{'type':'ping','t':1}");
        text(capable, "{'type':'message','content':'hi','cid':'c1'}");
        text(course, "{'type':'message','username':'Alice','content':'hello','timestamp':1767225600000}");
        text(course, "{'type':'private','from':'Alice','to':'C','content':'psst','timestamp':1767225600000}");
        assertThat(course.received()).allSatisfy(frame -> {
            assertThat(frame.type()).isEqualTo("message");
            assertThat(frame.content()).isNotEmpty();
        });
    }

    @Test
    void rule12_fromAndUsernameInFramesAreOverriddenByTheRegisteredName() throws Exception {
        FakeSocket mallory = open();
        FakeSocket bob = open();
        text(mallory, "{'type':'join','username':'Mallory'}");
        text(bob, "{'type':'join','username':'Bob'}");
        bob.take();
        text(mallory, "{'type':'message','username':'Alice','content':'hi','timestamp':9e12}");
        text(mallory, "{'type':'private','from':'Alice','username':'Alice','to':'Bob','content':'psst'}");
        List<Frame> heard = bob.take();
        assertThat(heard).extracting(Frame::line).containsExactly("Mallory: hi", "Mallory: psst");
        assertThat(heard.getLast().json().path("from").stringValue()).isEqualTo("Mallory");
        assertThat(timestamp(heard.getFirst())).isEqualTo(1767225600000.0);
    }

    @Test
    void r56_invalidJsonIsLoggedAndTheConnectionKept() throws Exception {
        FakeSocket alice = open();
        logged();
        text(alice, "not json");
        assertThat(logged()).singleElement().asString().startsWith("Invalid message from connection ");
        assertThat(alice.isOpen()).isTrue();
        assertThat(alice.received().getLast().line())
                .isEqualTo("System: Your message was not understood: it is not valid JSON.");
    }

    @Test
    void r75_malformedDataIsCountedAndAnsweredToItsSenderAloneAndCrashesNothing() throws Exception {
        FakeSocket bob = open();
        FakeSocket mallory = open();
        bob.take();
        mallory.take();
        text(mallory, "[]");
        text(mallory, "{");
        text(mallory, "{'type':'message'}");
        text(mallory, "x".repeat(ClientFrame.MAX_BYTES + 1));
        text(mallory, "é".repeat(ClientFrame.MAX_BYTES / 2 + 1));
        endpoint.onBinary(mallory, new byte[] {1, 2, 3});
        assertThat(mallory.take())
                .hasSize(6)
                .allSatisfy(frame -> assertThat(frame.line()).startsWith("System: Your message was not understood: "));
        assertThat(bob.take()).isEmpty();
        assertThat(mallory.isOpen()).isTrue();
        assertThat(badInput.count(BadInput.NOT_AN_OBJECT)).isEqualTo(1);
        assertThat(badInput.count(BadInput.NOT_JSON)).isEqualTo(1);
        assertThat(badInput.count(BadInput.BAD_FIELD)).isEqualTo(1);
        assertThat(badInput.count(BadInput.TOO_LONG)).isEqualTo(2);
        assertThat(badInput.count(BadInput.BINARY)).isEqualTo(1);
        text(mallory, "{'type':'message','content':'I am fine'}");
        assertThat(bob.take()).extracting(Frame::line).containsExactly("Anonymous: I am fine");
    }

    @Test
    void rule12_aTextOf64KibIsStillHeard() throws Exception {
        FakeSocket alice = open();
        String frame = "{'type':'message','content':''}";
        text(alice, frame.replace("'}", "x".repeat(ClientFrame.MAX_BYTES - frame.length()) + "'}"));
        assertThat(alice.received().getLast().username()).isEqualTo("Anonymous");
    }

    @Test
    void rule12_anUnknownTypeIsIgnoredWithALogAndNoNotice() throws Exception {
        FakeSocket alice = open();
        alice.take();
        logged();
        text(alice, "{'type':'reaction'}");
        assertThat(alice.take()).isEmpty();
        assertThat(logged()).singleElement().asString().contains("unknown type 'reaction', ignored");
        assertThat(badInput.count(BadInput.UNKNOWN_TYPE)).isEqualTo(1);
    }

    @Test
    void rule12_aFloodOfRubbishIsTenLinesAMinuteInTheLog() throws Exception {
        FakeSocket alice = open();
        logged();
        for (int i = 0; i < 1000; i++) {
            text(alice, "rubbish");
        }
        assertThat(logged()).hasSize(10).noneMatch(line -> line.contains("not logged"));
        clock.advance(Duration.ofSeconds(59));
        text(alice, "rubbish");
        assertThat(logged()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        text(alice, "rubbish");
        assertThat(logged()).singleElement().asString().endsWith(" (991 like it were not logged)");
    }

    @Test
    void aFloodOfComingAndGoingIsTenLinesAMinuteOfEachKindInTheLog() throws Exception {
        for (int i = 0; i < 100; i++) {
            comeAndGo();
        }
        assertThat(logged())
                .hasSize(40)
                .startsWith("New client connected", "Eve joined", "Eve left", "Client disconnected")
                .noneMatch(line -> line.contains("not logged"));
        clock.advance(Duration.ofMinutes(1));
        comeAndGo();
        comeAndGo();
        assertThat(logged())
                .containsExactly(
                        "New client connected (90 like it were not logged)",
                        "Eve joined (90 like it were not logged)",
                        "Eve left (90 like it were not logged)",
                        "Client disconnected (90 like it were not logged)",
                        "New client connected",
                        "Eve joined",
                        "Eve left",
                        "Client disconnected");
    }

    private void comeAndGo() throws Exception {
        FakeSocket eve = open();
        text(eve, "{'type':'join','username':'Eve'}");
        text(eve, "{'type':'leave'}");
        endpoint.onClose(eve, CloseStatus.NO_STATUS);
    }

    @Test
    void theLinesOfAnyMinuteAreTenWhereverTheMinuteBegins() throws Exception {
        for (int i = 0; i < 9; i++) {
            open();
        }
        clock.advance(Duration.ofSeconds(59));
        open();
        assertThat(logged()).hasSize(10);
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            open();
        }
        assertThat(logged()).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1007, 1008, 1009, 1011, 1013})
    void rule8_afterADropTheNextWelcomeOfThatAddressWaitsTwoSecondsAndOnlyThatOne(int code) throws Exception {
        endpoint.onClose(open(), new CloseStatus(code, ""));
        clock.advance(Duration.ofMillis(500));
        assertThat(open().received()).hasSize(1);
        assertThat(pauses).containsExactly(Duration.ofMillis(1500));
        assertThat(open().received()).hasSize(1);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void rule8_whoClosesByItselfOrComesBackLateDoesNotWait() throws Exception {
        endpoint.onClose(open(), CloseStatus.NO_STATUS);
        endpoint.onClose(open(), CloseStatus.abnormal("reset"));
        endpoint.onClose(open(), new CloseStatus(1000, ""));
        endpoint.onClose(open(), new CloseStatus(1001, ""));
        open();
        endpoint.onClose(open(), new CloseStatus(1009, ""));
        clock.advance(Duration.ofSeconds(3));
        open();
        assertThat(pauses).isEmpty();
    }

    @Test
    void rule8_theTarpitRemembersNoMoreThanItsLimit() throws Exception {
        Tarpit tarpit = new Tarpit(clock);
        for (int i = 0; i < Tarpit.MAX_ADDRESSES + 500; i++) {
            tarpit.dropped(address(i));
        }
        assertThat(tarpit.delay(address(0))).isEqualTo(Tarpit.DELAY);
        assertThat(tarpit.delay(address(Tarpit.MAX_ADDRESSES + 1))).isZero();
        clock.advance(Duration.ofSeconds(2));
        tarpit.dropped(address(Tarpit.MAX_ADDRESSES + 1));
        assertThat(tarpit.delay(address(Tarpit.MAX_ADDRESSES + 1))).isEqualTo(Tarpit.DELAY);
    }

    private static java.net.InetAddress address(int number) throws Exception {
        return java.net.InetAddress.getByAddress(
                new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    @Test
    void aConnectionWhoseWelcomeFailedIsClosedWith1011AndItsFramesAreNoMoreErrors() throws Exception {
        ChatEndpoint.Pause failing = duration -> {
            throw new IllegalStateException("no pause");
        };
        endpoint = new ChatEndpoint(
                room, TimestampPolicy.AUTO, new PresenceLog(clock), badInput, new Tarpit(clock), failing);
        endpoint.onClose(open(), new CloseStatus(1009, ""));
        FakeSocket unlucky = new FakeSocket();
        assertThatThrownBy(() -> endpoint.onOpen(unlucky)).hasMessage("no pause");
        assertThat(unlucky.closed().join().code()).isEqualTo(1011);
        text(unlucky, "{'type':'join','username':'Alice'}");
        text(unlucky, "rubbish");
        endpoint.onBinary(unlucky, new byte[] {1});
        assertThat(room.size()).isZero();
        assertThat(badInput.count(BadInput.NOT_JSON)).isZero();
    }

    @Test
    void r72_aConnectionThatClosesLeavesNothingBehindEvenIfItNeverGotIn() throws Exception {
        FakeSocket alice = open();
        text(alice, "{'type':'join','username':'Alice'}");
        endpoint.onClose(alice, CloseStatus.abnormal("reset"));
        endpoint.onClose(new FakeSocket(), CloseStatus.abnormal("reset"));
        assertThat(room.size()).isZero();
        assertThat(room.names()).isEmpty();
    }
}
