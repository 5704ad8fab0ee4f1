package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calling back into the machine from its sink, and pausing in the middle of the input. */
class ReentrancyTest {
    @ParameterizedTest
    @EnumSource(Side.class)
    void closingFromInsideAMessageStopsTheDeliveryOfThoseBehindIt(Side side) {
        Machines m = Machines.open(side);
        on(m, "text 62", () -> m.machine.close(new CloseStatus(1000, ""), m.now));
        assertThat(m.hear("81:'a' 81:'b' 81:'c' 88:03e8"))
                .isEqualTo(Heard.lines("text:'a' text:'b' CLOSE:03e8 finish:1000/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void failingFromInsideAMessageEndsItThere(Side side) {
        Machines m = Machines.open(side);
        on(m, "text 62", () -> m.machine.fail(new Violation(1008, "not like this")));
        ByteBuffer bytes = Wire.to(side).frames("81:'a' 81:'b' 81:'c'").buffer();
        assertThat(m.hear(bytes))
                .isEqualTo(Heard.lines("text:'a' text:'b' violated:1008 CLOSE:03f0 finish:1008/AFTER_FLUSH"));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void confirmingFromInsideCloseRequestedEndsAtOnce(Side side) {
        Machines m = Machines.open(side);
        on(m, "requested 03e8", m.machine::confirmClose);
        assertThat(m.hear("88:03e8")).isEqualTo(Heard.lines("requested:03e8 CLOSE:03e8 finish:1000/AFTER_FLUSH"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void pausingFromInsideAMessageLeavesTheRestInTheBuffer(Side side) {
        Machines m = Machines.open(side);
        on(m, "text 61", () -> m.machine.pause(true, m.now));
        Wire wire = Wire.to(side).frames("81:'a'");
        int first = wire.size();
        ByteBuffer bytes = wire.frames("89:'?' 81:'b' 01:'c'").buffer();

        assertThat(m.hear(bytes)).isEqualTo(Heard.lines("text:'a'"));
        assertThat(bytes.position()).isEqualTo(first);
        assertThat(m.hear(bytes)).as("still paused").isEmpty();
        assertThat(bytes.position()).isEqualTo(first);
        m.machine.pause(false, m.now);
        assertThat(m.hear(bytes)).isEqualTo(Heard.lines("PONG:'?' text:'b'"));
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoClosesWhilePausedStillHearsThePeersAnswer(Side side) {
        Machines m = Machines.open(side);
        m.machine.pause(true, m.now);
        m.close(1000, "");
        assertThat(m.hear("81:'for nobody' 88:03e8")).isEqualTo(Heard.lines("finish:1000/AFTER_FLUSH"));
    }

    /** A transport that fails inside a call tells so at once: the end is still told once, and last. */
    @ParameterizedTest
    @EnumSource(Side.class)
    void whateverIsCalledFromInsideAnySinkMethodTheEndIsToldOnceAndLast(Side side) {
        List<Consumer<Machines>> calls = List.of(
                m -> m.machine.close(new CloseStatus(4000, "inside"), m.now),
                m -> m.machine.confirmClose(),
                m -> m.machine.fail(new Violation(1011, "inside")),
                m -> m.machine.transportFailed("inside"),
                m -> m.machine.endOfInput(),
                m -> m.machine.onDeadline(m.now + 3_600 * Machines.SECOND));
        List<Consumer<Machines>> ways = List.of(
                m -> m.hear("81:'a' 88:03e8"),
                m -> m.hear("89:'?' 81:ff"),
                m -> m.machine.fail(new Violation(1009, "outside")),
                m -> m.close(1000, "outside"),
                m -> {
                    m.hear("88:03e8");
                    m.machine.confirmClose();
                },
                m -> m.machine.onDeadline(30 * Machines.SECOND));
        for (Consumer<Machines> way : ways) {
            for (Consumer<Machines> call : calls) {
                requireOneEnd(Machines.open(side), way, call);
            }
        }
    }

    private static void requireOneEnd(Machines m, Consumer<Machines> way, Consumer<Machines> call) {
        List<String> all = new ArrayList<>();
        m.sink.onLine(line -> {
            all.add(line);
            assertThat(all).as("no endless loop").hasSizeLessThan(20);
            call.accept(m);
        });
        way.accept(m);
        m.machine.onDeadline(m.now + 10_000 * Machines.SECOND); // a handshake that is under way ends
        m.machine.transportFailed("the test is over");

        assertThat(all.stream().filter(line -> line.startsWith("finish")))
                .as("%s", all)
                .hasSize(1);
        assertThat(all.getLast()).startsWith("finish");
        assertThat(all.stream().filter(line -> line.startsWith("CLOSE")))
                .as("%s", all)
                .hasSizeLessThan(2);
        assertThat(m.budget.held()).isZero();
    }

    private static void on(Machines m, String line, Runnable action) {
        m.sink.onLine(written -> {
            if (written.equals(line)) {
                action.run();
            }
        });
    }
}
