package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on loopback that plays a bad network between clients and one server, on command.
 *
 * <pre>{@code
 * try (var proxy = FaultProxy.to(server.port()).seed(42).start()) {
 *     connectTo(proxy.port());
 *     proxy.apply(Faults.NONE.delay(Duration.ofMillis(50)).jitter(Duration.ofMillis(20)));
 *     proxy.freeze(Direction.TO_CLIENT);
 *     proxy.connection(0).reset();
 * }
 * }</pre>
 *
 * <p>As a {@link FaultTarget} it stands for all its connections and those to come. It works on bytes and knows no protocol;
 * half-closed connections pass through. It uses one thread for all connections, none per connection, and sleeps when there is
 * nothing to do. Of each direction it keeps at most {@link Builder#bufferSize} bytes; then it stops reading, so that a slow
 * reader slows its sender. A client whose server cannot be reached is reset, when the kernel gives up. All methods may be called by any thread, but not
 * from inside a function given to {@link #change}.
 */
public final class FaultProxy implements FaultTarget, AutoCloseable {
    private final ProxySettings settings;
    private final Changes changes = new Changes();
    private final ProxyLoop loop;
    private final Links links;
    private final Listener listener;

    private FaultProxy(InetSocketAddress upstream, ProxySettings settings) throws IOException {
        this.settings = settings;
        loop = new ProxyLoop(changes);
        links = new Links(loop, changes, settings, upstream);
        try {
            listener = new Listener(loop, links, settings.port());
        } catch (IOException e) {
            loop.selector().close();
            throw new IOException("cannot listen on port " + settings.port() + " of loopback: " + e.getMessage(), e);
        }
        loop.start("fault-proxy-" + port(), this::releaseAll);
    }

    /**
     * A proxy to the server at this address.
     *
     * @throws IllegalArgumentException when its host name has not been resolved
     */
    public static Builder to(InetSocketAddress upstream) {
        return new Builder(upstream);
    }

    /** A proxy to the server at this port of loopback, 1 to 65,535. */
    public static Builder to(int port) {
        return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** What a proxy starts with. For one thread. */
    public static final class Builder {
        private final InetSocketAddress upstream;
        private int port;
        private long seed = System.nanoTime();
        private int bufferSize = ProxySettings.DEFAULT_BUFFER;
        private int maxConnections = ProxySettings.DEFAULT_MAX_CONNECTIONS;
        private Faults faults = Faults.NONE;

        private Builder(InetSocketAddress upstream) {
            this.upstream = resolved(upstream);
        }

        /** The port to listen on; by default 0, which is any free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Where all randomness comes from; by default another one each time, see {@link FaultProxy#seed}. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** How many bytes of each direction of a connection the proxy keeps at most, 1 to 64 MiB; by default 64 KiB. */
        public Builder bufferSize(int bytes) {
            bufferSize = bytes;
            return this;
        }

        /** How many connections it carries at most; one more is reset. By default 10,000. */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /** The faults of both directions from the first connection on; by default none. */
        public Builder faults(Faults value) {
            faults = value;
            return this;
        }

        /**
         * Starts to listen.
         *
         * @throws IOException when the port is taken or there are no descriptors left
         * @throws IllegalArgumentException when a value lies outside of its range
         */
        public FaultProxy start() throws IOException {
            return new FaultProxy(upstream, new ProxySettings(port, seed, bufferSize, maxConnections, faults));
        }
    }

    /** Where clients connect: loopback and the port. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** The port where clients connect, the same for life. */
    public int port() {
        return address().getPort();
    }

    /** What to give to {@link Builder#seed} to meet the same draws again; {@link #toString} has it too. */
    public long seed() {
        return settings.seed();
    }

    /** Where connections are led. */
    public InetSocketAddress upstream() {
        return links.upstream();
    }

    /** Leads connections to come to another server, such as the old one on its new port. Those that stand are not touched. */
    public void upstream(InetSocketAddress address) {
        links.upstream(resolved(address));
    }

    private static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host of " + address + " was not found; give one that resolves");
        }
        return address;
    }

    /** What happens to clients that connect; at first {@link Admission#ACCEPT}. */
    public Admission admission() {
        return loop.call(listener::admission);
    }

    /**
     * Says what happens to clients that connect from now on. Connections that stand are not touched.
     *
     * @throws java.io.UncheckedIOException when it cannot listen again after {@link Admission#REFUSE}
     */
    public void admission(Admission admission) {
        loop.run(() -> listener.admission(admission));
    }

    @Override
    public void change(Set<Direction> directions, UnaryOperator<Faults> change) {
        loop.run(() -> links.changeAll(directions, change));
    }

    @Override
    public Faults faults(Direction direction) {
        return links.newcomers().of(direction);
    }

    /** The connections to come, to set faults on without touching those that stand. */
    public FaultTarget newConnections() {
        return new NewConnections(loop, links);
    }

    /** The connections that stand, oldest first, as they are now. One stands when the server has accepted it too. */
    public List<ProxiedConnection> connections() {
        return loop.call(() -> links.listed().stream().map(Link::handle).toList());
    }

    /**
     * One of the connections that stand: 0 is the oldest.
     *
     * @throws IllegalStateException when there are not that many
     */
    public ProxiedConnection connection(int index) {
        List<ProxiedConnection> all = connections();
        if (index < 0 || index >= all.size()) {
            throw new IllegalStateException("connection " + index + " was asked for, of " + all.size()
                    + "; wait for it with awaitConnections(" + (index + 1) + ", timeout)");
        }
        return all.get(index);
    }

    /** Cuts all connections that stand, as {@link ProxiedConnection#cut}. */
    public void cutAll() {
        loop.run(() -> links.endAll(Ending.CUT));
    }

    /** Resets all connections that stand, as {@link ProxiedConnection#reset}. */
    public void resetAll() {
        loop.run(() -> links.endAll(Ending.RESET));
    }

    /** How many connections stand. */
    public int connectionCount() {
        return links.open();
    }

    /** How many clients were accepted, to be led to the server, since the start. */
    public long acceptedCount() {
        return links.accepted();
    }

    /** How many bytes all connections since the start delivered in this direction. */
    public long delivered(Direction direction) {
        return links.total(direction).get();
    }

    /**
     * Waits until exactly so many connections stand.
     *
     * @throws TimeoutException when they do not by then; the message says how many do
     */
    public void awaitConnections(int count, Duration timeout) throws InterruptedException, TimeoutException {
        changes.await(
                () -> connectionCount() == count,
                timeout,
                () -> connectionCount() + " connections stand, not " + count);
    }

    /**
     * Waits until at least so many clients have been accepted since the start.
     *
     * @throws TimeoutException when they have not by then; the message says how many have
     */
    public void awaitAccepted(long count, Duration timeout) throws InterruptedException, TimeoutException {
        changes.await(
                () -> acceptedCount() >= count,
                timeout,
                () -> acceptedCount() + " clients were accepted, not " + count);
    }

    /** How often its thread has woken: stands still while nothing happens. */
    long turns() {
        return loop.turns();
    }

    /** Resets all connections, frees the port and ends the thread; when it returns, all is done. A second time, nothing. */
    @Override
    public void close() {
        loop.stop();
    }

    private void releaseAll() {
        links.resetEverything();
        listener.close();
    }

    /** A line for a log: where from, where to, seed and number of connections. */
    @Override
    public String toString() {
        return "fault proxy " + address() + " -> " + upstream() + ", seed " + seed() + ", " + connectionCount()
                + " connections";
    }
}
