package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseFrame;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** What an application holds of a connection: any thread may call it; it hands everything to the connection's loop. */
final class LiveWebSocket implements WebSocket {
    private static final AtomicLong LAST_ID = new AtomicLong();

    @SuppressWarnings("rawtypes") // no class literal has parameters
    private static final AtomicReferenceFieldUpdater<LiveWebSocket, CompletableFuture> CLOSED =
            AtomicReferenceFieldUpdater.newUpdater(LiveWebSocket.class, CompletableFuture.class, "closed");

    private final long id = LAST_ID.incrementAndGet();
    private final HttpRequest request;
    private final Optional<String> subprotocol;
    private final WebSocketChannel channel;
    private volatile @Nullable CompletableFuture<CloseStatus> closed; // from the first question on, or the end
    private volatile @Nullable Object attachment;
    private volatile boolean open = true;

    LiveWebSocket(HttpRequest request, Optional<String> subprotocol, WebSocketChannel channel) {
        this.request = request;
        this.subprotocol = subprotocol;
        this.channel = channel;
    }

    WebSocketChannel channel() {
        return channel;
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
        return subprotocol;
    }

    @Override
    public boolean send(String text) {
        return enqueue(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean send(byte[] data) {
        return enqueue(Opcode.BINARY, data.clone());
    }

    @Override
    public boolean sendUncompressed(String text) {
        return open && Sending.enqueuePlain(channel, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean sendUncompressed(byte[] data) {
        return open && Sending.enqueuePlain(channel, Opcode.BINARY, data.clone());
    }

    @Override
    public boolean ping(byte[] data) {
        requirePingSize(data);
        return enqueue(Opcode.PING, data.clone());
    }

    static void requirePingSize(byte[] data) {
        if (data.length > Opcode.MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("ping data is " + data.length + " bytes, limit "
                    + Opcode.MAX_CONTROL_PAYLOAD + " (RFC 6455 §5.5): shorten it");
        }
    }

    /** Queues a message of which the array is ours now. */
    boolean enqueue(Opcode opcode, byte[] payload) {
        return open && Sending.enqueue(channel, opcode, payload);
    }

    /** The same, but a queue that is full is nobody's fault: the caller comes again. */
    boolean offer(Opcode opcode, byte[] payload) {
        return open && Sending.offer(channel, opcode, payload);
    }

    @Override
    public Optional<Duration> latency() {
        long nanos = channel.latency();
        return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    @Override
    public long bufferedBytes() {
        return channel.outbox().bufferedBytes();
    }

    @Override
    public CompletableFuture<Void> drained() {
        if (channel.outbox().isBelowHalf()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> drained = new CompletableFuture<>();
        if (!channel.loop.enqueue(channel, () -> channel.whenDrained(drained))) {
            drained.complete(null);
        }
        return drained;
    }

    @Override
    public void close(int code, String reason) {
        CloseStatus status = statusToSend(code, reason);
        open = false;
        channel.loop.enqueue(channel, () -> channel.close(status));
    }

    /** The status of a close frame, checked here, in the caller's own stack trace. */
    static CloseStatus statusToSend(int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            throw new IllegalArgumentException("close code " + code
                    + " stands for a close frame without a code and may not be sent (RFC 6455 §7.4.1): use 1000");
        }
        CloseStatus status = new CloseStatus(code, reason);
        CloseFrame.encode(status);
        return status;
    }

    @Override
    public void terminate() {
        open = false;
        channel.loop.enqueue(channel, () -> channel.terminate("terminated by the application"));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** No message can be sent any more. */
    void noLongerOpen() {
        open = false;
    }

    @Override
    public CompletableFuture<CloseStatus> closed() {
        return whenClosed().copy();
    }

    @SuppressWarnings("NullAway") // null stands for none so far
    private CompletableFuture<CloseStatus> whenClosed() {
        CompletableFuture<CloseStatus> known = closed;
        if (known != null) {
            return known;
        }
        CompletableFuture<CloseStatus> fresh = new CompletableFuture<>();
        return CLOSED.compareAndSet(this, null, fresh) ? fresh : closed;
    }

    /** The handler has heard the end. */
    void ended(CloseStatus status) {
        Callbacks.complete(whenClosed(), status);
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object value) {
        this.attachment = value;
    }

    @Override
    public String toString() {
        return "WebSocket " + id + (channel.isClientSide() ? " to " : " from ") + request.remoteAddress()
                + (open ? "" : " (closed)");
    }
}
