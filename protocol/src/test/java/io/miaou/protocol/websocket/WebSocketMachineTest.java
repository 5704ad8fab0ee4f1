package io.miaou.protocol.websocket;

import static io.miaou.protocol.websocket.WebSocketMachine.State.CLOSED;
import static io.miaou.protocol.websocket.WebSocketMachine.State.CLOSE_RECEIVED;
import static io.miaou.protocol.websocket.WebSocketMachine.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input in every state: what is heard, what is sent, where it leads (RFC 6455 §5.5, §7). */
class WebSocketMachineTest {
    /** {@link RecordingSink} explains the words; before {@code >} what happens, after it the next state. */
    private static final String TABLE = """
            input           | OPEN                                                    | CLOSE_SENT                         | CLOSE_RECEIVED                                          | CLOSED
            TEXT            | text:'a'                             > OPEN             | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            BINARY          | binary:00                            > OPEN             | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            FRAGMENT        | > OPEN                                                  | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            PING            | PONG:'?'                             > OPEN             | PONG:'?' > CLOSE_SENT              | > CLOSE_RECEIVED                                        | > CLOSED
            PONG            | pong:'!'                             > OPEN             | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            PEER_CLOSE      | requested:0fa0+'so'                  > CLOSE_RECEIVED   | finish:4000/AFTER_FLUSH > CLOSED   | > CLOSE_RECEIVED                                        | > CLOSED
            PEER_CLOSE_BARE | requested:                           > CLOSE_RECEIVED   | finish:1005/AFTER_FLUSH > CLOSED   | > CLOSE_RECEIVED                                        | > CLOSED
            BAD_FRAME       | violated:1002 CLOSE:03ea finish:1002/AFTER_FLUSH > CLOSED | violated:1002 finish:1002/AFTER_FLUSH > CLOSED | > CLOSE_RECEIVED                          | > CLOSED
            BAD_TEXT        | violated:1007 CLOSE:03ef finish:1007/AFTER_FLUSH > CLOSED | violated:1007 finish:1007/AFTER_FLUSH > CLOSED | > CLOSE_RECEIVED                          | > CLOSED
            END_OF_INPUT    | finish:1006/NOW                      > CLOSED           | finish:1006/NOW > CLOSED           | > CLOSE_RECEIVED                                        | > CLOSED
            TRANSPORT_LOST  | finish:1006/NOW                      > CLOSED           | finish:1006/NOW > CLOSED           | finish:1001/NOW > CLOSED                                | > CLOSED
            CLOSE           | CLOSE:03e8+'bye'                     > CLOSE_SENT       | > CLOSE_SENT                       | CLOSE:03e9 finish:1001/AFTER_FLUSH > CLOSED             | > CLOSED
            CONFIRM_CLOSE   | > OPEN                                                  | > CLOSE_SENT                       | CLOSE:03e9 finish:1001/AFTER_FLUSH > CLOSED             | > CLOSED
            FAIL            | violated:1008 CLOSE:03f0 finish:1008/AFTER_FLUSH > CLOSED | violated:1008 finish:1008/AFTER_FLUSH > CLOSED | violated:1008 CLOSE:03f0 finish:1008/AFTER_FLUSH > CLOSED | > CLOSED
            NOTHING_DUE     | > OPEN                                                  | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            CLOSE_DUE       | > OPEN                                                  | finish:1006/NOW > CLOSED           | CLOSE:03e9 finish:1001/AFTER_FLUSH > CLOSED             | > CLOSED
            HEARTBEAT_DUE   | PING:0000000000000001                > OPEN             | finish:1006/NOW > CLOSED           | CLOSE:03e9 finish:1001/AFTER_FLUSH > CLOSED             | > CLOSED
            PAUSED_TEXT     | > OPEN                                                  | > CLOSE_SENT                       | > CLOSE_RECEIVED                                        | > CLOSED
            PAUSED_CLOSE    | > OPEN                                                  | finish:4000/AFTER_FLUSH > CLOSED   | > CLOSE_RECEIVED                                        | > CLOSED
            """;

    /** What can happen to a machine. */
    enum Input {
        TEXT,
        BINARY,
        FRAGMENT,
        PING,
        PONG,
        PEER_CLOSE,
        PEER_CLOSE_BARE,
        BAD_FRAME,
        BAD_TEXT,
        END_OF_INPUT,
        TRANSPORT_LOST,
        CLOSE,
        CONFIRM_CLOSE,
        FAIL,
        NOTHING_DUE,
        CLOSE_DUE,
        HEARTBEAT_DUE,
        PAUSED_TEXT,
        PAUSED_CLOSE;

