package io.miaou.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.chat.fake.FakeGroup;
import io.miaou.chat.fake.FakeSocket;
import io.miaou.chat.fake.Frame;
import io.miaou.chat.wire.Capability;
import io.miaou.chat.wire.ClientFrame;
import io.miaou.chat.wire.TimestampUnit;
import io.miaou.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client is told again when it comes back: R82 and rule 14 of the wire. */
class ReplayTest {
    private final VirtualClock clock = new VirtualClock();
    private final Room room = new Room("#r", new RecentHistory(), new MessageIds("run"), clock, FakeGroup::new);
    private final FakeSocket speaker = new FakeSocket();
    private final Member speaking = room.enter(speaker, TimestampUnit.MILLISECONDS, Set.of());

    private void say(String content) {
        room.say(speaking, new ClientFrame.Message(content, null));
    }

    private void join(Member member, long since, String... lastIds) {
        room.join(member, new ClientFrame.Join("Back", since, Set.of(lastIds), Set.of()));
    }

    private static List<String> contents(FakeSocket socket) {
        return socket.received().stream().map(Frame::content).toList();
    }

    @Test
    void r82_whoComesBackIsToldWhatWasSaidSinceItsLastTimestampBeforeTheJoinIsAnnounced() {
        say("1");
        clock.advance(Duration.ofSeconds(1));
        long last = clock.millis();
        say("2");
        clock.advance(Duration.ofSeconds(1));
        say("3");
        FakeSocket back = new FakeSocket();
        join(room.enter(back, TimestampUnit.MILLISECONDS, Set.of()), last);
        assertThat(contents(back))
                .containsExactly("Welcome! Please identify yourself.", "2", "3", "Back has joined the chat");
    }

    @Test
    void rule14_aReplayedMessageIsTheVeryFrameThatWasSaidLive() {
        say("1");
        FakeSocket back = new FakeSocket();
        join(room.enter(back, TimestampUnit.MILLISECONDS, Set.of()), 0);
        assertThat(back.received())
                .contains(speaker.received().getLast(), speaker.received().get(1));
    }

    @Test
    void r82_whatTheClientHasIsNotSentAgain() {
        say("1");
        say("2");
        String first = speaker.received().get(1).id();
        FakeSocket back = new FakeSocket();
        join(room.enter(back, TimestampUnit.MILLISECONDS, Set.of()), clock.millis(), first);
        assertThat(contents(back)).containsSubsequence("2").doesNotContain("1");
    }

    @Test
    void rule5_aReplayIsInTheUnitOfTheConnection() {
        say("1");
        FakeSocket back = new FakeSocket();
        join(room.enter(back, TimestampUnit.SECONDS, Set.of()), 0);
        assertThat(back.received().get(1).text()).contains("\"timestamp\":1767225600.000,");
    }

    @Test
    void rule6_whoDoesNotAskIsToldNothing() {
        say("1");
        FakeSocket course = new FakeSocket();
        Member member = room.enter(course, TimestampUnit.MILLISECONDS, Set.of());
        room.join(member, new ClientFrame.Join("Alice", null, Set.of(), Set.of()));
        assertThat(contents(course)).doesNotContain("1");
    }

