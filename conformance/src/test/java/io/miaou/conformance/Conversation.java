package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Five guests in one room, none of them ours: each says something in turn, and each is to see it. */
final class Conversation implements AutoCloseable {
    /** A guest: how it speaks, what it sees, and how it is told that somebody came. */
    private record Guest(String name, Transcript out, Consumer<String> mouth, String arrival) {
        Guest(String name, Transcript out, Consumer<String> mouth) {
            this(name, out, mouth, Transcript.said("System", name + " has joined the chat"));
        }
    }

    private static final Pattern TIME = Pattern.compile("^\\[([^]]+)]");

    private final ForeignClient typescript;
    private final ForeignClient python;
    private final ForeignClient npmWebsocket;
    private final ForeignClient browser;
    private final RawClient raw;
    private final List<Guest> guests;

    private Conversation(int port) {
        typescript = ForeignClient.typescript("Alice", port);
        python = ForeignClient.python("Bob", port);
        npmWebsocket = ForeignClient.npmWebsocket("Nora", port);
        browser = ForeignClient.browser("Brigitte", port);
        raw = RawClient.open("Rosa", port);
        guests = List.of(
                new Guest("Alice", typescript.out(), typescript::say),
                new Guest("Bob", python.out(), python::say),
                new Guest("Nora", npmWebsocket.out(), npmWebsocket::say),
                new Guest("Brigitte", browser.out(), browser::say, "^- Brigitte a rejoint la conversation\\.$"),
                new Guest("Rosa", raw.out(), raw::say));
    }

    /** Opens the room: all have joined, and each has seen itself join. */
    static Conversation open(int port) {
        Conversation conversation = new Conversation(port);
        try {
            conversation.raw.join("Rosa");
            for (Guest guest : conversation.guests) {
                guest.out().expect(guest.arrival());
            }
        } catch (AssertionError failed) {
            conversation.close();
            throw failed;
        }
        return conversation;
    }

    /** Each guest says something and all five see it, its speaker included, as said by that speaker. */
    void everybodySpeaks(String about) {
        for (Guest speaker : guests) {
            String content = about + ", says " + speaker.name();
            speaker.mouth().accept(content);
            for (Guest listener : guests) {
                listener.out().expect(Transcript.said(speaker.name(), content));
            }
        }
    }

    /** Waits until the raw client was pinged that many times since it came. */
    void awaitPings(int times) {
        raw.out().expect("^\\* ping$", times);
    }

    int pings() {
        return raw.out().all("^\\* ping$").size();
    }

    /** Nobody left, nobody was cut, nobody choked on a frame, nobody saw a wrong time. */
    void nobodyWasHarmed() {
        for (Guest guest : guests) {
            assertThat(
                            guest.out()
                                    .all(
                                            "has left the chat|a quitté|socket closed|\\* closed|\\* close |\\* try|\\* error|\\* end|\\* broken|^\\* not"))
                    .as(guest.name() + " stayed connected")
                    .isEmpty();
            assertThat(guest.out().all("undefined|NaN|Error|page error|Traceback|Exception|Invalid"))
                    .as(guest.name() + " understood every frame")
                    .isEmpty();
            guest.out()
                    .all("^\\[")
                    .forEach(line -> assertThat(distanceFromNow(line)).as(line).isLessThan(Duration.ofMinutes(10)));
        }
        for (ForeignClient client : List.of(typescript, python, npmWebsocket, browser)) {
            assertThat(client.err().lines()).isEmpty();
        }
    }

    /** How far the time a line shows is from now; each client shows it whole, with its date and zone. */
    private static Duration distanceFromNow(String line) {
        Matcher matcher = TIME.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        Instant shown = OffsetDateTime.parse(matcher.group(1)).toInstant();
        return Duration.between(shown, Instant.now()).abs();
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(typescript, python, npmWebsocket, browser, raw));
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
