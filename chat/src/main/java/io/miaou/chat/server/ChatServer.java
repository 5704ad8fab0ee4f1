package io.miaou.chat.server;

import io.miaou.chat.room.MessageIds;
import io.miaou.chat.room.RecentHistory;
import io.miaou.chat.room.Room;
import io.miaou.chat.wire.BadInput;
import io.miaou.protocol.time.TimeSource;
import io.miaou.websocket.Limits;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.time.InstantSource;

/**
 * The chat: a conversation on one port, and the page that joins it on that port and on another.
 *
 * <p>Safe for use by many threads.
 */
public final class ChatServer implements AutoCloseable {
    /** The room that everybody is in. */
    static final String ROOM = "#salon-principal";

    /** Larger messages end the connection with 1009; smaller ones never do. */
    private static final int MAX_MESSAGE_SIZE = 1_000_000;

    /** Room for a burst: who says much in one breath must not cost slow readers their connection. */
    private static final int MAX_SEND_QUEUE = 8 << 20;

    private static final int MISSED_HEARTBEATS = 2;

    /**
     * Connections of the page's port at once. It only serves a few small files, over connections that are idle at once, and
     * at the limit others wait to be accepted; the files of the process are for the conversation.
     */
    static final int MAX_PAGE_CONNECTIONS = 256;

    private final WebSocketServer conversation;
    private final WebSocketServer page;
    private final Room room;
    private final BadInputLog badInput;

    private ChatServer(ChatOptions options, InstantSource clock, TimeSource time, ChatEndpoint.Pause pause) {
        this.room = new Room(ROOM, new RecentHistory(), MessageIds.startingAt(clock), clock, this::newGroup);
        this.badInput = new BadInputLog(time);
        var endpoint =
                new ChatEndpoint(room, options.timestamps(), new PresenceLog(time), badInput, new Tarpit(clock), pause);
        // The default of one server is all that the process's limit of files allows: two servers have to share it.
        int allowed = Limits.defaults().maxConnections();
        int forPage = pageConnections(allowed);
        int forConversation = Math.max(1, allowed - forPage);
        var builder = WebSocketServer.builder()
                .host(options.host())
                .port(options.webSocketPort())
                // Pages of any origin and name may join: nothing here rests on a cookie.
                .allowedOrigins("*")
                .allowedHosts("*")
                .limits(limits -> limits.maxMessageSize(MAX_MESSAGE_SIZE)
                        .maxSendQueue(MAX_SEND_QUEUE)
                        .maxConnections(forConversation))
                .heartbeat(options.heartbeat(), MISSED_HEARTBEATS)
                .timeSource(time)
                .http(new ChatPage(() -> 0));
        for (String path : new String[] {"/", "/chat", "/ws"}) {
            builder.endpoint(path, endpoint, more -> more.subprotocols(ChatEndpoint.SUBPROTOCOL));
        }
        this.conversation = builder.build();
        this.page = WebSocketServer.builder()
                .host(options.host())
                .port(options.port())
                .http(new ChatPage(this::webSocketPort))
                .eventLoops(1)
                .limits(limits -> limits.maxConnections(forPage))
                .timeSource(time)
                .build();
    }

    /** How many of the connections that the process may have are the page's: never more than half. */
    static int pageConnections(int allowed) {
        return Math.clamp(allowed / 2, 1, MAX_PAGE_CONNECTIONS);
    }

    /**
     * Makes the data folder, listens and serves.
     *
     * @throws IOException when the folder cannot be made or a port cannot be listened on; the message says which and why
     */
    public static ChatServer start(ChatOptions options) throws IOException {
        return start(options, InstantSource.system(), TimeSource.system(), Thread::sleep);
    }

    /** The same, by clocks of the caller's. */
    static ChatServer start(ChatOptions options, InstantSource clock, TimeSource time, ChatEndpoint.Pause pause)
            throws IOException {
        makeDataFolder(options);
        ChatServer server = new ChatServer(options, clock, time, pause);
        try {
            listen(server.conversation, "--ws-port");
            listen(server.page, "--port");
            return server;
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private static void listen(WebSocketServer server, String option) throws IOException {
        try {
            server.start();
        } catch (BindException refused) {
            throw new IOException(option + ": " + refused.getMessage(), refused);
        }
    }

    private static void makeDataFolder(ChatOptions options) throws IOException {
        try {
            Files.createDirectories(options.data());
        } catch (IOException failed) {
            throw new IOException(
                    "cannot make the data folder " + options.data().toAbsolutePath() + " ("
                            + failed.getClass().getSimpleName()
                            + "): give --data a folder that can be made or is there",
                    failed);
        }
        if (!Files.isWritable(options.data())) {
            throw new IOException("cannot write to the data folder "
                    + options.data().toAbsolutePath() + ": give --data another, or the right to write");
        }
    }

    /** The port of the page. */
    public int port() {
        return page.port();
    }

    /** The port of the conversation. */
    public int webSocketPort() {
        return conversation.port();
    }

    /** How many connections are in the room. */
    int members() {
        return room.size();
    }

    /** How many connections the conversation's port has, of whatever kind. */
    int connections() {
        return conversation.connections();
    }

    /** How many inputs of that kind there were. */
    long badInputs(BadInput kind) {
        return badInput.count(kind);
    }

    private WebSocketGroup newGroup() {
        return conversation.newGroup();
    }

    /** Stops accepting, tells everybody 1001 and waits for them, five seconds at most. Harmless when called again. */
    @Override
    public void close() {
        room.fallSilent();
        Thread other = Thread.ofVirtual().start(page::close);
        conversation.close();
        try {
            other.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
