package io.miaou.chat.terminal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The course's client as a conversation: what the server and the connection do becomes lines, what the user types becomes
 * frames. It knows neither network nor terminal; its words and their order are the course's.
 *
 * <p>Threads: the handler's calls and {@link #stateChanged} come one at a time from the client; {@link #typed} and {@link
 * #inputEnds} from the one thread that reads the input; {@link #interrupted} from any.
 */
final class Conversation implements WebSocketHandler {
    /** Exit code of who left by choice. */
    static final int LEFT = 0;

    /** Exit code of who could not get a connection. */
    static final int GAVE_UP = 2;

    /** The longest frame that is sent, in bytes: beyond it servers, ours among them, end the connection. */
    static final int MAX_SENT_BYTES = 1_000_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final String name;
    private final Screen screen;
    private final Clock clock;
    private final Runnable leave;
    private final CompletableFuture<Void> tried = new CompletableFuture<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private boolean complained; // of what this connection brought; client's calls alone
    private volatile @Nullable WebSocket open; // joined
    private volatile Echo echo = new Echo("");
    private volatile int codeOfLeaving = LEFT;
    private boolean silent; // guarded by this

    /** What was said last, until it comes back: the only sign that a server of the course has understood it. */
    private record Echo(String content, CompletableFuture<Void> heard) {
        Echo(String content) {
            this(content, new CompletableFuture<>());
        }
    }

    /**
     * A conversation that has not begun.
     *
     * @param clock tells the time, and in which zone it is shown
     * @param leave called, perhaps more than once and on any thread, when nobody can read the lines any more; must not block
     */
    Conversation(String name, Screen screen, Clock clock, Runnable leave) {
        this.name = name;
        this.screen = screen;
        this.clock = clock;
        this.leave = leave;
    }

    /** Says who one is and what to do. */
    void begin() {
        say("You are logged in as: " + HarmlessText.of(name));
        say("Type a message and press Enter to send. Press Ctrl+C to exit.");
    }

    /** Completes when the first attempt to connect has ended, well or not. */
    CompletableFuture<Void> tried() {
        return tried;
    }

    /** Completes with the exit code when the client is closed. */
    CompletableFuture<Integer> end() {
        return end;
    }

    // --- what the server does -------------------------------------------------------------------------------------

    @Override
    public void onOpen(WebSocket socket) {
        say("Connected to chat server");
        complained = false;
        socket.send(OwnFrame.join(name, clock.millis()));
        open = socket;
        tried.complete(null);
    }

    @Override
    public void onText(WebSocket socket, String text) {
        switch (ReceivedFrame.read(text, clock.instant())) {
            case ReceivedFrame.Said said -> show(said);
            case ReceivedFrame.Unspoken() -> {
                // Nothing for a reader.
            }
            case ReceivedFrame.Unreadable(String problem) -> complainOnce(problem);
        }
    }

    /** The course's clients do not look whether a message is called text or binary, either. */
    @Override
    public void onBinary(WebSocket socket, byte[] data) {
        onText(socket, new String(data, StandardCharsets.UTF_8));
    }

    private void show(ReceivedFrame.Said said) {
        String time = TIME.format(said.at().atZone(clock.getZone()));
        say("[" + time + "] " + HarmlessText.of(said.username()) + ": " + HarmlessText.of(said.content()));
        if (said.content().equals(echo.content)) {
            echo.heard.complete(null);
        }
    }

    /** One line for each connection: who sends nonsense, sends much of it. */
    private void complainOnce(String problem) {
        if (!complained) {
            complained = true;
            complain("Invalid message: " + problem);
        }
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        open = null;
        echo.heard.complete(null);
    }

    // --- what the connection does ---------------------------------------------------------------------------------

    /** Tells of a change of the client's state. */
    void stateChanged(ClientState state) {
        switch (state) {
            case ClientState.Idle(), ClientState.Closing() -> {
                // The course's client has no words for it, nor for the next two.
            }
            case ClientState.Connecting _ -> {}
            case ClientState.Open _ -> {}
            case ClientState.Reconnecting(int attempt, Duration delay, ConnectionFailure cause) -> {
                disconnected(cause);
                say("Reconnecting in " + delay.toMillis() + "ms... (attempt " + attempt + ")");
                tried.complete(null);
            }
            case ClientState.Closed closed -> {
                closed.cause().ifPresent(this::gaveUp);
                tried.complete(null);
                end.complete(closed.cause().isPresent() ? GAVE_UP : codeOfLeaving);
            }
        }
    }

    private void gaveUp(ConnectionFailure cause) {
        disconnected(cause);
        say("Max reconnection attempts reached. Giving up.");
    }

    /** A connection that is lost is no error: servers of the course cut everybody after a minute. */
    private void disconnected(ConnectionFailure cause) {
        if (!(cause instanceof ConnectionFailure.Lost)) {
            complain("WebSocket error: " + HarmlessText.of(String.valueOf(cause.getMessage())));
        }
        say("Disconnected from server");
    }

    // --- what the user does ---------------------------------------------------------------------------------------

    /**
     * Sends a line, or says that it cannot. Waits while the network is behind, so that a file as input is read no faster than
     * it can be sent.
     */
    void typed(String line) {
        String content = trimmed(line);
        if (content.isEmpty()) {
            return;
        }
        String frame = OwnFrame.message(name, content, clock.millis());
        if (frame.getBytes(StandardCharsets.UTF_8).length > MAX_SENT_BYTES) {
            complain("Cannot send message: it is longer than " + MAX_SENT_BYTES + " bytes");
            return;
        }
        WebSocket socket = open;
        if (socket != null) {
            socket.drained().join(); // never fails
            echo = new Echo(content);
        }
        if (socket == null || !socket.send(frame)) {
            complain("Cannot send message: connection not open");
        }
    }

    /** As JavaScript trims: the space that does not break counts too. */
    private static String trimmed(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isSpace(line.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(line.charAt(to - 1))) {
            to--;
        }
        return line.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
    }

    /**
     * The user will type no more. Waits until what was said last has come back, so that it is seen and no server loses it over
     * the closing.
     *
     * @param patience the longest wait: not every server says everything to who said it
     */
    void inputEnds(Duration patience) throws InterruptedException {
        Echo last = echo;
        if (open != null && !last.content.isEmpty()) {
            try {
                last.heard.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException notSaidToItsSpeaker) {
                // It was sent all the same.
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        if (open == null) {
            codeOfLeaving = GAVE_UP;
        }
    }

    /** The user wants to end it: these are the last words. */
    synchronized void interrupted() {
        say("\nShutting down...");
        silent = true;
    }

    private synchronized void complain(String line) {
        if (!silent) {
            screen.complain(line);
        }
    }

    private synchronized void say(String line) {
        if (!silent && !screen.print(line)) {
            silent = true;
            leave.run();
        }
    }
}
