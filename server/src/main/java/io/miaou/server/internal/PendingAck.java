package io.miaou.server.internal;

import io.miaou.protocol.socket.Arguments;
import io.miaou.server.AckTimeoutException;
import io.miaou.server.DisconnectedException;
import io.miaou.server.MiaouException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An acknowledgement that is waited for. Its answer is told once, by whoever takes it out of the table. */
abstract class PendingAck extends Wheel.Timer {
    final String event;
    final @Nullable Duration timeout;
    private @Nullable LiveSocket socket; // both from the moment it is in the table
    private long id;

    PendingAck(String event, @Nullable Duration timeout) {
        this.event = event;
        this.timeout = timeout;
    }

    /** It was put into a table. */
    final void entered(LiveSocket owner, long number) {
        socket = owner;
        id = number;
    }

    final long id() {
        return id;
    }

    @Override
    final void ring() {
        LiveSocket owner = socket;
        if (owner != null && timeout != null && owner.acks().take(id) != null) {
            tell(new AckTimeoutException(event, timeout), null);
        }
    }

    final void answered(Arguments arguments) {
        tell(null, arguments);
    }

    /** The table has no room for it. */
    final void displaced() {
        LiveSocket owner = socket;
        if (owner != null && !owner.isGone()) {
            owner.core()
                    .peerFault(
                            "acks", owner.connection(), "too many acknowledgements are waited for", "maxPendingAcks");
            tell(new AckTimeoutException(event, timeout == null ? Duration.ZERO : timeout), null);
        } else {
            disconnected();
        }
    }

    final void disconnected() {
        tell(new DisconnectedException(event), null);
    }

    /** Tells whoever waits. On the loop, or where the socket was found to be disconnected. */
    abstract void tell(@Nullable MiaouException error, @Nullable Arguments answer);
}
