package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.fake.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R82 over real sockets: who comes back misses nothing and hears nothing twice. */
class ReconnectionTest {
    private static final int ROUNDS = 15;
    private static final int SPEAKERS = 3;
    private static final int MESSAGES_A_ROUND = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Test
    void r82_sinceAndLastIdsBringBackExactlyWhatWasMissed() throws Exception {
        try (ChatServer server = Chats.start(data);
                Client bob = Client.join(server, "Bob")) {
            Client alice = Client.join(server, "Alice");
            bob.says("before");
            Frame last = alice.next();
            assertThat(last.line()).isEqualTo("Bob: before");
            alice.close();
            bob.hearsUntil("System: Alice has left the chat");
            bob.says("missed 1");
            bob.says("missed 2");
            bob.hearsUntil("Bob: missed 2");
            try (Client back = Client.open(server)) {
                back.send("{'type':'join','username':'Alice','since':"
                        + last.json().path("timestamp").longValue() + ",'lastIds':['" + last.id()
                        + "'],'caps':['history']}");
                assertThat(back.hearsUntil("System: Alice has joined the chat"))
                        .containsExactly("Bob: missed 1", "Bob: missed 2", "System: Alice has joined the chat");
            }
        }
    }

    @Test
    void r82_theLastHundredAreReplayed() throws Exception {
        try (ChatServer server = Chats.start(data);
                Client bob = Client.join(server, "Bob")) {
            for (int i = 1; i <= 120; i++) {
                bob.says("m" + i);
            }
            bob.hearsUntil("Bob: m120");
            try (Client newcomer = Client.open(server, "/chat", "miaou.v1")) {
                newcomer.send("{'type':'join','username':'New','since':0}");
                List<String> lines = newcomer.hearsUntil("System: New has joined the chat");
                assertThat(lines).hasSize(101).startsWith("Bob: m21").contains("Bob: m120");
            }
        }
    }

    @Test
    void rule10_aHistoryOfLongMessagesReachesANormalReaderInFull() throws Exception {
        try (ChatServer server = Chats.start(data);
                Client bob = Client.join(server, "Bob")) {
            String content = "é".repeat(30_000);
            for (int i = 0; i < 100; i++) {
                bob.says(content);
                bob.hearsUntil("Bob: " + content);
            }
            try (Client newcomer = Client.open(server, "/", "miaou.v1")) {
                newcomer.send("{'type':'join','username':'New','since':0}");
                List<String> lines = newcomer.hearsUntil("System: New has joined the chat");
                assertThat(lines.stream().filter(("Bob: " + content)::equals).count())
                        .isEqualTo(100);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void r82_aListenerThatIsCutAgainAndAgainWhileOthersSpeakHasEveryMessageOnce(boolean knowsHistories)
            throws Exception {
        try (ChatServer server = Chats.start(data)) {
            List<Client> speakers = new ArrayList<>();
            for (int i = 0; i < SPEAKERS; i++) {
                speakers.add(Client.join(server, "S" + i));
            }
            Listener listener = new Listener(server, knowsHistories);
            for (int round = 0; round < ROUNDS; round++) {
                int now = round;
                List<Thread> speaking = new ArrayList<>();
                for (Client speaker : speakers) {
                    speaking.add(Thread.ofVirtual().start(() -> speak(speaker, now)));
                }
                listener.comeBackAndListenUntilItHas(SPEAKERS * MESSAGES_A_ROUND * (round + 1));
                for (Thread thread : speaking) {
                    thread.join();
                }
            }
            assertThat(listener.heard)
                    .hasSize(SPEAKERS * MESSAGES_A_ROUND * ROUNDS)
                    .doesNotHaveDuplicates();
            for (int i = 0; i < SPEAKERS; i++) {
                String name = "S" + i;
                Set<String> said = listener.heard.stream()
                        .filter(line -> line.startsWith(name))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
                assertThat(said).hasSize(MESSAGES_A_ROUND * ROUNDS);
            }
            for (Client speaker : speakers) {
                speaker.leave();
            }
        }
    }

    private static void speak(Client speaker, int round) {
        try {
            for (int i = 0; i < MESSAGES_A_ROUND; i++) {
                speaker.says(round + "." + i);
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** A client that does what the protocol asks of one: remembers its last time and the ids of that time. */
    private static final class Listener {
        final List<String> heard = new ArrayList<>();
        private final ChatServer server;
        private final boolean knowsHistories;
        private final Set<String> lastIds = new HashSet<>();
        private long last;

        Listener(ChatServer server, boolean knowsHistories) {
            this.server = server;
            this.knowsHistories = knowsHistories;
        }

        void comeBackAndListenUntilItHas(int total) throws Exception {
            Client client = Client.open(server, "/", knowsHistories ? "miaou.v1" : null);
            String ids = lastIds.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","));
            client.send(
                    "{'type':'join','username':'L','since':" + last + ",'lastIds':[" + ids + "],'caps':['history']}");
            while (heard.size() < total) {
                take(client.next());
            }
            client.close();
            // What was on the way when the cut came counts, as it would for a person who reads.
            client.rest().forEach(this::take);
        }

        private void take(Frame frame) {
            if (frame.username().equals("System")) {
                return;
            }
            heard.add(frame.line());
            long at = frame.json().path("timestamp").longValue();
            if (at > last) {
                last = at;
                lastIds.clear();
            }
            if (at == last) {
                lastIds.add(frame.id());
            }
        }
    }
}