        void happensTo(Machines m) {
            switch (this) {
                case TEXT -> m.hear("81:'a'");
                case BINARY -> m.hear("82:00");
                case FRAGMENT -> m.hear("01:'a'");
                case PING -> m.hear("89:'?'");
                case PONG -> m.hear("8a:'!'");
                case PEER_CLOSE -> m.hear("88:0fa0+'so'");
                case PEER_CLOSE_BARE -> m.hear("88:");
                case BAD_FRAME -> m.hear("83:");
                case BAD_TEXT -> m.hear("81:ff");
                case END_OF_INPUT -> m.machine.endOfInput();
                case TRANSPORT_LOST -> m.machine.transportFailed("reset");
                case CLOSE -> m.close(1000, "bye");
                case CONFIRM_CLOSE -> m.machine.confirmClose();
                case FAIL -> m.machine.fail(new Violation(1008, "too slow"));
                case NOTHING_DUE -> m.machine.onDeadline(Machines.SECOND);
                case CLOSE_DUE -> m.machine.onDeadline(5 * Machines.SECOND);
                case HEARTBEAT_DUE -> m.machine.onDeadline(30 * Machines.SECOND);
                case PAUSED_TEXT -> {
                    m.machine.pause(true, 0);
                    m.hear("81:'a'");
                }
                case PAUSED_CLOSE -> {
                    m.machine.pause(true, 0);
                    m.hear("88:0fa0+'so'");
                }
            }
        }
    }

    static Stream<Arguments> cells() {
        List<String> rows = TABLE.lines().toList();
        List<String> states = cellsOf(rows.getFirst());
        return rows.stream()
                .skip(1)
                .map(WebSocketMachineTest::cellsOf)
                .flatMap(row -> Stream.of(1, 2, 3, 4)
                        .map(i -> Arguments.of(
                                Input.valueOf(row.getFirst()),
                                WebSocketMachine.State.valueOf(states.get(i)),
                                row.get(i))));
    }

    private static List<String> cellsOf(String row) {
        return Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @MethodSource("cells")
    void everyInputInEveryStateDoesWhatTheTableSays(Input input, WebSocketMachine.State state, String cell) {
        int arrow = cell.indexOf('>');
        for (Side side : Side.values()) {
            Machines m = machineIn(state, side);
            List<String> heard = new ArrayList<>();
            m.sink.onLine(heard::add);
            input.happensTo(m);

            assertThat(heard).as("to a %s", side).isEqualTo(Machines.lines(cell.substring(0, arrow)));
            assertThat(m.machine.state())
                    .isEqualTo(WebSocketMachine.State.valueOf(
                            cell.substring(arrow + 1).strip()));
            if (m.machine.state() == CLOSED) {
                requireOver(m);
            }
        }
    }

    @Test
    void theTableHasEveryInputOnce() {
        List<Input> rows = TABLE.lines()
                .skip(1)
                .map(row -> Input.valueOf(cellsOf(row).getFirst()))
                .toList();
        assertThat(rows).containsExactlyElementsOf(EnumSet.allOf(Input.class));
        assertThat(Set.copyOf(cellsOf(TABLE.lines().findFirst().orElseThrow()).subList(1, 5)))
                .isEqualTo(Set.of("OPEN", "CLOSE_SENT", "CLOSE_RECEIVED", "CLOSED"));
    }

    @ParameterizedTest
    @EnumSource(WebSocketMachine.State.class)
    void aMessageMayBeSentUntilOurCloseFrame(WebSocketMachine.State state) {
        assertThat(machineIn(state, Side.SERVER).machine.maySend()).isEqualTo(state == OPEN || state == CLOSE_RECEIVED);
    }

    @ParameterizedTest
    @EnumSource(WebSocketMachine.State.class)
    void s7_4_aCloseCodeThatMayNotBeSentIsTheCallersMistakeInEveryState(WebSocketMachine.State state) {
        Machines m = machineIn(state, Side.CLIENT);
        for (int code : new int[] {0, 999, 1004, 1006, 1015, 2999, 5000}) {
            assertThatThrownBy(() -> m.close(code, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("close code " + code);
        }
        assertThatThrownBy(() -> m.close(1000, "é".repeat(62)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("124 bytes")
                .hasMessageContaining("limit 123");
        assertThat(m.machine.state()).isEqualTo(state);
        assertThat(m.sink.take()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = WebSocketMachine.State.class, names = "CLOSED", mode = EnumSource.Mode.EXCLUDE)
    void failingWithACodeThatMayNotBeSentLeavesTheMachineAsItWas(WebSocketMachine.State state) {
        Machines m = machineIn(state, Side.SERVER);
        assertThatThrownBy(() -> m.machine.fail(new Violation(1006, "no such code on the wire")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(m.machine.state()).isEqualTo(state);
        assertThat(m.sink.take()).isEmpty();
    }

    /** Nothing is held, nothing is due, and no input is heard any more. */
    private static void requireOver(Machines m) {
        assertThat(m.budget.held()).isZero();
        assertThat(m.machine.deadline()).isEqualTo(WebSocketMachine.NEVER);
        assertThat(m.machine.maySend()).isFalse();
        List<String> late = new ArrayList<>();
        m.sink.onLine(late::add);
        for (Input input : Input.values()) {
            input.happensTo(m);
        }
        assertThat(late).isEmpty();
        assertThat(m.machine.state()).isEqualTo(CLOSED);
    }

    static Machines machineIn(WebSocketMachine.State state, Side side) {
        Machines m = Machines.open(side);
        switch (state) {
            case OPEN -> {}
            case CLOSE_SENT -> m.close(3000, "");
            case CLOSE_RECEIVED -> m.hear("88:03e9");
            case CLOSED -> {
                m.close(3000, "");
                m.hear("88:0bb8");
            }
        }
        assertThat(m.machine.state()).isEqualTo(state);
        m.sink.take();
        return m;
    }
}
