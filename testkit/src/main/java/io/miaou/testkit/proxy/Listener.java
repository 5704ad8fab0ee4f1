package io.miaou.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The proxy's port: listens on loopback, admits or turns away. The proxy's thread only, once it is made. */
final class Listener {
    private static final int BACKLOG = 1024;
    /** How long it leaves newcomers waiting when the process has no descriptor for them, instead of trying without a pause. */
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    private final ProxyLoop loop;
    private final Links links;
    private final InetSocketAddress address;
    private Admission admission = Admission.ACCEPT;
    private @Nullable ServerSocketChannel listening;
    private @Nullable SelectionKey key;
    private @Nullable SocketChannel placeholder; // keeps the port from others while nobody listens

    Listener(ProxyLoop loop, Links links, int port) throws IOException {
        this.loop = loop;
        this.links = links;
        address = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    InetSocketAddress address() {
        return address;
    }

    Admission admission() {
        return admission;
    }

    /** Changes what happens to newcomers. */
    void admission(Admission changed) {
        try {
            if (changed == Admission.REFUSE) {
                stopListening();
            } else if (listening == null) {
                if (placeholder != null) {
                    placeholder.close();
                    placeholder = null;
                }
                listen(address);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + " again: " + e.getMessage(), e);
        }
        admission = changed;
    }

    private InetSocketAddress listen(InetSocketAddress where) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(where, BACKLOG);
            channel.configureBlocking(false);
            Side.Ready ready = operations -> accept(channel);
            key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, ready);
            listening = channel;
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void stopListening() throws IOException {
        if (listening == null) {
            return;
        }
        listening.close();
        listening = null;
        Selector selector = loop.selector();
        selector.selectNow(); // only now is the socket really closed; what else is ready stays selected
        SocketChannel bound = SocketChannel.open();
        placeholder = bound;
        try {
            bound.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            bound.bind(address);
        } catch (IOException e) {
            // Not every system allows it beside standing connections; then the port is free for others for a while.
            bound.close();
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            for (SocketChannel client = channel.accept(); client != null; client = channel.accept()) {
                switch (admission) {
                    case ACCEPT -> links.admit(client);
                    case ACCEPT_THEN_CLOSE -> turnAway(client, Ending.CUT);
                    case ACCEPT_THEN_RESET, REFUSE -> turnAway(client, Ending.RESET);
                }
            }
        } catch (IOException e) {
            listenTo(false);
            loop.wake(new ProxyLoop.Alarm(now -> listenTo(true)), loop.now() + ACCEPT_PAUSE.toNanos());
        }
    }

    private void listenTo(boolean newcomers) {
        if (key != null && key.isValid()) {
            key.interestOps(newcomers ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    /** Closes a socket that has no connection of the proxy yet. */
    static void turnAway(SocketChannel client, Ending ending) {
        try (client) {
            if (ending == Ending.RESET && client.isOpen()) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // It has gone by itself.
        }
    }

    void close() {
        for (AutoCloseable socket : new @Nullable AutoCloseable[] {listening, placeholder}) {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (Exception e) {
                // Its descriptor is gone all the same.
            }
        }
    }
}
