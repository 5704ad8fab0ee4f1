package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.Reconnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client on its loop: does what the {@link ClientMachine} decides, and tells it what came of it. It owns the attempt or the
 * connection, of which there is one at most.
 *
 * <p>It stands in no pipeline; as a {@link LoopHandler} it has its place among the loop's deadlines, and no timer of its own. The
 * loop's thread only, but for {@link #start}, {@link #close}, {@link #cut}, {@link #giveUpHearing} and {@link #inbox}.
 */
final class ClientLife extends LoopHandler implements ConnectionOwner, ClientMachine.Sink {
    private static final long BACKLOG_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final ClientRuntime runtime;
    private final ClientOptions options;
    private final ClientLoopGroup.Home home;
    private final ConnectionSettings settings;
    private final ClientMachine machine;
    private final ClientInbox inbox;
    private @Nullable ClientAttempt attempt;
    private @Nullable WebSocketChannel connection;
    private @Nullable Channel channel; // of the connection
    private @Nullable CloseStatus finished; // how the connection ended, once it has
    private boolean attemptHeldBack; // until the handler has caught up
    private long giveUpHearing = Loop.NEVER; // once closed: how long the loop waits for the handler to hear it
    private long retryBacklog = Loop.NEVER;
    private boolean over;

    ClientLife(ClientRuntime runtime, ClientLoopGroup.Home home) {
        super(home.loop());
        this.runtime = runtime;
        this.options = runtime.options();
        this.home = home;
        this.settings = ConnectionSettings.of(options, home);
        this.machine = new ClientMachine(
                options.reconnection().orElse(null), options.timeouts().closeTimeout(), this);
        this.inbox = new ClientInbox(this, options, settings);
    }

    // --- any thread -----------------------------------------------------------------------------------------------

    void start() {
        loop.enqueue(this, () -> {
            loop.register(this);
            machine.connect();
            remind();
        });
    }

    void close(CloseStatus status) {
        loop.enqueue(this, () -> {
            machine.close(status, loop.now());
            remind();
        });
    }

    /** Ends what does not end by itself. */
    void cut() {
        loop.enqueue(this, this::breakOff);
    }

    /** Waits no longer for a handler to hear the end. */
    void giveUpHearing() {
        loop.enqueue(this, () -> {
            if (machine.state() instanceof ClientState.Closed end) {
                end(end);
            }
        });
    }

    // --- what the machine asks for --------------------------------------------------------------------------------

    @Override
    public void changed(ClientState state) {
        runtime.stateIs(state);
        if (state instanceof ClientState.Closed end) {
            runtime.ends(end);
            giveUpHearing = loop.now() + options.timeouts().closeTimeout().toNanos();
        }
        inbox.offer(state);
    }

    @Override
    public void beginAttempt() {
        if (inbox.isFull()) {
            attemptHeldBack = true; // or a server that opens and closes would pile up what a stuck handler is to hear
            return;
        }
        ClientAttempt begun = new ClientAttempt(this, home, options);
        attempt = begun;
        begun.begin();
    }

    @Override
    public void abandonAttempt() {
        attemptHeldBack = false;
        ClientAttempt abandoned = attempt;
        attempt = null;
        if (abandoned != null) {
            abandoned.abandon();
        }
    }

    @Override
    public void closeConnection(CloseStatus status) {
        if (connection != null) {
            connection.close(status);
        } else {
            cutConnection(); // nothing is left of it: the policy alone is waited for
        }
    }

    @Override
    public void cutConnection() {
        // Behind the connection's own deadline, which may be due in the same moment and knows better what to say.
        loop.enqueue(this, this::cutNow);
    }

    private void cutNow() {
        if (connection != null) {
            connection.breakOff();
        }
        if (channel != null) {
            channel.close(); // perhaps the WebSocket is over and only the channel lingers
        }
        if (channel == null && finished != null) {
            machine.lost(lost(finished), false, loop.now()); // the policy that was asked does not answer
        }
    }

    // --- what comes of it -----------------------------------------------------------------------------------------

    /** The attempt failed; nothing is left of it. False when it is over already. */
    boolean failed(ClientAttempt which, ConnectionFailure why) {
        boolean current = attempt == which;
        if (current) {
            attempt = null;
            judge(why, retriable -> machine.failed(why, retriable, loop.now()));
        }
        return current;
    }

    /** The attempt has led to a connection, whose first bytes may have come already. */
    void opened(
            ClientHandshake handshake,
            RequestHead request,
            boolean secure,
            Handshake.Outcome.Open open,
            @Nullable ConnectionDeflate deflate,
            @Nullable ByteBuf behind) {
        Channel opened = handshake.channel();
        var peer = opened.remoteAddress() instanceof InetSocketAddress address
                ? address
                : InetSocketAddress.createUnresolved("unknown", 0);
        var webSocket = new WebSocketChannel(
                this,
                loop,
                opened,
                options.handler(),
                options.runsInline(),
                KeptRequest.of(request, new LiveRequest(request, peer, secure)),
                open.subprotocol(),
                deflate);
        attempt = null;
        finished = null;
        connection = webSocket;
        channel = opened;
        opened.pipeline().replace(handshake, null, webSocket);
        runtime.socketIs(webSocket.socket());
        machine.opened(webSocket.socket(), loop.now());
        runtime.firstOpened(webSocket.socket());
        opened.closeFuture().addListener(closed -> gone(opened));
        webSocket.open(behind);
        if (options.runsInline()) {
            openWasHeard(webSocket);
        }
    }

