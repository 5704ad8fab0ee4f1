package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** One connection inside the proxy: two sockets, two pipes, and its life. The proxy's thread only, but for {@code state}. */
final class Link {
    /**
     * How long both peers have to close after a cut. Until then the proxy reads and forgets what they send: a socket
     * closed with unread bytes would send RST instead of the FIN that was asked for.
     */
    static final Duration CUT_LINGER = Duration.ofSeconds(2);

    /** Where it is in its life; only an open one is counted and listed. */
    enum State {
        CONNECTING,
        OPEN,
        DRAINING,
        GONE
    }

    private final ProxyLoop loop;
    private final Links links;
    private final long number;
    private final Side client;
    private final Side server;
    private final Pipe toServer;
    private final Pipe toClient;
    private final ProxiedConnection handle;
    private volatile State state = State.CONNECTING; // written by the proxy's thread

    /** Takes the client's socket over; when it throws, the socket is closed. */
    Link(
            ProxyLoop loop,
            Changes changes,
            Links links,
            long number,
            SocketChannel accepted,
            Plan plan,
            ProxySettings settings)
            throws IOException {
        this.loop = loop;
        this.links = links;
        this.number = number;
        SocketAddress peer = accepted.getRemoteAddress();
        client = new Side(accepted, loop.selector(), this::clientReady);
        try {
            server = new Side(SocketChannel.open(), loop.selector(), this::serverReady);
        } catch (IOException e) {
            client.reset();
            throw e;
        }
        toServer = pipe(Direction.TO_SERVER, client, server, plan, settings);
        toClient = pipe(Direction.TO_CLIENT, server, client, plan, settings);
        handle = new ProxiedConnection(loop, changes, this, peer);
    }

    private Pipe pipe(Direction direction, Side from, Side to, Plan plan, ProxySettings settings) {
        // SplittableRandom scatters neighbouring seeds by itself.
        SplittableRandom random =
                new SplittableRandom(settings.seed() + 2 * number + (direction == Direction.TO_SERVER ? 0 : 1));
        Pacing pacing = new Pacing(random, loop.now(), plan.of(direction));
        return new Pipe(loop, this, from, to, settings.bufferSize(), pacing, links.total(direction));
    }

    /** Begins to connect to the server. */
    void connect(InetSocketAddress upstream) {
        try {
            if (server.channel().connect(upstream)) {
                opened();
            } else {
                server.want(SelectionKey.OP_CONNECT, true);
            }
        } catch (IOException e) {
            end(Ending.RESET);
        }
    }

    private void opened() {
        server.want(SelectionKey.OP_CONNECT, false);
        state = State.OPEN;
        links.opened();
        toServer.pump(loop.now());
        toClient.pump(loop.now());
    }

    private void clientReady(int operations) {
        ready(operations, client, toServer, toClient);
    }

    private void serverReady(int operations) {
        if ((operations & SelectionKey.OP_CONNECT) != 0) {
            try {
                server.channel().finishConnect();
            } catch (IOException e) {
                end(Ending.RESET); // nobody is there: the client learns it as it can
                return;
            }
            opened();
        } else {
            ready(operations, server, toClient, toServer);
        }
    }

    private void ready(int operations, Side side, Pipe outOfIt, Pipe intoIt) {
        if (state == State.DRAINING) {
            drain(side);
            return;
        }
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            intoIt.pump(loop.now());
        }
        if ((operations & SelectionKey.OP_READ) != 0 && state == State.OPEN) {
            outOfIt.read();
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Its place among all connections the proxy ever accepted, from 1; any thread. */
    long number() {
        return number;
    }

    /** What users hold of it; any thread. */
    ProxiedConnection handle() {
        return handle;
    }

    Pipe pipe(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    void change(Set<Direction> directions, UnaryOperator<Faults> change) {
        Plan changed = new Plan(toServer.faults(), toClient.faults()).changed(directions, change);
        toServer.faults(changed.toServer());
        toClient.faults(changed.toClient());
        toServer.pump(loop.now());
        toClient.pump(loop.now());
    }

    /** A socket has broken; the other side learns of it as the faults of that direction allow. */
    void died(Side side) {
        side.close();
        if (!client.isOpen() && !server.isOpen()) {
            gone();
        } else if (side == client) {
            toServer.senderDied();
        } else {
            toClient.senderDied();
        }
    }

    /** A FIN has been delivered one way. */
    void finished() {
        if (toServer.isFinished() && toClient.isFinished()) {
            client.close();
            server.close();
            gone();
        }
    }

    /** Ends it at once; what waits in the proxy is lost. */
    void end(Ending ending) {
        if (state == State.DRAINING || state == State.GONE) {
            return;
        }
        switch (ending) {
            case RESET -> reset();
            case CUT -> cut();
        }
    }

    /** Resets both sides, in whatever state. */
    void reset() {
        client.reset();
        server.reset();
        gone();
    }

    private void cut() {
        State before = state;
        state = State.DRAINING;
        links.closed(before);
        loop.wake(new ProxyLoop.Alarm(now -> drained()), loop.now() + CUT_LINGER.toNanos());
        for (Side side : new Side[] {client, server}) {
            side.finish();
            side.want(SelectionKey.OP_WRITE, false);
            side.want(SelectionKey.OP_READ, true);
        }
    }

    private void drain(Side side) {
        ByteBuffer scratch = loop.scratch(loop.mostBytes());
        try {
            if (side.read(scratch) >= 0) {
                return;
            }
        } catch (IOException e) {
            // as good as the end
        }
        side.close();
        if (!client.isOpen() && !server.isOpen()) {
            gone();
        }
    }

    private void drained() {
        if (state == State.DRAINING) {
            client.close();
            server.close();
            gone();
        }
    }

    private void gone() {
        State before = state;
        if (before != State.GONE) {
            state = State.GONE;
            links.closed(before);
            links.forget(this);
        }
    }
}
