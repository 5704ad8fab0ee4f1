package io.miaou.conformance.reliability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server of raw bytes, with no code of Miaou: it plays a script with every connection, each on a thread of its own, and closes
 * the connection at the script's end. That the client breaks off is no fault of a script; whatever else a script throws fails the
 * test, at {@link #close}. Any thread.
 */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final Thread acceptor;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private final List<Peer> peers = new ArrayList<>(); // guarded by this
    private final List<Thread> players = new ArrayList<>(); // guarded by this
    private boolean closed; // guarded by this

    /** What the server does with a connection. */
    @FunctionalInterface
    public interface Script {
        /** Plays it; a connection is the nth from 1. */
        void play(Peer peer, int nth) throws Exception;
    }

    private ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.acceptor = Thread.ofPlatform().daemon().name("scripted-server").start(this::accept);
    }

    /** Listens on a free port of 127.0.0.1. */
    public static ScriptedServer playing(Script script) throws IOException {
        return new ScriptedServer(script);
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections there were. */
    public int accepted() {
        return accepted.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(Peer.PATIENCE_MILLIS);
                begin(new Peer(socket), accepted.incrementAndGet());
            }
        } catch (IOException end) {
            // close() was called
        }
    }

    private synchronized void begin(Peer peer, int nth) throws IOException {
        if (closed) {
            peer.close();
            return;
        }
        peers.add(peer);
        players.add(Thread.ofPlatform().daemon().name("script " + nth).start(() -> play(peer, nth)));
    }

    private void play(Peer peer, int nth) {
        try (peer) {
            script.play(peer, nth);
        } catch (IOException clientBrokeOff) {
            // what most scripts lead to
        } catch (InterruptedException testIsOver) {
            // close() was called
        } catch (Throwable wrong) {
            fault.compareAndSet(null, wrong);
        }
    }

    /** Ends all connections and waits for all threads. */
    @Override
    public void close() throws IOException {
        List<Thread> waited;
        synchronized (this) {
            closed = true;
            listener.close();
            for (Peer peer : peers) {
                peer.close();
            }
            waited = List.copyOf(players);
        }
        try {
            acceptor.join(Peer.PATIENCE_MILLIS);
            for (Thread player : waited) {
                player.interrupt(); // it may wait for something else than its connection
                player.join(Peer.PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a script ended", e);
        }
        Throwable wrong = fault.get();
        if (wrong != null) {
            throw new AssertionError("a script of the server failed", wrong);
        }
    }

    /** A text as the bytes that scripts send, one for each char. */
    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
