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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<FakeGroup> groups = new ArrayList<>();
    private final Room room =
            new Room("#salon-principal", new RecentHistory(), new MessageIds("run"), clock, this::group);

    private FakeGroup group() {
        FakeGroup group = new FakeGroup();
        groups.add(group);
        return group;
    }

    /** A person at a connection. */
    private final class Person {
        final FakeSocket socket = new FakeSocket();
        final Member member;

        Person(TimestampUnit unit, Capability... capabilities) {
            member = room.enter(socket, unit, Set.of(capabilities));
        }

        Person named(String name) {
            return joining(new ClientFrame.Join(name, null, Set.of(), Set.of()));
        }

        Person joining(ClientFrame.Join join) {
            room.join(member, join);
            return this;
        }

        void says(String content) {
            room.say(member, new ClientFrame.Message(content, null));
        }

        void whispers(String to, String content) {
            room.whisper(member, new ClientFrame.Private(to, content, "c1"));
        }

        List<String> hears() {
            return socket.take().stream().map(Frame::line).toList();
        }
    }

    private Person person() {
        return new Person(TimestampUnit.MILLISECONDS);
    }

    private Person person(String name) {
        return person().named(name);
    }

    private void nobodyHeardAnythingYet(Person... people) {
        for (Person person : people) {
            person.socket.take();
        }
    }

    @Test
    void r52_theWelcomeGoesToTheNewcomerAloneAndFirst() {
        Person alice = person("Alice");
        alice.socket.take();
        Person bob = person();
        assertThat(bob.socket.take().getFirst().text())
                .isEqualTo(
                        "{\"type\":\"message\",\"username\":\"System\",\"content\":\"Welcome! Please identify yourself.\","
                                + "\"timestamp\":1767225600000}");
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    void r53_joinIsAnnouncedToAllIncludingTheJoiner() {
        Person alice = person();
        Person bob = person();
        nobodyHeardAnythingYet(alice, bob);
        alice.named("Alice");
        assertThat(alice.hears()).containsExactly("System: Alice has joined the chat");
        assertThat(bob.hears()).containsExactly("System: Alice has joined the chat");
    }

    @Test
    void r54_aMessageGoesToAllIncludingItsSenderUnderTheRegisteredNameAndTheServersTime() {
        Person alice = person("Alice");
        Person bob = person();
        nobodyHeardAnythingYet(alice, bob);
        clock.advance(Duration.ofMillis(1234));
        alice.says("hi");
        Frame heard = bob.socket.take().getFirst();
        assertThat(heard).isEqualTo(alice.socket.take().getFirst());
        assertThat(heard.text())
                .isEqualTo(
                        "{\"type\":\"message\",\"username\":\"Alice\",\"content\":\"hi\",\"timestamp\":1767225601234,"
                                + "\"id\":\"" + heard.id() + "\",\"room\":\"#salon-principal\"}");
    }

    @Test
    void r54_whoGaveNoNameIsAnonymous() {
        Person nobody = person();
        nobodyHeardAnythingYet(nobody);
        nobody.says("hi");
        assertThat(nobody.hears()).containsExactly("Anonymous: hi");
    }

    @Test
    void r54_anEmptyMessageIsPassedOnAsTheCoursesServersDo() {
        Person alice = person("Alice");
        nobodyHeardAnythingYet(alice);
        alice.says("");
        assertThat(alice.hears()).containsExactly("Alice: ");
    }

    @Test
    void r55_whenANamedClientClosesTheOthersAreToldAndItIsForgotten() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        assertThat(room.exit(alice.member)).hasValue("Alice");
        assertThat(bob.hears()).containsExactly("System: Alice has left the chat");
        assertThat(alice.hears()).isEmpty();
        assertThat(room.size()).isOne();
        assertThat(room.names()).containsExactly("Bob");
    }

    @Test
    void r55_aClientThatNeverJoinedLeavesInSilence() {
        Person alice = person("Alice");
        Person nobody = person();
        nobodyHeardAnythingYet(alice, nobody);
        assertThat(room.exit(nobody.member)).isEmpty();
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    void r60_aLeaveFrameGivesTheNameUpAndTheOthersAreToldOnce() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        assertThat(room.leave(alice.member)).hasValue("Alice");
        assertThat(bob.hears()).containsExactly("System: Alice has left the chat");
        assertThat(alice.hears()).isEmpty();
        alice.says("still here");
        assertThat(bob.hears()).containsExactly("Anonymous: still here");
        room.leave(alice.member);
        room.exit(alice.member);
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void r72_closedConnectionsLeaveNothingBehindInAnyRegistry() {
        for (int i = 0; i < 1000; i++) {
            Person person =
                    new Person(i % 2 == 0 ? TimestampUnit.SECONDS : TimestampUnit.MILLISECONDS, Capability.TYPING);
            person.named("P" + i % 10);
            room.typing(person.member, true);
            room.useUnit(person.member, i % 3 == 0 ? TimestampUnit.SECONDS : TimestampUnit.MILLISECONDS);
            room.exit(person.member);
            room.exit(person.member);
        }
        assertThat(room.size()).isZero();
        assertThat(room.names()).isEmpty();
        assertThat(groups).allSatisfy(group -> assertThat(group.size()).isZero());
    }

    @Test
    void rule7_joiningAgainRenames() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        alice.named("Alicia");
        alice.says("hi");
        assertThat(bob.hears()).containsExactly("System: Alicia has joined the chat", "Alicia: hi");
        assertThat(room.names()).containsExactlyInAnyOrder("Alicia", "Bob");
        bob.whispers("Alice", "psst");
        assertThat(bob.hears())
                .containsExactly("System: Nobody here is called Alice: your private message was not delivered.");
    }

    @Test
    void r79_aPrivateMessageReachesItsAddresseeAndNobodyElse() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        Person carol = person("Carol");
        nobodyHeardAnythingYet(alice, bob, carol);
        alice.whispers("Bob", "psst");
        Frame heard = bob.socket.take().getFirst();
        assertThat(heard.type()).isEqualTo("private");
        assertThat(heard.line()).isEqualTo("Alice: psst");
        assertThat(heard.json().path("from").stringValue()).isEqualTo("Alice");
        assertThat(heard.json().path("to").stringValue()).isEqualTo("Bob");
        assertThat(alice.hears()).isEmpty();
        assertThat(carol.hears()).isEmpty();
    }

    @Test
    void r79_privateMessagesAreNeverReplayed() {
        Person alice = person("Alice");
        person("Bob");
        alice.whispers("Bob", "psst");
        Person bobAgain = person();
        nobodyHeardAnythingYet(bobAgain);
        bobAgain.joining(new ClientFrame.Join("Bob", 0L, Set.of(), Set.of()));
        assertThat(bobAgain.hears()).containsExactly("System: Bob has joined the chat");
    }

    @Test
    void rule7_aPrivateMessageReachesAllConnectionsOfThatNameEachInItsUnit() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        Person python = new Person(TimestampUnit.SECONDS).named("Bob");
        nobodyHeardAnythingYet(alice, bob, python);
        alice.whispers("Bob", "psst");
        assertThat(bob.socket.take().getFirst().text()).contains("\"timestamp\":1767225600000,");
        assertThat(python.socket.take().getFirst().text()).contains("\"timestamp\":1767225600.000,");
    }

    @Test
    void rule7_anUnknownAddresseeIsToldToTheSenderOnly() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        alice.whispers("Zoé", "psst");
        assertThat(alice.socket.received().getLast().json().path("cid").stringValue())
                .isEqualTo("c1");
        assertThat(alice.hears())
                .containsExactly("System: Nobody here is called Zoé: your private message was not delivered.");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void rule6_theSenderOfAPrivateMessageGetsAnAckOnlyIfItOptedIn() {
        Person alice = new Person(TimestampUnit.MILLISECONDS, Capability.ACK).named("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        alice.whispers("Bob", "psst");
        Frame ack = alice.socket.take().getFirst();
        Frame delivered = bob.socket.take().getFirst();
        assertThat(ack.type()).isEqualTo("ack");
        assertThat(ack.id()).isEqualTo(delivered.id());
        assertThat(ack.json().path("cid").stringValue()).isEqualTo("c1");
    }

    @Test
    void r80_typingIsToldToOthersWhoOptedInAndNotToTheTypist() {
        Person alice = person("Alice");
        Person bob = new Person(TimestampUnit.SECONDS, Capability.TYPING).named("Bob");
        Person carol = person().joining(new ClientFrame.Join("Carol", null, Set.of(), Set.of(Capability.TYPING)));
        Person dave = person("Dave");
        nobodyHeardAnythingYet(alice, bob, carol, dave);
        room.typing(alice.member, true);
        for (Person watcher : List.of(bob, carol)) {
            Frame typing = watcher.socket.take().getFirst();
            assertThat(typing.type()).isEqualTo("typing");
            assertThat(typing.username()).isEqualTo("Alice");
            assertThat(typing.json().path("isTyping").booleanValue()).isTrue();
        }
        assertThat(alice.hears()).isEmpty();
        assertThat(dave.hears()).isEmpty();
    }

    @Test
    void rule6_whoSendsTypingSeesTypingFromThenOn() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        room.typing(alice.member, true);
        room.typing(bob.member, true);
        assertThat(alice.socket.take()).extracting(Frame::username).containsExactly("Bob");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void r80_whoGoesAwayWhileTypingIsNoLongerTyping() {
        Person alice = person("Alice");
        Person bob = new Person(TimestampUnit.MILLISECONDS, Capability.TYPING).named("Bob");
        room.typing(alice.member, true);
        nobodyHeardAnythingYet(alice, bob);
        room.exit(alice.member);
        List<Frame> heard = bob.socket.take();
        assertThat(heard).extracting(Frame::type).containsExactly("typing", "message");
        assertThat(heard.getFirst().json().path("isTyping").booleanValue()).isFalse();
    }

    @Test
    void rule5_aConnectionHearsEachUnitOfTheRoomInItsOwn() {
        Person alice = person("Alice");
        Person python = new Person(TimestampUnit.SECONDS).named("Bob");
        nobodyHeardAnythingYet(alice, python);
        clock.advance(Duration.ofMillis(500));
        alice.says("hi");
        assertThat(alice.socket.take().getFirst().text()).contains("\"timestamp\":1767225600500,");
        assertThat(python.socket.take().getFirst().text()).contains("\"timestamp\":1767225600.500,");
    }

    @Test
    void rule5_aChangeOfUnitLosesAndDoublesNothing() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        alice.says("1");
        room.useUnit(bob.member, TimestampUnit.SECONDS);
        alice.says("2");
        room.useUnit(bob.member, TimestampUnit.MILLISECONDS);
        alice.says("3");
        List<Frame> heard = bob.socket.take();
        assertThat(heard).extracting(Frame::content).containsExactly("1", "2", "3");
        assertThat(heard.get(1).text()).contains("1767225600.000");
    }

    @Test
    void aBroadcastIsWrittenOnceForEachUnitThatIsInUse() {
        Person alice = person("Alice");
        for (int i = 0; i < 50; i++) {
            person();
        }
        int before = groups.stream().mapToInt(FakeGroup::sends).sum();
        alice.says("hi");
        assertThat(groups.stream().mapToInt(FakeGroup::sends).sum() - before).isOne();
        new Person(TimestampUnit.SECONDS);
        alice.says("hi");
        assertThat(groups.stream().mapToInt(FakeGroup::sends).sum() - before).isEqualTo(3);
    }

    @Test
    void idsAreShortAndDifferForEachMessageAndEachRunOfTheServer() {
        MessageIds first = MessageIds.startingAt(clock);
        clock.advance(Duration.ofMillis(1));
        MessageIds second = MessageIds.startingAt(clock);
        assertThat(List.of(first.next(), first.next(), second.next(), second.next()))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).hasSizeBetween(3, 14));
    }

    @Test
    void rule14_aPongAnswersAPingWithItsNumber() {
        Person alice = person();
        nobodyHeardAnythingYet(alice);
        room.pong(alice.member, new ClientFrame.Ping("12.5"));
        Frame pong = alice.socket.take().getFirst();
        assertThat(pong.type()).isEqualTo("pong");
        assertThat(pong.json().path("t").doubleValue()).isEqualTo(12.5);
    }

    @Test
    void rule8_whenTheServerIsAboutToCloseNobodyIsToldThatEverybodyLeaves() {
        Person alice = person("Alice");
        Person bob = person("Bob");
        nobodyHeardAnythingYet(alice, bob);
        room.fallSilent();
        room.exit(alice.member);
        assertThat(bob.hears()).isEmpty();
        assertThat(room.size()).isOne();
    }
}