    /** The handler has introduced itself: what waited for the connection may follow. */
    void openWasHeard(WebSocketChannel heard) {
        if (heard == connection && runtime.backlog() != null) {
            handOverBacklog();
        }
    }

    /** Hands over what waits for the connection, as fast as that has room. */
    private void handOverBacklog() {
        retryBacklog = Loop.NEVER;
        WebSocketChannel to = connection;
        Backlog backlog = runtime.backlog();
        if (to == null || backlog == null || !to.socket().isOpen() || backlog.handOver(to.socket())) {
            return;
        }
        if (to.outbox().isBelowHalf()) { // it is the budget of all clients that is spent
            retryBacklog = loop.now() + BACKLOG_PAUSE;
            remind();
            return;
        }
        CompletableFuture<Void> room = new CompletableFuture<>();
        room.thenRun(() -> loop.enqueue(this, this::handOverBacklog));
        to.whenDrained(room);
    }

    @Override
    public void finished(CloseStatus status) {
        runtime.socketIs(null);
        Backlog backlog = runtime.backlog();
        if (backlog != null) {
            backlog.away();
        }
        finished = status;
        endIfGone();
    }

    private void gone(Channel which) {
        if (which.equals(channel)) {
            channel = null;
            endIfGone();
        }
    }

    /** A connection counts until its channel is closed too: never are there two. */
    private void endIfGone() {
        CloseStatus status = finished;
        if (status == null || channel != null || connection == null) {
            return;
        }
        connection = null;
        ConnectionFailure.Lost why = lost(status);
        judge(why, retriable -> machine.lost(why, retriable, loop.now()));
    }

    private ConnectionFailure.Lost lost(CloseStatus status) {
        return new ConnectionFailure.Lost(
                "the connection to " + options.uri() + " ended with " + status.code()
                        + (status.reason().isEmpty() ? "" : " " + HttpSyntax.quote(status.reason())),
                status);
    }

    /** Asks the policy, which is the application's code and so asked on a thread of its own, and goes on with its answer. */
    private void judge(ConnectionFailure why, Consumer<Boolean> then) {
        RateLimitedLog.LOG.debug("no connection: " + why.getMessage());
        Optional<Reconnection> plan = options.reconnection();
        if (plan.isEmpty() || machine.state() instanceof ClientState.Closing) {
            then.accept(false);
            remind();
            return;
        }
        Callbacks.run(() -> {
            boolean retriable = isRetriable(plan.get(), why);
            loop.enqueue(this, () -> {
                then.accept(retriable);
                remind();
            });
        });
    }

    private static boolean isRetriable(Reconnection plan, ConnectionFailure why) {
        try {
            return plan.retryIf().test(why);
        } catch (Throwable error) {
            RateLimitedLog.LOG.error("retryIf failed; the default decides", error);
            return Reconnection.isWorthRetrying(why);
        }
    }

    // --- the handler ----------------------------------------------------------------------------------------------

    @Override
    public Inbox<Delivery> inbox(WebSocketChannel of) {
        return inbox.of(of);
    }

    /** The handler has caught up by half: go on with what waited for it. */
    void caughtUp() {
        if (connection != null) {
            connection.handlerCaughtUp();
        }
        if (attemptHeldBack) {
            attemptHeldBack = false;
            beginAttempt();
            remind();
        }
    }

    /** The application has heard the end, or is not waited for any longer. */
    void end(ClientState.Closed end) {
        if (!over) {
            over = true;
            loop.unregister(this);
            runtime.over(end);
        }
    }

    // --- as the owner of its connection ---------------------------------------------------------------------------

    @Override
    public ConnectionSettings settings() {
        return settings;
    }

    @Override
    public void handlerBegins() {
        // The order of the mailbox says when the handler has heard all.
    }

    @Override
    public void handlerEnded() {
        // See handlerBegins.
    }

    @Override
    public CloseStatus goingAway() {
        return new CloseStatus(CloseCode.NORMAL, "");
    }

    @Override
    public void peerFault(String kind, Object peer, String detail) {
        RateLimitedLog.LOG.peer(kind, peer + ": " + detail);
    }

    // --- time and ends --------------------------------------------------------------------------------------------

    void remind() {
        long attemptDeadline = attempt == null ? Loop.NEVER : attempt.deadline();
        long others = Math.min(giveUpHearing, retryBacklog);
        loop.remind(this, Math.min(others, Math.min(machine.deadline(), attemptDeadline)));
    }

    @Override
    void onDue(long now) {
        if (now >= giveUpHearing && machine.state() instanceof ClientState.Closed end) {
            end(end);
            return;
        }
        if (attempt != null) {
            attempt.onDue(now);
        }
        machine.onDeadline(now);
        if (now >= retryBacklog) {
            handOverBacklog();
        }
        remind();
    }

    @Override
    void shutDown() {
        machine.close(goingAway(), loop.now());
        remind();
    }

    /** Ends the client now, whatever is left of it. */
    @Override
    public void breakOff() {
        machine.close(goingAway(), loop.now());
        cutNow();
        remind();
    }

    @Override
    public String toString() {
        return "the client to " + options.uri();
    }
}
