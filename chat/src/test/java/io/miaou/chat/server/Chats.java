package io.miaou.chat.server;

import io.miaou.chat.wire.TimestampPolicy;
import io.miaou.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;

/** Servers for tests: on free ports of the loopback address. */
final class Chats {
    private Chats() {}

    static ChatOptions options(Path data) {
        return new ChatOptions("127.0.0.1", 0, 0, data, TimestampPolicy.AUTO, Duration.ofSeconds(30));
    }

    static ChatServer start(Path data) throws Exception {
        return ChatServer.start(options(data));
    }

    /** A server whose time stands still until the test moves it. */
    static ChatServer start(Path data, VirtualClock clock) throws Exception {
        return ChatServer.start(options(data), clock, clock, duration -> {
            throw new AssertionError("nothing waits in this test, but " + duration + " was asked for");
        });
    }
}
