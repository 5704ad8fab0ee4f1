package io.miaou.protocol.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A client that behaves as the official one streams numbers both ways through an upgrade, over a network that delays every
 * request, answer and frame as a seed says: each connection keeps its own order, and no order holds between them.
 */
class UpgradeStreamTest {
    private static final int RUNS = 10_000;
    private static final int MESSAGES = 30;

    @Test
    void e12_nothingIsLostDoubledOrReorderedThroughAnUpgrade() {
        for (int seed = 0; seed < RUNS; seed++) {
            Simulation run = new Simulation(seed, Death.NEVER);
            run.toTheEnd();
            run.check(true);
        }
    }

    @Test
    void e13_aNetworkThatDiesDuringTheUpgradeLosesNothingWhateverTheStep() {
        for (Death death : List.of(Death.BEFORE_PROBE, Death.BEFORE_ANSWER, Death.BEFORE_UPGRADE)) {
            for (int seed = 0; seed < RUNS / 10; seed++) {
                Simulation run = new Simulation(seed, death);
                run.toTheEnd();
                run.check(false);
            }
        }
    }

    /** When the WebSocket dies. */
    private enum Death {
        NEVER,
        /** It is open, and 2probe does not arrive. */
        BEFORE_PROBE,
        /** 2probe has arrived, and 3probe does not. */
        BEFORE_ANSWER,
        /** 3probe has arrived; the client dies to the server before it says 5. */
        BEFORE_UPGRADE
    }

    private static final class Simulation implements SessionSink {
        private final long seed;
        private final Random random;
        private final Death death;
        private final ServerSession session;
        private long now;

        // the network: what is under way, in order
        private boolean getUnderWay;
        private final ArrayDeque<String> answers = new ArrayDeque<>();
        private final ArrayDeque<String> posts = new ArrayDeque<>();
        private boolean postAnswered;
        private final ArrayDeque<String> framesUp = new ArrayDeque<>();
        private final ArrayDeque<String> framesDown = new ArrayDeque<>();
        private boolean webSocketAlive;

        // the client
        private boolean polling; // a GET of its is out
        private boolean posting;
        private boolean mayPoll = true;
        private boolean upgrading; // has its 3probe: waits for GET and POST to end
        private boolean onWebSocket;
        private boolean triedWebSocket;
        private int nextUp;
        private final List<Integer> receivedDown = new ArrayList<>();

        // the server
        private int nextDown;
        private final List<Integer> receivedUp = new ArrayList<>();
        private @Nullable String end;

        Simulation(long seed, Death death) {
            this.seed = seed;
            this.random = new Random(seed);
            this.death = death;
            this.session = ServerSession.onPolling(SessionRig.TIMES, this, 0);
            session.open(List.of(SessionRig.packet("0{}")));
            answers.clear();
        }

        void toTheEnd() {
            for (int i = 0; i < 20_000 && !isDone(); i++) {
                step();
            }
        }

        private boolean isDone() {
            return end != null
                    || (receivedDown.size() == MESSAGES
                            && receivedUp.size() == MESSAGES
                            && (onWebSocket || death != Death.NEVER));
        }

        void check(boolean upgraded) {
            assertThat(end).as("seed %d, %s: the session lives", seed, death).isNull();
            assertThat(receivedDown).as("seed %d, %s: down", seed, death).isEqualTo(numbers());
            assertThat(receivedUp).as("seed %d, %s: up", seed, death).isEqualTo(numbers());
            assertThat(session.isOnWebSocket())
                    .as("seed %d, %s: on WebSocket", seed, death)
                    .isEqualTo(upgraded);
        }

        private static List<Integer> numbers() {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                all.add(i);
            }
            return all;
        }

        /** One thing happens, anywhere. */
        private void step() {
            now += random.nextInt(20) * SessionRig.MILLI;
            while (session.deadline() <= now) {
                session.onDeadline(now);
            }
            switch (random.nextInt(9)) {
                case 0 -> sendDown();
                case 1 -> clientPolls();
                case 2 -> clientSends();
                case 3 -> clientTriesWebSocket();
                case 4 -> getArrives();
                case 5 -> answerArrives();
                case 6 -> postArrives();
                case 7 -> frameArrivesUp();
                default -> frameArrivesDown();
            }
        }

        private void sendDown() {
            if (nextDown < MESSAGES) {
                session.send(SessionRig.packet("4" + nextDown++), false);
            }
        }

