package io.miaou.conformance.reliability;

import static io.miaou.conformance.reliability.ScriptedServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
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
    void n12_z01_aBombOfABigMessageInAFewBytesIsRefusedWith1009AndCostsTheLimitAtMost() throws Exception {
        attackWithCompression(deflated(new byte[64 << 20]));
        long before = allocatedByTheLoop();
        goOn.release();
        expectLost(1009);
        assertThat(allocatedByTheLoop() - before).as("allocated").isLessThan(8 * LIMIT);
    }

    @Test
    void n12_aMessageThatIsNoDeflateEndsWith1007() throws Exception {
        attackWithCompression(HexFormat.of().parseHex("FFFFFFFF"));
        goOn.release();
        expectLost(1007);
    }

    private void attackWithCompression(byte[] payload) throws Exception {
        attack(
                (peer, nth) -> {
                    String agreement = Peer.agreement(peer.readHead());
                    peer.send(agreement
                            + "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n\r\n");
                    goOn.acquire();
                    peer.sendFrame(0x42, payload); // RSV1, binary
                    peer.answerClose();
                },
                options -> options.compression(c -> c));
        expectOpen(0);
    }

    /** A message as RFC 7692 §7.2.1 has it: deflated, flushed, without the last four bytes. */
    private static byte[] deflated(byte[] message) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(message);
            byte[] out = new byte[1 << 20];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, length - 4);
        }
    }
}
