package io.miaou.server.internal;

import io.miaou.protocol.socket.Arguments;
import io.miaou.protocol.socket.Packet;
import io.miaou.protocol.socket.Payload;
import io.miaou.server.Args;
import io.miaou.server.BadArgumentException;
import io.miaou.server.DisconnectedException;
import io.miaou.server.Emitter;
import io.miaou.server.Event;
import io.miaou.server.Handlers;
import io.miaou.server.MiaouException;
import io.miaou.websocket.internal.Callbacks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How events get to one client. Encoded on the caller's thread, sent through the queue of the socket's loop. Immutable. */
record SocketEmitter(
        LiveSocket socket,
        boolean isVolatile,
        boolean mayCompress,
        @Nullable Duration patience) implements Emitter {
    @Override
    public Emitter asVolatile() {
        return new SocketEmitter(socket, true, mayCompress, patience);
    }

    @Override
    public Emitter compress(boolean compress) {
        return new SocketEmitter(socket, isVolatile, compress, patience);
    }

    @Override
    public Emitter timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ": give more than 0");
        }
        return new SocketEmitter(socket, isVolatile, mayCompress, timeout);
    }

    @Override
    public boolean emit(String event, @Nullable Object... arguments) {
        return dispatch(event, null, arguments);
    }

    @Override
    public boolean emit(String event, Handlers.OnAck onAck, @Nullable Object... arguments) {
        return dispatch(event, new CallbackAck(event, patience, socket, onAck), arguments);
    }

    @Override
    public <T> CompletableFuture<@Nullable T> emitWithAck(
            String event, Class<T> answer, @Nullable Object... arguments) {
        CompletableFuture<@Nullable T> result = new CompletableFuture<>();
        dispatch(event, new FutureAck<>(event, patience, socket, answer, result), arguments);
        return result;
    }

    @Override
    public <T> @Nullable T call(String event, Class<T> answer, @Nullable Object... arguments) {
        if (socket.core().isOnLoop()) {
            throw new IllegalStateException("call(\"" + event
                    + "\") waits, and an event loop must not: use emitWithAck, or handlers on virtual threads");
        }
        CompletableFuture<Arguments> result = new CompletableFuture<>();
        dispatch(event, new RawAck(event, patience, result), arguments);
        try {
            return decode(socket, result.join(), answer);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof MiaouException error) {
                throw error;
            }
            throw failed;
        }
    }

    private boolean dispatch(String event, @Nullable PendingAck ack, @Nullable Object[] arguments) {
        Payload payload = socket.codec().write(event, arguments);
        if (socket.isGone()) {
            if (ack != null) {
                ack.disconnected();
            }
            return false;
        }
        long id = Packet.Event.NO_ID;
        if (ack != null) {
            id = socket.namespace().nextAckId();
            ack.entered(socket, id);
            PendingAck displaced = socket.acks().add(id, ack);
            if (displaced != null) {
                displaced.displaced();
                if (socket.isGone()) {
                    return false;
                }
            }
        }
        socket.tellOutgoing(event, payload);
        Encoded packet = Encoded.event(socket.namespace().name(), id, payload, mayCompress);
        return socket.connection().send(packet, isVolatile, ack);
    }

    private static <T> @Nullable T decode(LiveSocket socket, Arguments answer, Class<T> type) {
        Args args = new Args(answer, socket.codec());
        return type == Args.class ? type.cast(args) : args.get(0, type);
    }

    /** An answer that a handler hears in its turn. */
    private static final class CallbackAck extends PendingAck {
        private final LiveSocket socket;
        private final Handlers.OnAck onAck;

        CallbackAck(String event, @Nullable Duration timeout, LiveSocket socket, Handlers.OnAck onAck) {
            super(event, timeout);
            this.socket = socket;
            this.onAck = onAck;
        }

        @Override
        void tell(@Nullable MiaouException error, @Nullable Arguments answer) {
            Args args = new Args(answer == null ? Arguments.NONE : answer, socket.codec());
            socket.hear(new Letter.Acknowledged(onAck, error, args, new Event(event, args, LiveAck.None.INSTANCE)));
        }
    }

    /** An answer for a thread that waits for it. */
    private static final class RawAck extends PendingAck {
        private final CompletableFuture<Arguments> result;

        RawAck(String event, @Nullable Duration timeout, CompletableFuture<Arguments> result) {
            super(event, timeout);
            this.result = result;
        }

        @Override
        void tell(@Nullable MiaouException error, @Nullable Arguments answer) {
            if (error != null || answer == null) {
                result.completeExceptionally(error == null ? new DisconnectedException(event) : error);
            } else {
                result.complete(answer); // nobody but the one who waits has it
            }
        }
    }

    /** An answer for whoever holds the future: read, and told, on a thread of its own. */
    private static final class FutureAck<T> extends PendingAck {
        private final LiveSocket socket;
        private final Class<T> type;
        private final CompletableFuture<@Nullable T> result;

        FutureAck(
                String event,
                @Nullable Duration timeout,
                LiveSocket socket,
                Class<T> type,
                CompletableFuture<@Nullable T> result) {
            super(event, timeout);
            this.socket = socket;
            this.type = type;
            this.result = result;
        }

        @Override
        void tell(@Nullable MiaouException error, @Nullable Arguments answer) {
            Callbacks.run(() -> {
                if (error != null || answer == null) {
                    result.completeExceptionally(error == null ? new DisconnectedException(event) : error);
                    return;
                }
                try {
                    result.complete(decode(socket, answer, type));
                } catch (BadArgumentException bad) {
                    result.completeExceptionally(bad);
                }
            });
        }
    }
}
