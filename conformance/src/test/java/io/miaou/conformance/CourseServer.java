package io.miaou.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A chat server that is not ours, as the course's are, in its own process: see {@code conformance/course/README.md}. */
final class CourseServer implements AutoCloseable {
    private final LineProcess process;
    private final int port;

    private CourseServer(String name, List<String> command, Map<String, String> environment) {
        this.process = LineProcess.start(name, command, environment);
        this.port =
                Integer.parseInt(process.out().expect("^\\* listening \\d+$").substring("* listening ".length()));
    }

    /** npm {@code ws}, as the course's TypeScript server; its heartbeat cuts everybody at the second beat. */
    static CourseServer typescript(Duration heartbeat) {
        return new CourseServer(
                "TypeScript server",
                List.of("node", TypeScript.compiled("chat-server").toString(), "0"),
                Map.of("COURSE_HEARTBEAT_MS", Long.toString(heartbeat.toMillis())));
    }

    /** Debian's python3-websockets, as the course's Python server. */
    static CourseServer python() {
        String server = Repository.COURSE.resolve("py/chat_server.py").toString();
        return new CourseServer("Python server", List.of("/usr/bin/python3", "-u", server, "0"), Map.of());
    }

    int port() {
        return port;
    }

    /** What it sees of its clients. */
    Transcript out() {
        return process.out();
    }

    /** Sends a text to every client as it is; the TypeScript server alone can. */
    void toAll(String text) {
        process.type(text);
    }

    /** Freezes it: its connections stay, and nothing is answered. */
    void freeze() {
        process.signal("STOP");
    }

    @Override
    public void close() {
        process.kill(); // one that is frozen would not hear anything else
        process.close();
    }
}
