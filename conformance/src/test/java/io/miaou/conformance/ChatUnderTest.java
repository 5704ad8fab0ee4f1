package io.miaou.conformance;

import io.miaou.chat.server.ChatOptions;
import io.miaou.chat.server.ChatServer;
import io.miaou.chat.wire.TimestampPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The chat in this process, on free ports of all addresses, with a folder that nobody else has. */
final class ChatUnderTest implements AutoCloseable {
    private final Path data;
    private final ChatServer server;

    private ChatUnderTest(Duration heartbeat) throws IOException {
        data = Files.createTempDirectory("miaou-conformance");
        server = ChatServer.start(new ChatOptions("", 0, 0, data, TimestampPolicy.AUTO, heartbeat));
    }

    /** A chat with its usual heartbeat of 30 s. */
    static ChatUnderTest start() {
        return withHeartbeat(Duration.ofSeconds(30));
    }

    /** A chat whose heartbeat a test can see. */
    static ChatUnderTest withHeartbeat(Duration heartbeat) {
        try {
            return new ChatUnderTest(heartbeat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the conversation. */
    int port() {
        return server.webSocketPort();
    }

    @Override
    public void close() {
        server.close();
        try {
            Files.deleteIfExists(data);
        } catch (IOException e) {
            throw new UncheckedIOException("the chat left something in its folder", e);
        }
    }
}
