package io.miaou.chat.fake;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection that keeps what it is sent. Safe for use by many threads. */
public final class FakeSocket implements WebSocket {
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.incrementAndGet();
    private final HttpRequest request;
    private final @Nullable String subprotocol;
    private final List<Frame> received = new ArrayList<>(); // guarded by this
    private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    private volatile @Nullable Object attachment;
    private final CompletableFuture<Void> waitedFor = new CompletableFuture<>();
    private volatile CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

    public FakeSocket() {
        this(FakeRequest.get("/"), null);
    }

    public FakeSocket(HttpRequest request, @Nullable String subprotocol) {
        this.request = request;
        this.subprotocol = subprotocol;
    }

    /** Everything it was sent. */
    public synchronized List<Frame> received() {
        return List.copyOf(received);
    }

    /** What it was sent since the last call. */
    public synchronized List<Frame> take() {
        List<Frame> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    /** From now on the send queue is full until that future completes. */
    public void stallUntil(CompletableFuture<Void> future) {
        drained = future;
    }

    /** Completes when somebody waits for the send queue for the first time. */
    public CompletableFuture<Void> waitedFor() {
        return waitedFor;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Optional<String> subprotocol() {
        return Optional.ofNullable(subprotocol);
    }

    @Override
    public synchronized boolean send(String text) {
        if (!isOpen()) {
            return false;
        }
        received.add(new Frame(text));
        return true;
    }

    @Override
    public boolean send(byte[] data) {
        throw new AssertionError("the chat sends no binary messages");
    }

    @Override
    public boolean sendUncompressed(String text) {
        return send(text);
    }

    @Override
    public boolean sendUncompressed(byte[] data) {
        return send(data);
    }

    @Override
    public boolean ping(byte[] data) {
        throw new AssertionError("the chat leaves pings to the server");
    }

    @Override
    public Optional<Duration> latency() {
        return Optional.empty();
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> drained() {
        waitedFor.complete(null);
        return drained;
    }

    @Override
    public void close(int code, String reason) {
        closed.complete(new CloseStatus(code, reason));
    }

    @Override
    public void terminate() {
        closed.complete(CloseStatus.abnormal("terminated"));
    }

    @Override
    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public CompletableFuture<CloseStatus> closed() {
        return closed;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object newAttachment) {
        attachment = newAttachment;
    }
}
