package io.miaou.conformance.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.ConnectionFailure.Lost;
import io.miaou.websocket.WebSocketClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Row N12: a hostile server that leaves, comes and leaves again, or says nothing any more. */
class N12LeavingServerTest extends ClientUnderAttack {
    private final Semaphore goOn = new Semaphore(0);

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
