package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server of plain sockets and a proxy before it. A read that waits in vain fails after 20 s. */
abstract class ProxyTest {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final long SEED = 20_261_120;

    final ServerSocket upstream;
    final FaultProxy proxy;
    final Random random = new Random(SEED);
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    ProxyTest() {
        try {
            upstream = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            proxy = FaultProxy.to(upstream.getLocalPort()).seed(SEED).start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void sayTheSeed() {
        System.out.println(getClass().getSimpleName() + ": " + proxy);
    }

    @AfterEach
    void closeAll() throws Exception {
        proxy.close();
        while (!open.isEmpty()) {
            open.pop().close();
        }
        upstream.close();
        threads.shutdownNow();
    }

    <T extends AutoCloseable> T closedAtTheEnd(T resource) {
        open.push(resource);
        return resource;
    }

    Socket connect() throws IOException {
        return connect(proxy);
    }

    Socket connect(FaultProxy through) throws IOException {
        Socket client = closedAtTheEnd(new Socket());
        client.connect(through.address(), (int) PATIENCE.toMillis());
        client.setSoTimeout((int) PATIENCE.toMillis());
        return client;
    }

    /** A connection through the proxy; one at a time. */
    Pair pair() throws Exception {
        return pair(proxy);
    }

    Pair pair(FaultProxy through) throws Exception {
        int before = through.connectionCount();
        Socket client = connect(through);
        Socket server = closedAtTheEnd(upstream.accept());
        server.setSoTimeout((int) PATIENCE.toMillis());
        through.awaitConnections(before + 1, PATIENCE);
        return new Pair(client, server, through.connection(before));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Sends from a thread of its own: more than sockets hold would block. */
    CompletableFuture<Void> sendAside(Pair pair, Direction direction, byte[] data) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        pair.send(direction, data);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
    }

    CompletableFuture<byte[]> readAside(Pair pair, Direction direction, int count) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return pair.read(direction, count);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
    }
}
