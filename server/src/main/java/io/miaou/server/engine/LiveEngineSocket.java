package io.miaou.server.engine;

import io.miaou.protocol.engine.CloseReason;
import io.miaou.server.internal.engine.EngineLink;
import io.miaou.server.internal.engine.EngineListener;
import io.miaou.server.internal.engine.Part;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Mailbox;
import io.miaou.websocket.internal.RateLimitedLog;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What an application holds of a session. Any thread, but for what the loop and the mailbox call. */
final class LiveEngineSocket implements EngineSocket, EngineListener, Mailbox.Reader<LiveEngineSocket.Letter> {
    static final RateLimitedLog LOG = new RateLimitedLog("io.miaou.server.engine");

    private static final Mailbox.Capacity CAPACITY = new Mailbox.Capacity(256, 1 << 20);
    private static final int OVERHEAD = 64; // what a packet on its way costs besides its bytes

    /** Something for the handler to hear. */
    sealed interface Letter extends Mailbox.Letter {
        @Override
        default int weight() {
            return switch (this) {
                case Text text -> text.to - text.from;
                case Binary binary -> binary.data.length;
                case Open open -> 0;
                case Upgraded upgraded -> 0;
                case Closed closed -> 0;
            };
        }
    }

    record Open() implements Letter {}

    record Text(byte[] packet, int from, int to, @Nullable HttpRequest carrier) implements Letter {}

    record Binary(byte[] data, @Nullable HttpRequest carrier) implements Letter {}

    record Upgraded() implements Letter {}

    record Closed(CloseReason reason, String description) implements Letter {}

    private final EngineServer server;
    private final EngineLink link;
    private final @Nullable Mailbox<Letter> mailbox; // null: inline
    private final AtomicLong inFlight = new AtomicLong();
    private volatile ReadyState state = ReadyState.OPEN;
    private volatile @Nullable HttpRequest carrier;

    LiveEngineSocket(EngineServer server, EngineLink link) {
        this.server = server;
        this.link = link;
        this.mailbox = server.isInline() ? null : new Mailbox<>(CAPACITY, this);
        deliver(new Open());
    }

    // --- the loop -------------------------------------------------------------------------------------------------

    private void deliver(Letter letter) {
        if (mailbox == null) {
            read(letter);
        } else if (mailbox.offer(letter)) {
            link.pauseReading(true);
        }
    }

    @Override
    public void onMessage(byte[] packet, int from, int to) {
        deliver(new Text(packet, from, to, link.carrier()));
    }

    @Override
    public void onBinary(byte[] data) {
        deliver(new Binary(data, link.carrier()));
    }

    @Override
    public void onDrain() {}

    @Override
    public void onUpgrade() {
        deliver(new Upgraded());
    }

    @Override
    public void onClose(CloseReason reason, String description) {
        state = ReadyState.CLOSED;
        deliver(new Closed(reason, description));
    }

    // --- the mailbox ----------------------------------------------------------------------------------------------

    @Override
    public void halfEmpty() {
        link.loop().execute(() -> link.pauseReading(mailbox != null && mailbox.isFull()));
    }

    @Override
    public void read(Letter letter) {
        EngineHandler handler = server.handler();
        try {
            switch (letter) {
                case Open open -> handler.onOpen(this);
                case Text(byte[] packet, int from, int to, HttpRequest by) -> {
                    carrier = by;
                    handler.onText(this, new String(packet, from, to - from, StandardCharsets.UTF_8));
                }
                case Binary(byte[] data, HttpRequest by) -> {
                    carrier = by;
                    handler.onBinary(this, data);
                }
                case Upgraded upgraded -> handler.onUpgrade(this);
                case Closed(CloseReason reason, String description) -> handler.onClose(this, reason, description);
            }
        } catch (Throwable error) {
            tellError(handler, error);
        } finally {
            carrier = null;
        }
    }

    private void tellError(EngineHandler handler, Throwable error) {
        try {
            handler.onError(this, error);
        } catch (Throwable second) {
            LOG.error("onError of session " + id() + " failed", second);
        }
    }

    // --- the application ------------------------------------------------------------------------------------------

    @Override
    public String id() {
        return link.sid();
    }

    @Override
    public String transport() {
        return link.transport();
    }

    @Override
    public int protocol() {
        return link.protocol();
    }

    @Override
    public ReadyState readyState() {
        return state;
    }

    @Override
    public HttpRequest request() {
        return link.request();
    }

    @Override
    public Optional<HttpRequest> carrier() {
        return Optional.ofNullable(carrier);
    }

    @Override
    public boolean send(String text) {
        byte[] utf8 = ("4" + text).getBytes(StandardCharsets.UTF_8);
        return send(Part.text(utf8), utf8.length);
    }

    @Override
    public boolean send(byte[] data) {
        return send(Part.binary(data.clone()), data.length);
    }

    private boolean send(Part part, int bytes) {
        int weight = bytes + OVERHEAD;
        if (state != ReadyState.OPEN || !reserve(weight)) {
            return false;
        }
        boolean queued = link.loop().enqueue(() -> {
            release(weight);
            link.send(part, false);
        });
        if (!queued) {
            release(weight);
        }
        return queued;
    }

    private boolean reserve(int weight) {
        long before = inFlight.getAndAdd(weight);
        if ((before == 0 || before + weight <= server.options().maxSendQueue())
                && server.mount().reserve(weight)) {
            return true;
        }
        inFlight.addAndGet(-weight);
        return false;
    }

    private void release(int weight) {
        inFlight.addAndGet(-weight);
        server.mount().release(weight);
    }

    @Override
    public void close() {
        if (state == ReadyState.OPEN) {
            state = ReadyState.CLOSING;
        }
        link.loop().enqueue(() -> link.close(false));
    }

    @Override
    public String toString() {
        return "Engine.IO session " + id() + " on " + transport();
    }
}