        // --- the client -------------------------------------------------------------------------------------------

        private void clientPolls() {
            if (!polling && mayPoll && !onWebSocket) {
                polling = true;
                getUnderWay = true;
            }
        }

        private void clientSends() {
            if (upgrading || nextUp == MESSAGES) {
                return; // the official client holds what it has to say while it changes over
            }
            if (onWebSocket) {
                framesUp.add("4" + nextUp++);
            } else if (!posting) {
                posting = true;
                StringBuilder body = new StringBuilder("4" + nextUp++);
                while (nextUp < MESSAGES && random.nextBoolean()) {
                    body.append('\u001e').append('4').append(nextUp++);
                }
                posts.add(body.toString());
            }
        }

        private void clientTriesWebSocket() {
            if (!triedWebSocket && random.nextInt(4) == 0) {
                triedWebSocket = true;
                webSocketAlive = session.probe(now);
                framesUp.add("2probe");
            }
        }

        /** All polls and posts are done with: the client may say 5. */
        private void changeOver() {
            if (upgrading && !polling && !posting) {
                upgrading = false;
                onWebSocket = true;
                framesUp.add("5");
            }
        }

        // --- the network ------------------------------------------------------------------------------------------

        private void getArrives() {
            if (getUnderWay) {
                getUnderWay = false;
                if (!session.poll(now)) {
                    end = "a GET was refused";
                }
            }
        }

        private void answerArrives() {
            if (random.nextBoolean() && postAnswered) {
                postAnswered = false;
                posting = false;
                changeOver();
                return;
            }
            String body = answers.poll();
            if (body == null) {
                return;
            }
            polling = false;
            for (String packet : body.split("\u001e", -1)) {
                hear(packet);
            }
            changeOver();
        }

        private void postArrives() {
            String body = posts.poll();
            if (body != null) {
                if (!session.postBegun()) {
                    end = "a POST was refused";
                }
                session.post(body.getBytes(UTF_8), 10_000, now);
                postAnswered = true;
            }
        }

        private void frameArrivesUp() {
            if (!webSocketAlive || framesUp.isEmpty()) {
                return;
            }
            String frame = framesUp.remove();
            if (death == Death.BEFORE_PROBE && frame.equals("2probe")) {
                die();
                return;
            }
            session.text(frame.getBytes(UTF_8), now);
            if (death == Death.BEFORE_ANSWER && frame.equals("2probe")) {
                die();
            }
        }

        private void frameArrivesDown() {
            if (!webSocketAlive || framesDown.isEmpty()) {
                return;
            }
            String frame = framesDown.remove();
            if (frame.equals("3probe")) {
                if (death == Death.BEFORE_UPGRADE) {
                    die();
                } else {
                    upgrading = true;
                    mayPoll = false;
                    changeOver();
                }
            } else {
                hear(frame);
            }
        }

        private void die() {
            webSocketAlive = false;
            framesUp.clear();
            framesDown.clear();
            session.webSocketEnded(CloseReason.TRANSPORT_ERROR, "reset");
        }

        private void hear(String packet) {
            if (packet.startsWith("4")) {
                receivedDown.add(Integer.valueOf(packet.substring(1)));
            } else if (packet.equals("2")) {
                if (onWebSocket) {
                    framesUp.add("3");
                } else {
                    posts.add("3");
                }
            }
        }

        // --- the server's sink ------------------------------------------------------------------------------------

        @Override
        public void onMessage(byte[] packet, int from, int to, boolean binary) {
            receivedUp.add(Integer.valueOf(new String(packet, from, to - from, UTF_8)));
        }

        @Override
        public void answerPoll(byte[] body, boolean mayCompress) {
            answers.add(new String(body, UTF_8));
        }

        @Override
        public void transmit(OutgoingPacket packet) {
            framesDown.add(new String(packet.bytes(), UTF_8));
        }

        @Override
        public void transmitControl(byte[] text) {
            framesDown.add(new String(text, UTF_8));
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void closeWebSocket(int code) {
            webSocketAlive = false;
        }

        @Override
        public void closeProbe() {
            webSocketAlive = false;
        }

        @Override
        public void upgraded() {}

        @Override
        public void drained() {}

        @Override
        public void closed(CloseReason reason, String description) {
            end = reason.wire() + " " + description;
        }
    }
}
