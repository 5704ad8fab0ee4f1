package io.miaou.testkit.proxy;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * One connection through a {@link FaultProxy}: its faults, its end, its bytes.
 *
 * <p>All methods may be called by any thread, also after the connection has ended; then what would change it does nothing.
 */
public final class ProxiedConnection implements FaultTarget {
    private final ProxyLoop loop;
    private final Changes changes;
    private final Link link;
    private final SocketAddress client;

    ProxiedConnection(ProxyLoop loop, Changes changes, Link link, SocketAddress client) {
        this.loop = loop;
        this.changes = changes;
        this.link = link;
        this.client = client;
    }

    /** Its place among all connections that the proxy ever accepted, from 1. */
    public long number() {
        return link.number();
    }

    /** The address that the client connected from. */
    public SocketAddress client() {
        return client;
    }

    /** Whether it stands; false from the moment that it is cut, reset, or closed by both ends. */
    public boolean isOpen() {
        return link.isOpen();
    }

    @Override
    public void change(Set<Direction> directions, UnaryOperator<Faults> change) {
        loop.run(() -> link.change(directions, change));
    }

    @Override
    public Faults faults(Direction direction) {
        return loop.call(() -> link.pipe(direction).faults());
    }

    /**
     * Ends it now with FIN towards both. What waits in the proxy is lost; what was delivered before is read before the end.
     * The sockets are closed when both ends have closed theirs, after 2 s at the latest.
     */
    public void cut() {
        loop.run(() -> link.end(Ending.CUT));
    }

    /** Ends it now with RST towards both; what waits in the proxy, or unread in a peer's kernel, may be lost. */
    public void reset() {
        loop.run(() -> link.end(Ending.RESET));
    }

    /** How many bytes the proxy has taken from the sender of this direction. */
    public long received(Direction direction) {
        return link.pipe(direction).received();
    }

    /** How many bytes the proxy has given to the receiver of this direction. */
    public long delivered(Direction direction) {
        return link.pipe(direction).delivered();
    }

    /**
     * Waits until the proxy has taken at least so many bytes from the sender of this direction.
     *
     * @throws TimeoutException when it has not by then; the message says how many there are
     */
    public void awaitReceived(Direction direction, long bytes, Duration timeout)
            throws InterruptedException, TimeoutException {
        changes.await(
                () -> received(direction) >= bytes,
                timeout,
                () -> received(direction) + " bytes received " + direction + ", not " + bytes);
    }

    /**
     * Waits until at least so many bytes have been delivered in this direction.
     *
     * @throws TimeoutException when they have not by then; the message says how many have
     */
    public void awaitDelivered(Direction direction, long bytes, Duration timeout)
            throws InterruptedException, TimeoutException {
        changes.await(
                () -> delivered(direction) >= bytes,
                timeout,
                () -> delivered(direction) + " bytes delivered " + direction + ", not " + bytes);
    }

    /**
     * Waits until it has ended.
     *
     * @throws TimeoutException when it has not by then
     */
    public void awaitEnd(Duration timeout) throws InterruptedException, TimeoutException {
        changes.await(() -> !isOpen(), timeout, () -> this + " stands");
    }

    /** A line for a log: number, client, bytes delivered both ways, state. */
    @Override
    public String toString() {
        return "connection " + number() + " of " + client + " (" + delivered(Direction.TO_SERVER)
                + " bytes to the server, " + delivered(Direction.TO_CLIENT) + " to the client, "
                + (isOpen() ? "open)" : "ended)");
    }
}
