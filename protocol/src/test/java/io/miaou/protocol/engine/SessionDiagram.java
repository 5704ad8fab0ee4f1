package io.miaou.protocol.engine;

import static io.miaou.protocol.engine.SessionRig.MILLI;
import static io.miaou.protocol.engine.SessionRig.SECOND;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Walks a session through all its states with all its inputs, and writes down what it did. */
final class SessionDiagram {
    private static final long LATE = 1_000_000 * SECOND;

    /** An input, and the times that make it possible: a deadline that is under test comes first. */
    private record Input(String name, SessionTimes times, Consumer<SessionRig> action) {
        Input(String name, Consumer<SessionRig> action) {
            this(name, within(0, 0, 0, 0, 0), action);
        }
    }

    /** What an input did in a state. */
    private record Step(String from, String input, String to, String heard) {}

    private static SessionTimes within(long interval, long timeout, long upgrade, long close, long firstPoll) {
        return new SessionTimes(orLate(interval), orLate(timeout), orLate(upgrade), orLate(close), orLate(firstPoll));
    }

    private static long orLate(long nanos) {
        return nanos == 0 ? LATE : nanos;
    }

    private static final List<Input> INPUTS = List.of(
            new Input("send", rig -> rig.send("4hi")),
            new Input("volatile send", rig -> rig.session.send(SessionRig.packet("4hi"), true)),
            new Input("close", rig -> rig.session.close(false, rig.now)),
            new Input("discarding close", rig -> rig.session.close(true, rig.now)),
            new Input("limit passed", rig -> rig.session.fail("slow client")),
            new Input("GET", rig -> noteRefusal(rig, rig.poll())),
            new Input("GET aborted", rig -> rig.session.pollAborted()),
            new Input("POST of a message", rig -> rig.post("4hi")),
            new Input("POST of the close packet", rig -> rig.post("1")),
            new Input("POST of a ping", rig -> rig.post("2")),
            new Input("POST of no packet", rig -> rig.post("x")),
            new Input("two POSTs at a time", rig -> {
                rig.session.postBegun();
                noteRefusal(rig, rig.session.postBegun());
            }),
            new Input("POST aborted", rig -> {
                rig.session.postBegun();
                rig.session.postAborted();
            }),
            new Input("WebSocket with this sid", rig -> noteRefusal(rig, rig.session.probe(rig.now))),
            new Input("frame 2probe", rig -> rig.text("2probe")),
            new Input("frame 5", rig -> rig.text("5")),
            new Input("frame of a message", rig -> rig.text("4hi")),
            new Input("frame of the close packet", rig -> rig.text("1")),
            new Input("frame of a ping", rig -> rig.text("2")),
            new Input("frame of no packet", rig -> rig.text("x")),
            new Input("binary frame", rig -> rig.session.binary(new byte[] {1}, rig.now)),
            new Input(
                    "WebSocket ended", rig -> rig.session.webSocketEnded(CloseReason.TRANSPORT_CLOSE, "by the client")),
            new Input("100 ms", rig -> rig.pass(100 * MILLI)),
            new Input("pingInterval", within(SECOND, 0, 0, 0, 0), rig -> rig.pass(SECOND)),
            new Input("pingInterval and pingTimeout", within(SECOND, SECOND, 0, 0, 0), rig -> rig.pass(2 * SECOND)),
            new Input("firstPollTimeout", within(0, 0, 0, 0, SECOND), rig -> rig.pass(SECOND)),
            new Input("upgradeTimeout", within(0, 0, MILLI, 0, 0), rig -> rig.pass(MILLI)),
            new Input("closeTimeout", within(0, 0, 0, MILLI, 0), rig -> rig.pass(MILLI)));

    private static void noteRefusal(SessionRig rig, boolean taken) {
        if (!taken) {
            rig.heard.addFirst("refused");
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final Set<String> states = new LinkedHashSet<>();

    /** All states that can be reached, and what every input does in each. */
    static SessionDiagram walk() {
        SessionDiagram diagram = new SessionDiagram();
        diagram.walkFrom(true);
        diagram.walkFrom(false);
        return diagram;
    }

    private void walkFrom(boolean webSocket) {
        ArrayDeque<List<Input>> paths = new ArrayDeque<>();
        paths.add(List.of());
        while (!paths.isEmpty()) {
            List<Input> path = paths.remove();
            String state = name(replay(webSocket, path, SessionRig.TIMES).session.state);
            if (!states.add(state)) {
                continue;
            }
            for (Input input : INPUTS) {
                SessionRig rig = replay(webSocket, path, input.times);
                rig.take();
                input.action.accept(rig);
                steps.add(new Step(state, input.name, name(rig.session.state), String.join("; ", rig.take())));
                List<Input> longer = new ArrayList<>(path);
                longer.add(input);
                paths.add(longer);
            }
        }
    }

    private static SessionRig replay(boolean webSocket, List<Input> path, SessionTimes times) {
        SessionRig rig = webSocket ? SessionRig.webSocket(times) : SessionRig.polling(times);
        path.forEach(input -> input.action.accept(rig));
        return rig;
    }

    /** What a state is called in the diagram. No default: a new state must get a name. */
    private static String name(SessionState state) {
        return switch (state) {
            case SessionState.Polling polling -> (polling.polled() ? "polled" : "polling") + suffix(polling.probe());
            case SessionState.Closing closing -> "closing" + suffix(closing.probe());
            case SessionState.OnWebSocket webSocket -> "websocket";
            case SessionState.Closed closed -> "closed";
        };
    }

    private static String suffix(SessionState.Probe probe) {
        return switch (probe) {
            case NONE -> "";
            case OPEN -> "_probe";
            case ANSWERED -> "_probe_answered";
        };
    }

    Set<String> states() {
        return states;
    }

    int steps() {
        return steps.size();
    }

    /** The page of the documentation. */
    String page() {
        StringBuilder page = new StringBuilder("""
                # An Engine.IO session, state by state
                Generated from the machine by `EngineSessionDiagramTest`, which fails when this page says anything else; to write it anew:
                `mvn -pl protocol test -Dtest=EngineSessionDiagramTest -Dmiaou.regenerate=true`.

                A session is on long polling (`polling`; `polled` while a GET waits), on WebSocket, or closing: closed by the server, with
                the close packet waiting for a GET. `_probe` says that a WebSocket with the session's id is there, `_probe_answered` that it
                has its `3probe`.

                ```mermaid
                stateDiagram-v2
                    [*] --> polling: handshake by GET
                    [*] --> websocket: handshake by WebSocket
                """);
        Map<String, List<String>> edges = new LinkedHashMap<>();
        for (Step step : steps) {
            if (!step.from.equals(step.to)) {
                edges.computeIfAbsent(step.from + " --> " + step.to, edge -> new ArrayList<>())
                        .add(step.input);
            }
        }
        edges.forEach((edge, inputs) -> page.append("    ")
                .append(edge)
                .append(": ")
                .append(String.join(", ", inputs))
                .append('\n'));
        page.append("    closed --> [*]\n```\n");
        for (String state : states) {
            page.append("\n## ").append(state).append("\n| input | then | what is heard of it |\n|---|---|---|\n");
            for (Step step : steps) {
                if (step.from.equals(state)) {
                    page.append("| ").append(step.input).append(" | ");
                    page.append(step.to.equals(state) ? "" : step.to).append(" | ");
                    page.append(step.heard.replace("|", "\\|")).append(" |\n");
                }
            }
        }
        return page.toString();
    }
}
