package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pitfalls of the course that a server can fall into; those of a client are proved with clients. */
class PitfallsTest {
    private static final int CROWD = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Test
    void r72_ignoringCloseEventsLeaksMemory_soNobodyIsLeftBehindAfterAbruptDisconnects() throws Exception {
        try (ChatServer server = Chats.start(data)) {
            Client witness = Client.join(server, "Witness");
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                RawClient client = RawClient.upgraded(server.webSocketPort());
                client.send(
                        RawClient.text("{'type':'join','username':'P" + i + "','caps':['typing']}"),
                        RawClient.text("{'type':'typing.start'}"));
                crowd.add(client);
            }
            hearsAnnouncements(witness, "has joined the chat");
            assertThat(server.members()).isEqualTo(CROWD + 1);
            for (RawClient client : crowd) {
                client.reset();
            }
            hearsAnnouncements(witness, "has left the chat");
            assertThat(server.members()).isOne();
            assertThat(server.connections()).isOne();
            witness.leave();
        }
    }

    /** One for each of the crowd, in whatever order. */
    private static void hearsAnnouncements(Client witness, String ending) throws Exception {
        for (int count = 0; count < CROWD; ) {
            count += witness.next().content().endsWith(ending) ? 1 : 0;
        }
    }

    @Test
    void r73_aBlockedEventLoopDelaysMessages_soAHandlerThatBlocksDelaysNobodyElse() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ChatEndpoint.Pause pause = duration -> {
            blocking.countDown();
            release.await();
        };
        VirtualClock time = new VirtualClock();
        try (ChatServer server = ChatServer.start(Chats.options(data), InstantSource.system(), time, pause);
                Client alice = Client.join(server, "Alice");
                Client bob = Client.join(server, "Bob")) {
            Client dropped = Client.open(server);
            dropped.sendText("x".repeat(1_000_001));
            assertThat(dropped.closeCode()).isEqualTo(1009);
            try (RawClient blocked = RawClient.upgraded(server.webSocketPort())) {
                blocking.await();
                for (int i = 0; i < CROWD; i++) {
                    alice.says("hi " + i);
                    bob.hearsUntil("Alice: hi " + i);
                }
                release.countDown();
                assertThat(blocked.next().text()).contains("Welcome");
            }
        }
    }

    @Test
    void r59_r74_aMissingHeartbeatKeepsTheDead_soTwoMissedPingsEndAConnectionAndTheOthersAreTold() throws Exception {
        VirtualClock clock = new VirtualClock();
        try (ChatServer server = Chats.start(data, clock);
                Client alive = Client.join(server, "Alive");
                RawClient silent = RawClient.upgraded(server.webSocketPort())) {
            silent.send(RawClient.text("{'type':'join','username':'Silent'}"));
            alive.hearsUntil("System: Silent has joined the chat");
            assertThat(silent.next().text()).contains("Welcome");
            assertThat(silent.next().text()).contains("Silent has joined");

            clock.advance(Duration.ofSeconds(30));
            assertThat(silent.next().opcode()).isEqualTo(RawClient.PING);
            alive.says("one");
            alive.hearsUntil("Alive: one");
            clock.advance(Duration.ofSeconds(30));
            alive.says("two");
            alive.hearsUntil("Alive: two");
            clock.advance(Duration.ofSeconds(30));
            assertThat(alive.next().line()).isEqualTo("System: Silent has left the chat");
            assertThat(server.members()).isOne();
        }
    }
}