    @Test
    void rule14_whatWasHeardLiveBetweenOpeningAndJoiningIsNotReplayed() {
        say("1");
        FakeSocket back = new FakeSocket();
        Member member = room.enter(back, TimestampUnit.MILLISECONDS, Set.of());
        say("2");
        join(member, 0);
        say("3");
        assertThat(contents(back).stream().filter(content -> content.length() == 1))
                .containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void rule14_aConnectionIsReplayedOnce() {
        say("1");
        FakeSocket back = new FakeSocket();
        Member member = room.enter(back, TimestampUnit.MILLISECONDS, Set.of());
        join(member, 0);
        join(member, 0);
        assertThat(contents(back)).containsOnlyOnce("1");
    }

    @Test
    void rule14_timeNeverGoesBackInARoomSoThatSinceMissesNothing() {
        Instant[] now = {Instant.ofEpochMilli(5000)};
        Room odd = new Room("#r", new RecentHistory(), new MessageIds("run"), () -> now[0], FakeGroup::new);
        Member member = odd.enter(speaker, TimestampUnit.MILLISECONDS, Set.of());
        odd.say(member, new ClientFrame.Message("1", null));
        now[0] = Instant.ofEpochMilli(3000);
        odd.say(member, new ClientFrame.Message("2", null));
        assertThat(speaker.received().getLast().json().path("timestamp").longValue())
                .isEqualTo(5000);
    }

    @Test
    void rule10_aLongReplayWaitsForItsReaderAndHoldsUpNobodyElse() throws Exception {
        String long64k = "x".repeat(60_000);
        for (int i = 0; i < 100; i++) {
            say(long64k);
        }
        FakeSocket back = new FakeSocket();
        CompletableFuture<Void> reads = new CompletableFuture<>();
        Member member = room.enter(back, TimestampUnit.MILLISECONDS, Set.of());
        back.stallUntil(reads);
        Thread joining = Thread.ofVirtual().start(() -> join(member, 0));
        back.waitedFor().get(30, TimeUnit.SECONDS);
        say("meanwhile");
        assertThat(speaker.received().getLast().content()).isEqualTo("meanwhile");
        assertThat(back.received().size()).isLessThan(10);
        back.stallUntil(CompletableFuture.completedFuture(null));
        reads.complete(null);
        joining.join();
        List<String> told = contents(back);
        assertThat(told.stream().filter(long64k::equals).count()).isEqualTo(100);
        assertThat(told.stream().filter("meanwhile"::equals).count()).isOne();
        assertThat(told.getLast()).isEqualTo("Back has joined the chat");
    }

    @Test
    void rule14_whoKnowsAboutHistoriesHearsTheReplayBeforeAnythingLive() {
        say("1");
        FakeSocket back = new FakeSocket();
        Member member = room.enter(back, TimestampUnit.MILLISECONDS, EnumSet.allOf(Capability.class));
        say("2");
        join(member, 0);
        say("3");
        assertThat(contents(back))
                .containsExactly("Welcome! Please identify yourself.", "1", "2", "Back has joined the chat", "3");
    }

    @Test
    void rule14_whoKnowsAboutHistoriesHearsTheRoomFromItsFirstFrameOnWhateverThatIs() {
        FakeSocket watcher = new FakeSocket();
        Member member = room.enter(watcher, TimestampUnit.MILLISECONDS, EnumSet.allOf(Capability.class));
        say("1");
        room.pong(member, new ClientFrame.Ping(null));
        say("2");
        assertThat(contents(watcher)).containsExactly("Welcome! Please identify yourself.", "", "2");
    }

    @Test
    void r82_clientsThatComeAndGoWhileManySpeakMissNothingAndHearNothingTwice() throws Exception {
        long seed = 82;
        int speakers = 4;
        int messages = 500;
        Room busy =
                new Room("#r", new RecentHistory(speakers * messages), new MessageIds("run"), clock, FakeGroup::new);
        CountDownLatch speakersDone = new CountDownLatch(speakers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> heard = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                boolean orderly = i % 2 == 0;
                heard.add(threads.submit(() -> listenComingAndGoing(busy, random, orderly, speakersDone)));
            }
            List<Future<?>> speaking = new ArrayList<>();
            for (int i = 0; i < speakers; i++) {
                String name = "s" + i + "-";
                speaking.add(threads.submit(() -> speak(busy, name, messages, speakersDone)));
            }
            for (Future<?> done : speaking) {
                done.get();
            }
            for (int i = 0; i < heard.size(); i++) {
                List<String> list = heard.get(i).get();
                assertThat(new HashSet<>(list)).as("missed; seed %d", seed).hasSize(speakers * messages);
                assertThat(list).as("heard twice; seed %d", seed).hasSize(speakers * messages);
                if (i % 2 == 0) {
                    assertThat(list)
                            .as("in one order; seed %d", seed)
                            .isEqualTo(heard.getFirst().get());
                }
            }
        }
    }

    private void speak(Room busy, String name, int messages, CountDownLatch speakersDone) {
        Member member = busy.enter(new FakeSocket(), TimestampUnit.MILLISECONDS, Set.of());
        for (int n = 0; n < messages; n++) {
            busy.say(member, new ClientFrame.Message(name + n, null));
            clock.advance(Duration.ofNanos(300_000));
        }
        speakersDone.countDown();
    }

    private static List<String> listenComingAndGoing(
            Room busy, Random random, boolean orderly, CountDownLatch speakersDone) {
        Set<Capability> capabilities = orderly ? EnumSet.allOf(Capability.class) : Set.of();
        List<String> heard = new ArrayList<>();
        long last = 0;
        Set<String> lastIds = new HashSet<>();
        boolean over = false;
        while (!over) {
            over = speakersDone.getCount() == 0;
            FakeSocket socket = new FakeSocket();
            TimestampUnit unit = random.nextBoolean() ? TimestampUnit.SECONDS : TimestampUnit.MILLISECONDS;
            Member member = busy.enter(socket, unit, capabilities);
            waste(busy, random.nextInt(20));
            busy.join(member, new ClientFrame.Join("L", last, lastIds, Set.of()));
            waste(busy, random.nextInt(20));
            busy.exit(member);
            for (Frame frame : socket.received()) {
                if (frame.username().startsWith("System")) {
                    continue;
                }
                heard.add(frame.content());
                double at = frame.json().path("timestamp").doubleValue();
                long millis = Math.round(at < 1e11 ? at * 1000 : at);
                if (millis > last) {
                    last = millis;
                    lastIds.clear();
                }
                if (millis == last) {
                    lastIds.add(frame.id());
                }
            }
        }
        return heard;
    }

    /** Takes a little while, in which others speak. */
    private static void waste(Room busy, int rounds) {
        for (int i = 0; i < rounds; i++) {
            assertThat(busy.size()).isPositive();
        }
    }
}
