package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.ClientState;
import io.miaou.websocket.ClientState.Closed;
import io.miaou.websocket.ClientState.Closing;
import io.miaou.websocket.ClientState.Connecting;
import io.miaou.websocket.ClientState.Idle;
import io.miaou.websocket.ClientState.Open;
import io.miaou.websocket.ClientState.Reconnecting;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.Reconnection;
import io.miaou.websocket.WebSocket;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a client, across its connections: what happens next when an attempt succeeds or fails, a connection is lost, the
 * user closes, or a wait is over. It knows no network, thread or clock: it is told events and the time, and calls a sink.
 *
 * <p>Two things hold whatever the order of events, and this class is where to look for why:
 * <ul>
 *   <li>Never two connections. An attempt begins in {@code Connecting} alone; that state is entered only from {@code Idle} and
 *       {@code Reconnecting}, which are entered when nothing is left of the connection or attempt before.
 *   <li>No change is lost or told twice. {@link #enter} is the only place that changes the state, and it tells.
 * </ul>
 *
 * Events that come too late (an attempt fails that was given up) change nothing. Times are nanoseconds, as in {@link Loop}. One
 * thread at a time. The sink may call back from {@code beginAttempt}, {@code closeConnection} and {@code cutConnection}, which
 * are the last thing an event does.
 */
final class ClientMachine {
    /** What the machine asks of its owner. */
    interface Sink {
        /** The state has changed to this. */
        void changed(ClientState state);

        /** Begin an attempt; {@link #opened} or {@link #failed} is to follow. */
        void beginAttempt();

        /** Give the attempt up, now and without a trace. */
        void abandonAttempt();

        /** Begin the closing handshake; {@link #lost} is to follow. */
        void closeConnection(CloseStatus status);

        /** The closing takes too long: end the connection now; {@link #lost} is to follow. */
        void cutConnection();
    }

    static final long NEVER = Loop.NEVER;

    private static final CloseStatus NO_CONNECTION = CloseStatus.abnormal("there was no connection");

    private final @Nullable Reconnection reconnection;
    private final long closeTimeout;
    private final Sink sink;
    private ClientState state = new Idle();
    private CloseStatus lastStatus = NO_CONNECTION;
    private int attempts; // in a row, beyond the first
    private long openedAt;
    private long deadline = NEVER;

    ClientMachine(@Nullable Reconnection reconnection, Duration closeTimeout, Sink sink) {
        this.reconnection = reconnection;
        this.closeTimeout = closeTimeout.toNanos();
        this.sink = sink;
    }

    ClientState state() {
        return state;
    }

    /** When {@link #onDeadline} is due, or {@link #NEVER}. */
    long deadline() {
        return deadline;
    }

    private void enter(ClientState next, long nextDeadline) {
        state = next;
        deadline = nextDeadline;
        sink.changed(next);
    }

    /** The user wants a connection. */
    void connect() {
        if (state instanceof Idle) {
            enter(new Connecting(0), NEVER);
            sink.beginAttempt();
        }
    }

    /** The attempt led to a connection. */
    void opened(WebSocket socket, long now) {
        if (state instanceof Connecting) {
            openedAt = now;
            enter(new Open(socket), NEVER);
        }
    }

    /**
     * The attempt failed, and nothing is left of it.
     *
     * @param retriable whether the policy allows another
     */
    void failed(ConnectionFailure cause, boolean retriable, long now) {
        if (state instanceof Connecting) {
            goOn(cause, retriable, now);
        }
    }

    /**
     * The connection is over, and nothing is left of it.
     *
     * @param retriable whether the policy allows another
     */
    void lost(ConnectionFailure.Lost cause, boolean retriable, long now) {
        switch (state) {
            case Open open -> {
                lastStatus = cause.status();
                if (reconnection != null
                        && now - openedAt >= reconnection.stableAfter().toNanos()) {
                    attempts = 0;
                }
                goOn(cause, retriable, now);
            }
            case Closing closing -> {
                lastStatus = cause.status();
                enter(new Closed(lastStatus, Optional.empty()), NEVER);
            }
            case Idle idle -> {}
            case Connecting connecting -> {}
            case Reconnecting reconnecting -> {}
            case Closed closed -> {}
        }
    }

    /** There is no connection: another attempt in a while, or the end. */
    private void goOn(ConnectionFailure cause, boolean retriable, long now) {
        Reconnection plan = reconnection;
        if (plan == null || !retriable || attempts >= plan.maxAttempts()) {
            enter(new Closed(lastStatus, Optional.of(cause)), NEVER);
            return;
        }
        attempts++;
        Duration delay = plan.backoff().delay(attempts, plan.random());
        Duration least = RetryAfter.askedBy(cause, plan.maxRetryAfter());
        Duration wait = delay.compareTo(least) < 0 ? least : delay;
        enter(new Reconnecting(attempts, wait, cause), now + wait.toNanos());
    }

    /** The user wants an end. */
    void close(CloseStatus status, long now) {
        switch (state) {
            case Idle idle -> enter(new Closed(lastStatus, Optional.empty()), NEVER);
            case Connecting connecting -> {
                sink.abandonAttempt();
                enter(new Closed(lastStatus, Optional.empty()), NEVER);
            }
            case Open open -> {
                enter(new Closing(), now + closeTimeout);
                sink.closeConnection(status);
            }
            case Reconnecting reconnecting -> enter(new Closed(lastStatus, Optional.empty()), NEVER);
            case Closing closing -> {}
            case Closed closed -> {}
        }
    }

    /** Does what is due by now. Early calls are harmless. */
    void onDeadline(long now) {
        if (now < deadline) {
            return;
        }
        deadline = NEVER;
        if (state instanceof Reconnecting waiting) {
            enter(new Connecting(waiting.attempt()), NEVER);
            sink.beginAttempt();
        } else if (state instanceof Closing) {
            sink.cutConnection();
        }
    }
}
