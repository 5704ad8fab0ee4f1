package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A client and a server over a simulated wire: random messages in random fragments, pings between them, pauses, chops of
 * any size, time that passes, closes from either end or both. Whatever the seed, each message arrives once and in order,
 * both ends agree on how it ended, and nothing is held when it is over.
 */
class TwoMachinesTest {
    private static final int SEEDS = 2_000;
    private static final int STEPS = 500;
    private static final long STEP_NANOS = 20_000_000;
    private static final ConnectionTimes TIMES =
            new ConnectionTimes(Duration.ofSeconds(1), 60, Duration.ofSeconds(300), Duration.ofSeconds(300), 10_000);

    @Test
    void everyMessageArrivesOnceInOrderAndBothEndsAgreeOnTheEnd() {
        Seen seen = new Seen();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            SimulatedPeer client = new SimulatedPeer(Side.CLIENT, TIMES, random);
            SimulatedPeer server = new SimulatedPeer(Side.SERVER, TIMES, random);
            try {
                talk(client, server, random);
                requireDelivery(client, server);
                requireDelivery(server, client);
                requireAgreement(client, server);
                seen.note(client, server);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(seen.messages).as("messages heard").isGreaterThan(10L * SEEDS);
        assertThat(seen.pongs).as("pings answered").isGreaterThan(10L * SEEDS);
        assertThat(seen.closedByClient).as("ends by the client alone").isGreaterThan(SEEDS / 10);
        assertThat(seen.closedByServer).as("ends by the server alone").isGreaterThan(SEEDS / 10);
        assertThat(seen.closedByBoth).as("ends by both at once").isGreaterThan(SEEDS / 20);
    }

    /** What the seeds brought about: a simulation that never closes early proves little. */
    private static final class Seen {
        private long messages;
        private long pongs;
        private int closedByClient;
        private int closedByServer;
        private int closedByBoth;

        void note(SimulatedPeer client, SimulatedPeer server) {
            messages += client.heard.size() + server.heard.size();
            pongs += client.pongs.size() + server.pongs.size();
            if (client.closedWith == null) {
                closedByServer++;
            } else if (server.closedWith == null) {
                closedByClient++;
            } else {
                closedByBoth++;
            }
        }
    }

    @Test
    void whenTheWireIsCutWhatCameIsAPrefixAndNothingIsHeld() {
        for (long seed = 1; seed <= SEEDS / 2; seed++) {
            Random random = new Random(seed * 0xD1B54A32D192ED03L);
            SimulatedPeer client = new SimulatedPeer(Side.CLIENT, TIMES, random);
            SimulatedPeer server = new SimulatedPeer(Side.SERVER, TIMES, random);
            try {
                client.connect(server);
                server.connect(client);
                int steps = random.nextInt(STEPS);
                for (int step = 0; step < steps; step++) {
                    act(random.nextBoolean() ? client : server, random, step, 100);
                }
                client.endInput();
                server.endInput();
                client.time(1_000_000_000_000L); // confirms a close that was heard
                server.time(1_000_000_000_000L);
                requireCutEnd(client, server);
                requireCutEnd(server, client);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void talk(SimulatedPeer client, SimulatedPeer server, Random random) {
        client.connect(server);
        server.connect(client);
        int closeOneIn = random.nextBoolean() ? 60 : 600;
        for (int step = 0; step < STEPS; step++) {
            act(random.nextBoolean() ? client : server, random, step, closeOneIn);
        }
        for (SimulatedPeer peer : List.of(client, server)) {
            if (peer.paused) {
                peer.togglePause();
            }
        }
        int closer = random.nextInt(4);
        if (closer != 0) {
            client.close();
        }
        if (closer < 2) {
            server.close();
        }
        for (int i = 0; !(client.isClosed() && server.isClosed()); i++) {
            assertThat(i).as("both ends close in the end").isLessThan(100_000);
            for (SimulatedPeer peer : List.of(client, server)) {
                if (peer.paused) {
                    peer.togglePause();
                }
                peer.receive(1 + random.nextInt(2_000));
                if (peer.machine.state() == WebSocketMachine.State.CLOSE_RECEIVED) {
                    peer.machine.confirmClose();
                }
            }
        }
    }

    private static void act(SimulatedPeer peer, Random random, int step, int closeOneIn) {
        switch (random.nextInt(10)) {
            case 0 -> peer.beginMessage();
            case 1, 2, 3 -> peer.sendFragment();
            case 4 -> peer.ping();
            case 5, 6 -> {
                if (peer.hasIncoming()) {
                    peer.receive(1 + random.nextInt(random.nextBoolean() ? 20 : 5_000));
                }
            }
            case 7 -> {
                if (random.nextInt(5) == 0) {
                    peer.togglePause();
                }
            }
            case 8 -> peer.time(step * STEP_NANOS);
            default -> {
                if (random.nextInt(closeOneIn) < 2) {
                    peer.close();
                } else {
                    peer.machine.confirmClose(); // does nothing unless it is due
                }
            }
        }
    }

    /** All that one said the other heard, unless the other had closed before: then what it heard until then. */
    private static void requireDelivery(SimulatedPeer speaker, SimulatedPeer listener) {
        if (listener.closedWith == null) {
            assertThat(listener.heard).isEqualTo(speaker.said);
        } else {
            requireBegins(speaker.said, listener.heard);
        }
        requireBegins(listener.pings, listener.pongs);
    }

    /** Each once, in order, none made up. */
    private static void requireBegins(List<String> all, List<String> first) {
        assertThat(first)
                .hasSizeLessThanOrEqualTo(all.size())
                .isEqualTo(all.subList(0, Math.min(all.size(), first.size())));
    }

    private static void requireAgreement(SimulatedPeer client, SimulatedPeer server) {
        for (SimulatedPeer peer : List.of(client, server)) {
            assertThat(peer.violation).as("the %s found no fault", peer.side).isNull();
            assertThat(peer.ends).as("ends of the %s", peer.side).hasSize(1);
            assertThat(peer.endings).containsExactly(WebSocketMachine.Ending.AFTER_FLUSH);
            assertThat(peer.budget.held()).isZero();
            assertThat(peer.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
        }
        CloseStatus byClient = client.closedWith;
        CloseStatus byServer = server.closedWith;
        CloseStatus clientsEnd = client.ends.getFirst();
        CloseStatus serversEnd = server.ends.getFirst();
        if (byClient != null && byServer != null) { // both at once: each ends with the other's
            assertThat(clientsEnd).isEqualTo(byServer);
            assertThat(serversEnd).isEqualTo(byClient);
        } else if (byClient != null) {
            assertThat(serversEnd).isEqualTo(byClient).isEqualTo(server.requested);
            assertThat(clientsEnd).isEqualTo(new CloseStatus(byClient.code(), ""));
        } else {
            assertThat(byServer).isNotNull();
            assertThat(clientsEnd).isEqualTo(byServer).isEqualTo(client.requested);
            assertThat(serversEnd).isEqualTo(new CloseStatus(serversEnd.code(), ""));
            assertThat(serversEnd.code()).isEqualTo(clientsEnd.code());
        }
    }

    private static void requireCutEnd(SimulatedPeer peer, SimulatedPeer other) {
        assertThat(peer.violation).isNull();
        assertThat(peer.isClosed()).isTrue();
        assertThat(peer.ends).hasSize(1);
        assertThat(peer.budget.held()).isZero();
        requireBegins(other.said, peer.heard);
        CloseStatus end = peer.ends.getFirst();
        if (end.code() == CloseCode.ABNORMAL) {
            assertThat(peer.endings).containsExactly(WebSocketMachine.Ending.NOW);
        } else {
            assertThat(peer.endings).containsExactly(WebSocketMachine.Ending.AFTER_FLUSH);
        }
    }
}
