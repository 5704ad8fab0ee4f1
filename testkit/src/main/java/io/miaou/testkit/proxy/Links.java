package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** The connections of a proxy, and what those to come will get. The proxy's thread only, but for counters and volatiles. */
final class Links {
    private final ProxyLoop loop;
    private final Changes changes;
    private final ProxySettings settings;
    private final Set<Link> links = new LinkedHashSet<>(); // all that are not gone, oldest first
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private volatile Plan newcomers;
    private volatile InetSocketAddress upstream;

    Links(ProxyLoop loop, Changes changes, ProxySettings settings, InetSocketAddress upstream) {
        this.loop = loop;
        this.changes = changes;
        this.settings = settings;
        this.upstream = upstream;
        newcomers = new Plan(settings.faults(), settings.faults());
    }

    /** Takes a client's socket and leads it to the server. */
    void admit(SocketChannel client) {
        long number = accepted.incrementAndGet();
        try {
            if (links.size() >= settings.maxConnections()) {
                throw new IOException("no room");
            }
            Link link = new Link(loop, changes, this, number, client, newcomers, settings);
            links.add(link);
            link.connect(upstream);
        } catch (IOException e) {
            Listener.turnAway(client, Ending.RESET); // no room, or no descriptor for the server's side
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed(Link.State before) {
        if (before == Link.State.OPEN) {
            open.decrementAndGet();
        }
    }

    void forget(Link link) {
        links.remove(link);
    }

    /** Changes what connections to come will get. */
    void changeNew(Set<Direction> directions, UnaryOperator<Faults> change) {
        newcomers = newcomers.changed(directions, change);
    }

    /** Changes the same and all that stand. */
    void changeAll(Set<Direction> directions, UnaryOperator<Faults> change) {
        changeNew(directions, change);
        for (Link link : List.copyOf(links)) {
            link.change(directions, change);
        }
    }

    void endAll(Ending ending) {
        for (Link link : listed()) {
            link.end(ending);
        }
    }

    /** Ends every one, also those that are being opened or drained; the proxy closes. */
    void resetEverything() {
        for (Link link : List.copyOf(links)) {
            link.reset();
        }
    }

    /** The open ones, oldest first. */
    List<Link> listed() {
        List<Link> listed = new ArrayList<>();
        for (Link link : links) {
            if (link.isOpen()) {
                listed.add(link);
            }
        }
        return listed;
    }

    /** Any thread. */
    int open() {
        return open.get();
    }

    /** Any thread. */
    long accepted() {
        return accepted.get();
    }

    /** Bytes delivered that way by all connections ever; any thread. */
    AtomicLong total(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** Any thread. */
    Plan newcomers() {
        return newcomers;
    }

    /** Any thread. */
    InetSocketAddress upstream() {
        return upstream;
    }

    void upstream(InetSocketAddress address) {
        upstream = address;
    }
}
