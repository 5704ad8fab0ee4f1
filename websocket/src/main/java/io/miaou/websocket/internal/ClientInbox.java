package io.miaou.websocket.internal;

import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ClientState;
import org.jspecify.annotations.Nullable;

/**
 * What a client's application hears, in one order: its states, and what its connections, one after the other, have to say. So
 * {@code onClose} of a connection comes before the state behind it, and both before {@code onOpen} of the next.
 *
 * <p>It waits in a mailbox of the client's, or is heard at once on the loop when the client is inline. The loop puts in; the
 * mailbox's thread reads.
 */
final class ClientInbox implements Mailbox.Reader<ClientInbox.Letter> {
    private final ClientLife life;
    private final ClientOptions options;
    private final @Nullable Mailbox<Letter> mailbox; // null when inline

    /** Something to hear. */
    sealed interface Letter extends Mailbox.Letter {
        /** Of a connection. */
        record OfConnection(WebSocketChannel connection, Delivery delivery) implements Letter {
            @Override
            public int weight() {
                return delivery.weight();
            }
        }

        /** Of the client. */
        record OfState(ClientState state) implements Letter {
            @Override
            public int weight() {
                return 0;
            }
        }
    }

    ClientInbox(ClientLife life, ClientOptions options, ConnectionSettings settings) {
        this.life = life;
        this.options = options;
        this.mailbox = options.runsInline() ? null : new Mailbox<>(settings.inbound(), this);
    }

    /** Where the events of a connection go. */
    Inbox<Delivery> of(WebSocketChannel connection) {
        Mailbox<Letter> shared = mailbox;
        if (shared == null) {
            throw new IllegalStateException("an inline connection has no inbox");
        }
        return delivery -> shared.offer(new Letter.OfConnection(connection, delivery));
    }

    void offer(ClientState state) {
        if (mailbox == null) {
            hear(state);
        } else {
            mailbox.offer(new Letter.OfState(state));
        }
    }

    /** Whether the application is so far behind that no more should come. */
    boolean isFull() {
        return mailbox != null && mailbox.isFull();
    }

    @Override
    public void read(Letter letter) {
        switch (letter) {
            case Letter.OfConnection event -> {
                event.connection().read(event.delivery());
                if (event.delivery() instanceof Delivery.Open) {
                    life.loop.enqueue(life, () -> life.openWasHeard(event.connection()));
                }
            }
            case Letter.OfState change -> hear(change.state());
        }
    }

    @Override
    public void halfEmpty() {
        life.loop.execute(life, life::caughtUp);
    }

    private void hear(ClientState state) {
        tell(options, state);
        if (state instanceof ClientState.Closed end) {
            life.loop.enqueue(life, () -> life.end(end));
        }
    }

    /** Calls the listener of states; what it throws is logged. */
    static void tell(ClientOptions options, ClientState state) {
        try {
            options.onState().accept(state);
        } catch (Throwable error) {
            RateLimitedLog.LOG.error("the listener of states failed at " + state, error);
        }
    }
}
