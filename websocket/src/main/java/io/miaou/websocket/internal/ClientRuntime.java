package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.WebSocket;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds of a client: any thread may call it. It hands everything to the client's loop, where {@link
 * ClientLife} decides; {@link #close} alone may wait.
 */
public final class ClientRuntime {
    private static final long BREAK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ClientOptions options;
    private final ClientLoopGroup group;
    private final CompletableFuture<WebSocket> first = new CompletableFuture<>();
    private final CompletableFuture<ClientState.Closed> closed = new CompletableFuture<>();
    private final @Nullable Backlog backlog; // null when nothing is kept
    private boolean used; // guarded by this: it connects or closes once
    private volatile @Nullable ClientLife life; // set under the lock of this, once
    private volatile ClientState state =
            new ClientState.Idle(); // written by the loop; before there is one, under the lock
    private volatile @Nullable LiveWebSocket socket; // written by the loop
    private boolean firstSettled; // the loop's; before there is one, guarded by this

    /** A client that does not connect yet. */
    public ClientRuntime(ClientOptions options, ClientLoopGroup group) {
        this.options = options;
        this.group = group;
        this.backlog = options.whileAway().map(Backlog::new).orElse(null);
    }

    ClientOptions options() {
        return options;
    }

    @Nullable
    Backlog backlog() {
        return backlog;
    }

    // --- any thread -----------------------------------------------------------------------------------------------

    /** Connects; see the public class. */
    public CompletableFuture<WebSocket> connect() {
        synchronized (this) {
            if (used) {
                throw new IllegalStateException("the client is " + state + " and connects once: build another");
            }
            used = true;
            try {
                ClientLife begun = new ClientLife(this, group.acquire());
                life = begun;
                begun.start();
            } catch (IOException noTransport) {
                endWithoutLoop(Optional.of(
                        new ConnectionFailure.Unreachable("cannot connect: " + noTransport.getMessage(), noTransport)));
            }
        }
        return first.copy();
    }

    /** Where the client stands. */
    public ClientState state() {
        return state;
    }

    /** The connection, while there is one. */
    public Optional<WebSocket> socket() {
        return Optional.ofNullable(socket);
    }

    /** Sends a text; see the public class. */
    public boolean send(String text) {
        return send(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes; see the public class. */
    public boolean send(byte[] data) {
        return send(Opcode.BINARY, data.clone());
    }

    private boolean send(Opcode opcode, byte[] payload) {
        if (backlog != null) {
            return backlog.send(opcode, payload);
        }
        LiveWebSocket open = socket;
        return open != null && open.enqueue(opcode, payload);
    }

    /** How many messages wait for a connection. */
    public int waiting() {
        return backlog == null ? 0 : backlog.size();
    }

    /** Sends a ping. */
    public boolean ping(byte[] data) {
        LiveWebSocket.requirePingSize(data);
        LiveWebSocket open = socket;
        return open != null && open.ping(data);
    }

    /** Completes when all is over and heard. */
    public CompletableFuture<ClientState.Closed> closed() {
        return closed.copy();
    }

    /** Closes the client; see the public class. */
    public void close(int code, String reason) {
        CloseStatus status = LiveWebSocket.statusToSend(code, reason);
        ClientLife running;
        synchronized (this) {
            if (!used) {
                used = true;
                endWithoutLoop(Optional.empty());
            }
            running = life;
        }
        if (running == null) {
            return;
        }
        running.close(status);
        if (mayWait()) {
            awaitEnd(running);
        }
    }

    /** Whether the end does not wait for the current thread: none of an event loop, none that a handler runs on. */
    private static boolean mayWait() {
        return !Mailbox.isCurrent() && !(Thread.currentThread() instanceof FastThreadLocalThread);
    }

    /** Waits in real time: a close must end even when a test's clock stands still. */
    private void awaitEnd(ClientLife running) {
        try {
            if (!isOver(options.timeouts().closeTimeout().toNanos())) {
                running.cut();
                if (!isOver(BREAK_OFF_NANOS)) {
                    running.giveUpHearing();
                    isOver(BREAK_OFF_NANOS);
                }
            }
            group.awaitIdle(2 * BREAK_OFF_NANOS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver(long nanos) throws InterruptedException {
        try {
            closed.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("closed() never fails", impossible);
        }
    }

    /** Ends a client that never had a loop; its listener hears so on a thread of its own. */
    private void endWithoutLoop(Optional<ConnectionFailure> cause) {
        var end = new ClientState.Closed(CloseStatus.abnormal("there was no connection"), cause);
        state = end;
        ends(end);
        Callbacks.run(() -> {
            ClientInbox.tell(options, end);
            closed.complete(end);
        });
    }

    // --- the loop -------------------------------------------------------------------------------------------------

    void stateIs(ClientState now) {
        state = now;
    }

    void socketIs(@Nullable LiveWebSocket now) {
        socket = now;
    }

    void firstOpened(WebSocket opened) {
        if (!firstSettled) {
            firstSettled = true;
            Callbacks.complete(first, opened);
        }
    }

    /** The client is over: whoever waits for its first connection hears why, and nothing is kept any more. */
    void ends(ClientState.Closed end) {
        if (backlog != null) {
            backlog.end();
        }
        if (!firstSettled) {
            firstSettled = true;
            ConnectionFailure why = end.cause()
                    .orElseGet(() -> new ConnectionFailure.ClosedBeforeOpen(
                            "the client to " + options.uri() + " was closed before it was connected"));
            Callbacks.run(() -> first.completeExceptionally(why));
        }
    }

    /** Nothing is left of the client. */
    void over(ClientState.Closed end) {
        group.release();
        Callbacks.complete(closed, end);
    }
}
