package io.miaou.chat.terminal;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.websocket.ClientLoops;
import io.miaou.websocket.WebSocketClient;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a connection, an input and an end.
 *
 * <p>Threads: the client's call the conversation; one, a daemon, reads the input; the process's main thread waits for the end;
 * signals come on threads of their own.
 */
public final class ChatSession {
    /** How long what was typed last is waited for at the end of the input. */
    private static final Duration ECHO_PATIENCE = Duration.ofSeconds(2);

    /** More than the client's close timeout of five seconds: only an output that takes no more lasts longer. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(7);

    /** So much waits for the network before the input is read more slowly; twice the longest frame must fit. */
    private static final int SEND_QUEUE = 4 * Conversation.MAX_SENT_BYTES;

    /** So many that bytes alone, of which each message counts 96 more than it has, say how much waits. */
    private static final int SEND_QUEUE_MESSAGES = SEND_QUEUE / 96;

    private final Conversation conversation;
    private final WebSocketClient client;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * A session that has not begun.
     *
     * @throws IllegalArgumentException when the address is none of a WebSocket server
     */
    ChatSession(Settings settings, Screen screen, Clock clock, ClientLoops loops) {
        this.conversation = new Conversation(settings.name, screen, clock, this::leave);
        this.client = WebSocketClient.builder(settings.server)
                .handler(conversation)
                .onState(conversation::stateChanged)
                // The course's client does not ask why it failed, nor let itself be put off.
                .reconnect(r -> r.maxAttempts(settings.maxAttempts == 0 ? Integer.MAX_VALUE : settings.maxAttempts)
                        .retryIf(failure -> true)
                        .maxRetryAfter(Duration.ZERO))
                .limits(l -> l.maxMessageSize(ReceivedFrame.MAX_BYTES)
                        .maxSendQueue(SEND_QUEUE)
                        .maxSendQueueMessages(SEND_QUEUE_MESSAGES))
                .loops(loops)
                .build();
    }

    /**
     * What the command line says.
     *
     * @param name shown to the others
     * @param server {@code ws:} or {@code wss:}
     * @param maxAttempts to come back, in a row; 0 for no limit
     */
    public record Settings(String name, URI server, int maxAttempts) {
        /** @throws IllegalArgumentException when the number of attempts is negative */
        public Settings {
            if (maxAttempts < 0) {
                throw new IllegalArgumentException(
                        "the number of attempts is " + maxAttempts + ": give 0 (no limit) or more");
            }
        }
    }

    /**
     * Talks on standard input and output until the user leaves, or the connection cannot be had back.
     *
     * @return the exit code: 0 for who left, 2 when there was no connection
     * @throws IllegalArgumentException when the address is none of a WebSocket server
     */
    public static int run(Settings settings) {
        ChatSession session = new ChatSession(
                settings, Screen.standard(), Clock.system(ZoneId.systemDefault()), ClientLoops.shared());
        Signals.onEnd(session::signalled);
        session.begin(new FileInputStream(FileDescriptor.in));
        return session.awaitEnd();
    }

    void begin(InputStream input) {
        conversation.begin();
        var _ = client.connect(); // the states tell what comes of it
        Thread.ofPlatform().daemon().name("input").start(() -> read(input));
    }

    int awaitEnd() {
        return conversation.end().join();
    }

    /** What is typed before the first attempt has ended is left where it is: a script's first line must not come too early. */
    private void read(InputStream input) {
        conversation.tried().join();
        Lines lines = new Lines(input, Conversation.MAX_SENT_BYTES);
        try {
            for (@Nullable String line = next(lines); line != null; line = next(lines)) {
                conversation.typed(line);
            }
            conversation.inputEnds(ECHO_PATIENCE);
        } catch (InterruptedException nobodyInterrupts) {
            Thread.currentThread().interrupt();
        }
        leave();
    }

    private static @Nullable String next(Lines lines) {
        try {
            return lines.next();
        } catch (IOException gone) {
            return null; // as a terminal is, whose window was closed
        }
    }

    /** Closes with 1000, without waiting. */
    private void leave() {
        Thread.ofVirtual().start(() -> client.close(CloseCode.NORMAL, "Normal closure"));
    }

    /** The first one ends the conversation in order; the second, or a stop that lasts too long, ends the process. */
    private void signalled(int exitCode) {
        if (!stopping.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(exitCode);
        }
        Thread.ofPlatform().daemon().start(this::interrupt);
        try {
            conversation.end().get(LONGEST_STOP.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException tooLong) {
            Runtime.getRuntime().halt(Conversation.LEFT);
        }
    }

    /** Ends the conversation as Ctrl+C does. */
    void interrupt() {
        conversation.interrupted();
        leave();
    }
}
