package io.miaou.conformance.reliability;

import static io.miaou.conformance.reliability.ScriptedServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.ConnectionFailure.Lost;
import io.miaou.websocket.WebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Row N12: what a hostile server can do once there is a connection. */
class N12HostileServerTest extends ClientUnderAttack {
    private static final int LIMIT = 1_000_000; // of a message, by default

    private final Semaphore goOn = new Semaphore(0);

    /** Bytes behind the handshake, in hexadecimal, and the close code that they earn. */
    record Violation(String name, String bytes, int code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final Violation[] VIOLATIONS = {
        new Violation("a masked text", "818100000000" + "61", 1002),
        new Violation("a masked ping", "898000000000", 1002),
        new Violation("RSV1 without compression", "C10161", 1002),
        new Violation("RSV2", "A10161", 1002),
        new Violation("RSV3", "910161", 1002),
        new Violation("opcode 3", "830161", 1002),
        new Violation("opcode 15", "8F00", 1002),
        new Violation("a ping in fragments", "0900", 1002),
        new Violation("a ping of 126 bytes", "897E007E", 1002),
        new Violation("a continuation of nothing", "800161", 1002),
        new Violation("a text inside of a text", "010161" + "810162", 1002),
        new Violation("a length not in its shortest form", "817E0001" + "61", 1002),
        new Violation("a length of 64 bits that fits in 16", "817F0000000000000001" + "61", 1002),
        new Violation("a length of 2^63", "827F8000000000000000", 1002),
        new Violation("a close frame of one byte", "880103", 1002),
        new Violation("close code 1005", "880203ED", 1002),
        new Violation("close code 999", "880203E7", 1002),
        new Violation("a close reason that is not UTF-8", "880303E8FF", 1007),
        new Violation("a text that is not UTF-8", "8102C328", 1007),
        new Violation("half a character at the end", "8102E282", 1007),
        new Violation("a surrogate", "8103EDA080", 1007),
        new Violation("a character broken by its fragments", "0101E2" + "800141", 1007),
        new Violation("empty fragments without end", "0100" + "0000".repeat(1_001), 1008),
        new Violation("2^63-1 bytes announced", "827F7FFFFFFFFFFFFFFF", 1009),
        new Violation("2^31 bytes announced", "827F0000000080000000", 1009),
        new Violation("one byte beyond the limit announced", announced(2, LIMIT + 1), 1009),
        new Violation("the same as a text", announced(1, LIMIT + 1), 1009),
        new Violation("a last fragment that passes the limit", "020161" + announced(0, LIMIT), 1009),
    };

    /** The header of a last frame, in hexadecimal. */
    private static String announced(int opcode, long length) {
        byte[] header = ByteBuffer.allocate(10)
                .put((byte) (0x80 | opcode))
                .put((byte) 127)
                .putLong(length)
                .array();
        return HexFormat.of().formatHex(header);
    }

    @ParameterizedTest
    @FieldSource("VIOLATIONS")
    void n12_aBrokenRuleIsAnsweredWithItsCloseCodeAndBacksOff(Violation violation) throws Exception {
        AtomicInteger heard = new AtomicInteger();
        attack((peer, nth) -> {
            byte[] agreement = bytes(Peer.agreement(peer.readHead()) + "\r\n");
            byte[] frames = HexFormat.of().parseHex(violation.bytes());
            if (nth == 1) {
                peer.send(agreement);
                peer.send(frames);
            } else { // perhaps the client reads both at once
                peer.send(ByteBuffer.allocate(agreement.length + frames.length)
                        .put(agreement)
                        .put(frames)
                        .array());
            }
            heard.set(peer.readClose().closeCode());
            peer.readToEnd(); // the client ends the connection, although nobody answers its close frame
        });
        for (int attempt = 0; attempt <= 1; attempt++) {
            expectOpen(attempt);
            expectLost(violation.code());
            assertThat(heard.getAndSet(0)).isEqualTo(violation.code());
            advance(backOff(1));
        }
        expectOpen(1);
    }

    @Test
    void n12_aServerThatKeepsTheConnectionBehindOurEndIsLeftAfterTheCloseTimeout() throws Exception {
        Semaphore never = new Semaphore(0);
        attack((peer, nth) -> {
            peer.agree();
            peer.send(HexFormat.of().parseHex("FF00"));
            peer.readToEnd();
            events.add("our end");
            never.acquire();
        });
        expectOpen(0);
        assertThat(next(Ended.class).status().code()).isEqualTo(1002);
        assertThat(next(String.class)).isEqualTo("our end");
        advance(Duration.ofMillis(4_999));
        assertThat(events).isEmpty();
        advance(Duration.ofMillis(1));
        expectBackOff(1, Lost.class);
        never.release(10);
    }

    @Test
    void n12_whatIsAnnouncedCostsNothingBeforeItComes() throws Exception {
        int announced = 512 << 20;
        attack(
                (peer, nth) -> {
                    peer.agree();
                    peer.sendFrame(1, bytes("before"));
                    goOn.acquire();
                    peer.send(HexFormat.of().parseHex(announced(2, announced)));
                    peer.send(new byte[1_000]);
                    peer.sendFrame(1, new byte[0]); // 2 bytes of the payload
                    events.add("announced");
                    goOn.acquire();
                },
                options -> options.limits(limits -> limits.maxMessageSize(announced)));
        expectOpen(0);
        assertThat(next(Said.class).text()).isEqualTo("before");
        long before = allocatedByTheLoop();
        goOn.release();
        assertThat(next(String.class)).isEqualTo("announced");
        goOn.release();
        expectLost(1006); // behind all that was sent
        assertThat(allocatedByTheLoop() - before).as("allocated").isLessThan(1 << 20);
    }

    @Test
    void n12_aMessageOfTinyFragmentsWithoutEndIsCutAtTheLimit() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] fragments = HexFormat.of().parseHex("000161".repeat(1_000));
        attack(
                (peer, nth) -> {
                    peer.agree();
                    peer.send(HexFormat.of().parseHex("010161"));
                    while (true) { // until the client breaks off
                        peer.send(fragments);
                        sent.addAndGet(fragments.length);
                    }
                },
                options -> options.limits(limits -> limits.maxMessageSize(10_000)));
        expectOpen(0);
        expectLost(1009); // although the script goes on
        server().close(); // returns when the script has noticed
        assertThat(sent).as("bytes that the network took").hasValueLessThan(64 << 20);
    }

    @Test
    void n12_aFloodOfPingsEndsWith1008() throws Exception {
        flood("890161");
    }

    @Test
    void n12_aFloodOfPongsEndsWith1008() throws Exception {
        flood("8A00");
    }

    private void flood(String frame) throws Exception {
        AtomicInteger heard = new AtomicInteger();
        attack((peer, nth) -> {
            peer.agree();
            peer.send(HexFormat.of().parseHex(frame.repeat(1_000)));
            heard.set(peer.readClose().closeCode());
        });
        expectOpen(0);
        expectLost(1008);
        assertThat(heard).hasValue(1008);
    }

    @Test
    void n12_aServerThatAcceptsAndClosesAtOnceIsMetWithTheBackOffFiftyTimes() throws Exception {
        attack((peer, nth) -> {
            peer.agree();
            if (nth % 3 == 0) {
                peer.sendFrame(9, new byte[0]);
                peer.readFrame(); // so the client has read the agreement, which a reset could destroy
                peer.reset();
            } else if (nth % 3 == 1) {
                peer.sendClose(1012);
                peer.readClose();
            }
        });
        for (int n = 1; n <= 50; n++) {
            expectOpen(n == 1 ? 0 : 1);
            expectLost(n % 3 == 1 ? 1012 : 1006);
            assertThat(server().accepted()).isEqualTo(n);
            advance(backOff(1));
        }
        expectOpen(1);
    }

    @Test
    void n12_whereAConnectionMustLastToCountCloseLoopsMakeTheClientSlower() throws Exception {
        attack(
                (peer, nth) -> peer.agree(),
                options -> options.reconnect(
                        plan -> plan.stableAfter(Duration.ofSeconds(10)).maxAttempts(6)));
        expectOpen(0);
        for (int n = 1; n <= 6; n++) {
            next(Ended.class);
            expectBackOff(n, Lost.class);
            advance(backOff(n));
            expectOpen(n);
        }
        next(Ended.class);
        assertThat(next(ClientState.Closed.class).cause()).containsInstanceOf(Lost.class);
    }

    @Test
    void n12_silenceBehindTheHandshakeIsNoticedByTheHeartbeat() throws Exception {
        attack((peer, nth) -> {
            peer.agree();
            while (true) {
                events.add("frame " + peer.readFrame().opcode());
            }
        });
        expectOpen(0);
        for (int beat = 1; beat <= 2; beat++) {
            advance(Duration.ofSeconds(30));
            assertThat(next(String.class)).isEqualTo("frame 9");
        }
        advance(Duration.ofMillis(29_999));
        assertThat(events).isEmpty();
        advance(Duration.ofMillis(1));
        expectLost(1006);
    }

    @Test
    void n12_aMessageThatNeverEndsIsLeftAfterTheMessageTimeout() throws Exception {
        attack((peer, nth) -> {
            peer.agree();
            peer.send(HexFormat.of().parseHex("010161" + "8900"));
            assertThat(peer.readFrame().opcode()).isEqualTo(10); // the fragment before the ping was read
            events.add("begun");
            for (int i = 0; i < 29; i++) {
                goOn.acquire();
                peer.send(HexFormat.of().parseHex("000161" + "8900"));
                assertThat(peer.readFrame().opcode()).isIn(9, 10);
                events.add("more");
            }
            peer.readToEnd();
        });
        expectOpen(0);
        assertThat(next(String.class)).isEqualTo("begun");
        for (int i = 1; i <= 29; i++) {
            advance(Duration.ofSeconds(2));
            goOn.release();
            assertThat(next(String.class)).isEqualTo("more");
        }
        advance(Duration.ofMillis(1_999)); // of 60 s
        assertThat(events).isEmpty();
        advance(Duration.ofMillis(1));
        expectLost(1008);
    }

    @Test
    void n12_aFrameWhoseHeaderNeverEndsIsLeftLikewise() throws Exception {
        attack((peer, nth) -> {
            peer.agree();
            peer.send(HexFormat.of().parseHex("8900" + "82"));
            assertThat(peer.readFrame().opcode()).isEqualTo(10);
            events.add("begun");
            peer.readToEnd();
        });
        expectOpen(0);
        assertThat(next(String.class)).isEqualTo("begun");
        advance(Duration.ofMillis(59_999));
        assertThat(events).isEmpty();
        advance(Duration.ofMillis(1));
        expectLost(1008);
    }

    @Test
    void n12_closeEndsTheClientInTimeAlthoughTheServerAnswersNothing() throws Exception {
        WebSocketClient client = attack(
                (peer, nth) -> {
                    peer.agree();
                    goOn.acquire();
                },
                options -> options.timeouts(times -> times.close(Duration.ofMillis(100))));
        expectOpen(0);
        client.close();
        next(ClientState.Closing.class);
        assertThat(next(Ended.class).status().code()).isEqualTo(1006);
        assertThat(next(ClientState.Closed.class).cause()).isEmpty();
    }

    @Test
    void n12_closeEndsTheClientAtOnceWhileItsHandshakeIsNotAnswered() throws Exception {
        WebSocketClient client = attack((peer, nth) -> {
            peer.readHead();
            events.add("asked");
            goOn.acquire();
        });
        expectAttempt(0);
        assertThat(next(String.class)).isEqualTo("asked");
        client.close();
        assertThat(next(ClientState.Closed.class).cause()).isEmpty();
    }

    @Test
    void n12_aServerThatDoesNotAnswerTheCloseIsLeftAfterTheCloseTimeout() throws Exception {
        WebSocketClient client = attack((peer, nth) -> {
            peer.agree();
            events.add("close " + peer.readClose().closeCode());
            peer.readToEnd();
        });
        expectOpen(0);
        client.socket().orElseThrow().close(4000, "enough");
        assertThat(next(String.class)).isEqualTo("close 4000");
        advance(Duration.ofSeconds(5));
        assertThat(next(Ended.class).status().code()).isEqualTo(1006);
        expectBackOff(1, Lost.class);
    }

    @Test
    void n12_framesBehindItsCloseFrameAreNotHeard() throws Exception {
        attack((peer, nth) -> {
            peer.agree();
            peer.sendClose(1000);
            trySend(peer, "810161".repeat(1_000));
            peer.readToEnd();
        });
        expectOpen(0);
        expectLost(1000);
    }

    private static void trySend(Peer peer, String hex) {
        try {
            peer.send(HexFormat.of().parseHex(hex));
        } catch (IOException gone) {
            // the client was faster
        }
    }

    @Test
    void n12_anEndOrAResetAnywhereInAFrameIsALossAndNothingOfItIsHeard() throws Exception {
        byte[] frame = HexFormat.of().parseHex("817E0080" + "61".repeat(128));
        attack((peer, nth) -> {
            peer.agree();
            ByteBuffer part = ByteBuffer.wrap(frame, 0, (nth - 1) * 16 + 1);
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            peer.send(bytes);
            if (nth % 2 == 0) {
                events.add("sent");
                goOn.acquire();
                peer.reset();
            }
        });
        for (int n = 1; n <= 8; n++) {
            expectAttempt(n == 1 ? 0 : 1);
            if (n % 2 == 0) { // behind the agreement, which a reset could destroy
                List<Object> both = List.of(next(Object.class), next(Object.class));
                assertThat(both).contains("sent").hasAtLeastOneElementOfType(ClientState.Open.class);
                goOn.release();
            } else {
                next(ClientState.Open.class);
            }
            expectLost(1006);
            advance(backOff(1));
        }
        next(ClientState.Connecting.class);
    }

    @Test
    void n12_aClientThatGivesUpSaysWhyAndNothingOfItGoesOn() throws Exception {
        attack((peer, nth) -> peer.reset(), options -> options.reconnect(plan -> plan.maxAttempts(3)));
        expectAttempt(0);
        for (int n = 1; n <= 3; n++) {
            expectBackOff(n, ConnectionFailure.Unreachable.class);
            advance(backOff(n));
            expectAttempt(n);
        }
        assertThat(next(ClientState.Closed.class).cause()).containsInstanceOf(ConnectionFailure.Unreachable.class);
        advance(Duration.ofHours(1));
        assertThat(server().accepted()).isEqualTo(4);
        assertThat(events).isEmpty();
    }
}
