package io.miaou.websocket;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.internal.BodyListener;
import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.Mount;
import io.miaou.websocket.internal.MountExchange;
import io.miaou.websocket.internal.MountHandshake;
import io.miaou.websocket.internal.MountHost;
import io.miaou.websocket.internal.MountSettings;
import io.miaou.websocket.internal.Mounts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A mount at "/m": what it is asked for goes to what a test gives it, at first into queues. */
final class TestMount implements Mount {
    static final int MAX_MESSAGE = 100_000;

    final BlockingQueue<MountExchange> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<MountHandshake> handshakes = new LinkedBlockingQueue<>();
    volatile Consumer<MountExchange> onRequest = requests::add;
    volatile Consumer<MountHandshake> onHandshake = handshakes::add;
    volatile Runnable onShutDown = () -> {};
    private final CompletableFuture<MountHost> host = new CompletableFuture<>();

    /** Mounts it in a server. */
    UnaryOperator<ServerOptions.Builder> in(UnaryOperator<ServerOptions.Builder> more) {
        return builder -> {
            Mounts.add(builder, this);
            return more.apply(builder);
        };
    }

    @Override
    public boolean claims(RequestHead head) {
        return head.path().startsWith("/m");
    }

    @Override
    public MountSettings settings() {
        return new MountSettings(MAX_MESSAGE);
    }

    @Override
    public void begin(MountHost server) {
        host.complete(server);
    }

    @Override
    public void onRequest(MountExchange exchange) {
        onRequest.accept(exchange);
    }

    @Override
    public void onHandshake(MountHandshake handshake) {
        onHandshake.accept(handshake);
    }

    @Override
    public void shutDown() {
        onShutDown.run();
    }

    MountHost host() {
        return host.join();
    }

    // --- helpers of tests -----------------------------------------------------------------------------------------

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("in vain waited for the next of a queue");
        }
        return next;
    }

    MountExchange nextRequest() throws InterruptedException {
        return next(requests);
    }

    MountHandshake nextHandshake() throws InterruptedException {
        return next(handshakes);
    }

    /** Runs something on a loop, and waits for it. */
    static void on(Loop loop, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.enqueue(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable fault) {
                done.completeExceptionally(fault);
            }
        });
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Keeps a loop busy until the latch is counted down; returns once it is. */
    static void block(Loop loop, CountDownLatch until) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        loop.enqueue(() -> {
            busy.countDown();
            try {
                until.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
    }

    /** Another loop than this one. */
    Loop otherThan(Loop loop) {
        List<Loop> loops = host().loops();
        return loops.get(0) == loop ? loops.get(1) : loops.get(0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void answer(MountExchange exchange, String text) {
        exchange.answer(200, Headers.of("Content-Type", "text/plain"), bytes(text));
    }

    /** Answers with the body, or 413, or notes a cut. */
    static void echoBody(MountExchange exchange, int limit, Consumer<String> note) {
        exchange.readBody(limit, new BodyListener() {
            @Override
            public void whole(byte[] body) {
                note.accept("whole");
                answer(exchange, new String(body, StandardCharsets.UTF_8));
            }

            @Override
            public void tooLarge() {
                note.accept("too large");
                exchange.answer(413, Headers.empty(), new byte[0]);
            }

            @Override
            public void cut() {
                note.accept("cut");
            }
        });
    }
}
