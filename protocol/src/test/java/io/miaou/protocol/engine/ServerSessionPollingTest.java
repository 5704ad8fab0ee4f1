package io.miaou.protocol.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSessionPollingTest {
    private final SessionRig rig = SessionRig.polling();

    @Test
    void esOpen_theHandshakesGetIsAnsweredWithTheOpenPacketAndTheInitialOne() {
        SessionRig fresh = SessionRig.polling();
        ServerSession session = ServerSession.onPolling(SessionRig.TIMES, fresh, 0);
        session.open(List.of(SessionRig.packet("0{}"), SessionRig.packet("4hi")));
        assertThat(fresh.take()).containsExactly("GET gets 0{}|4hi");
    }

    @Test
    void esOpen_aGetTakesAllThatWaitsInOrderAndInOneBody() {
        rig.send("4a");
        rig.session.send(OutgoingPacket.binary(new byte[] {1}), false);
        rig.send("4b");
        assertThat(rig.session.bufferedPackets()).isEqualTo(3);
        assertThat(rig.session.bufferedBytes()).isEqualTo("4a|bAQ==|4b|".length());
        assertThat(rig.poll()).isTrue();
        assertThat(rig.take()).containsExactly("GET gets 4a|bAQ==|4b", "drained");
        assertThat(rig.session.bufferedBytes()).isZero();
    }

    @Test
    void aGetThatWaitsIsAnsweredByTheFirstPacketAndTheNextOneWaits() {
        rig.poll();
        assertThat(rig.take()).isEmpty();
        rig.send("4a");
        rig.send("4b");
        assertThat(rig.take()).containsExactly("GET gets 4a");
        rig.poll();
        assertThat(rig.take()).containsExactly("GET gets 4b", "drained");
    }

    @Test
    void aVolatilePacketIsDroppedUnlessAGetWaits() {
        rig.session.send(SessionRig.packet("4a"), true);
        assertThat(rig.session.isWritable()).isFalse();
        rig.poll();
        assertThat(rig.session.isWritable()).isTrue();
        rig.session.send(SessionRig.packet("4b"), true);
        assertThat(rig.take()).containsExactly("GET gets 4b");
    }

    @Test
    void onlyABodyOfNothingButUncompressedPacketsSaysSo() {
        rig.session.send(new Uncompressed(), false);
        rig.poll();
        assertThat(rig.compress).isFalse();
        rig.session.send(new Uncompressed(), false);
        rig.send("4a");
        rig.poll();
        assertThat(rig.compress).isTrue();
    }

    @Test
    void e03_aSecondGetEndsTheSessionAndTheFirstIsTold() {
        rig.poll();
        assertThat(rig.poll()).isFalse();
        assertThat(rig.take()).containsExactly("GET gets 1", "closed: transport error, overlap from client");
        assertThat(rig.poll()).isFalse();
        assertThat(rig.session.isClosed()).isTrue();
        assertThat(rig.session.deadline()).isEqualTo(ServerSession.NEVER);
    }

    @Test
    void e03_aSecondPostEndsTheSession() {
        assertThat(rig.session.postBegun()).isTrue();
        assertThat(rig.session.postBegun()).isFalse();
        assertThat(rig.take()).containsExactly("closed: transport error, data request overlap from client");
        assertThat(rig.session.post("4a".getBytes(UTF_8), 10, rig.now)).isTrue();
        assertThat(rig.take()).isEmpty();
    }

    @Test
    void esErr_aClientThatLeavesItsGetEndsTheSession() {
        rig.poll();
        rig.session.pollAborted();
        assertThat(rig.take()).last().isEqualTo("closed: transport error, poll connection closed prematurely");
    }

    @Test
    void aClientThatLeavesAGetThatWasAnsweredDoesNoHarm() {
        rig.poll();
        rig.send("4a");
        rig.session.pollAborted();
        assertThat(rig.session.isOpen()).isTrue();
    }

    @Test
    void esErr_aClientThatLeavesItsPostEndsTheSession() {
        rig.session.postBegun();
        rig.session.postAborted();
        assertThat(rig.take()).containsExactly("closed: transport error, data request connection closed prematurely");
    }

    @Test
    void esErr_aBodyThatIsTooLargeLeavesTheSessionAlone() {
        rig.session.postBegun();
        rig.session.postRefused();
        rig.post("4a");
        assertThat(rig.take()).containsExactly("message a");
    }

    @Test
    void esParser_aBodyIsTakenApart() {
        rig.post("4\u20ac\u001ebAQID\u001e4");
        assertThat(rig.take()).containsExactly("message \u20ac", "binary 010203", "message ");
    }

    @Test
    void esParser_whatIsNoPacketEndsTheSessionAndTheRestIsIgnored() {
        for (String bad : List.of("", "abc", "7", "4a\u001e", "\u001e", "b%", "b=", "4a\u001ex\u001e4b")) {
            SessionRig fresh = SessionRig.polling();
            fresh.post(bad);
            assertThat(fresh.take()).as(bad).last().asString().startsWith("closed: parse error");
            assertThat(fresh.session.isClosed()).isTrue();
        }
    }

    @Test
    void esParser_packetsBeforeABadOneAreDelivered() {
        rig.post("4a\u001ex\u001e4b");
        assertThat(rig.take()).containsExactly("message a", "closed: parse error, an unknown packet type");
    }

    @Test
    void aBodyThatIsNotUtf8EndsTheSession() {
        rig.session.postBegun();
        rig.session.post(new byte[] {'4', (byte) 0xc0}, 10, rig.now);
        assertThat(rig.take()).containsExactly("closed: parse error, a body that is not UTF-8");
    }

    @Test
    void e06_moreThanTheLimitOfPacketsInABodyDeliversNone() {
        rig.post("4a\u001e".repeat(120_000));
        assertThat(rig.take()).containsExactly("closed: parse error, more than 10000 packets in one body");
        SessionRig separators = SessionRig.polling();
        separators.post("\u001e".repeat(1_000_000));
        assertThat(separators.take()).containsExactly("closed: parse error, more than 10000 packets in one body");
    }

    @Test
    void e06_aBodyOfManyPacketsIsWorkedOnInSlices() {
        byte[] body = ("4a\u001e".repeat(9_999) + "4z").getBytes(UTF_8);
        rig.session.postBegun();
        assertThat(rig.session.post(body, 10_000, rig.now)).isFalse();
        assertThat(rig.take()).hasSize(ServerSession.SLICE);
        int slices = 1;
        while (!rig.session.continuePost(rig.now)) {
            slices++;
            assertThat(rig.take()).hasSize(ServerSession.SLICE);
        }
        assertThat(slices).isEqualTo(9);
        assertThat(rig.take()).hasSize(ServerSession.SLICE).last().isEqualTo("message z");
        assertThat(rig.session.postBegun()).isTrue();
    }

    @Test
    void e06_aPostWhileSlicesAreLeftIsAnOverlap() {
        rig.session.postBegun();
        rig.session.post("4a\u001e".repeat(2_000).concat("4").getBytes(UTF_8), 10_000, rig.now);
        rig.take();
        assertThat(rig.session.postBegun()).isFalse();
        assertThat(rig.session.continuePost(rig.now)).isTrue();
        assertThat(rig.take()).containsExactly("closed: transport error, data request overlap from client");
    }

    @Test
    void e06_bInsideATextIsText() {
        rig.post("4bAQID");
        assertThat(rig.take()).containsExactly("message bAQID");
    }

    @Test
    void esClose_openUpgradeAndNoopFromAClientAreIgnored() {
        rig.post("0{}\u001e5\u001e6\u001e4a");
        assertThat(rig.take()).containsExactly("message a");
    }

    @Test
    void aSessionThatIsClosedInTheMiddleOfABodyHearsNoMoreOfIt() {
        rig.onMessage = () -> rig.session.close(true, rig.now);
        rig.post("4a\u001e4b");
        assertThat(rig.take()).containsExactly("message a", "closed: forced close");
    }

    private record Uncompressed() implements OutgoingPacket {
        @Override
        public boolean isBinary() {
            return false;
        }

        @Override
        public byte[] bytes() {
            return "4u".getBytes(UTF_8);
        }

        @Override
        public boolean mayCompress() {
            return false;
        }
    }
}
