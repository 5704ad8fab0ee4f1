package io.miaou.server.internal;

import io.miaou.server.Ack;
import io.miaou.server.DisconnectReason;
import io.miaou.server.Emitter;
import io.miaou.server.Event;
import io.miaou.server.EventMiddleware;
import io.miaou.server.Handlers;
import io.miaou.server.Handlers.OnError;
import io.miaou.server.Handlers.OnEvent;
import io.miaou.server.Handlers.One;
import io.miaou.server.Handlers.OneAndAck;
import io.miaou.server.Handlers.Request;
import io.miaou.server.Handlers.Two;
import io.miaou.server.Socket;
import io.miaou.server.internal.SocketListeners.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What applications call on a socket to listen to it and to send, put down to {@link SocketListeners} and {@link SocketEmitter}. */
abstract class ListenedSocket extends RoomMember {
    abstract SocketMail mail();

    private SocketListeners listeners() {
        return mail();
    }

    // --- listening ------------------------------------------------------------------------------------------------

    @Override
    public final Socket on(String event, OnEvent handler) {
        self().core().learn(event);
        listeners().add(event, handler);
        return this;
    }

    @Override
    public final <A> Socket on(String event, Class<A> type, One<A> handler) {
        return on(event, came -> handler.handle(argument(came, 0, type)));
    }

    @Override
    public final <A> Socket on(String event, Class<A> type, OneAndAck<A> handler) {
        return on(event, came -> handler.handle(argument(came, 0, type), came.ack()));
    }

    @Override
    public final <A, B> Socket on(String event, Class<A> first, Class<B> second, Two<A, B> handler) {
        return on(event, came -> handler.handle(argument(came, 0, first), argument(came, 1, second)));
    }

    @Override
    public final <A> Socket onRequest(String event, Class<A> type, Request<A, ?> handler) {
        return on(event, came -> {
            Object answer = handler.handle(argument(came, 0, type));
            Ack ack = came.ack();
            if (ack.isRequested()) {
                ack.send(answer);
            }
        });
    }

    @SuppressWarnings("NullAway") // a handler declares its argument nullable if it wants to know
    private static <A> A argument(Event event, int index, Class<A> type) {
        return event.args().get(index, type);
    }

    @Override
    public final Socket once(String event, OnEvent handler) {
        return on(event, new SocketListeners.Once(handler));
    }

    @Override
    public final Socket off(String event) {
        listeners().remove(event, null);
        return this;
    }

    @Override
    public final Socket off(String event, OnEvent handler) {
        listeners().remove(event, handler);
        return this;
    }

    @Override
    public final Socket onAny(OnEvent handler) {
        listeners().add(Kind.ANY, handler, false);
        return this;
    }

    @Override
    public final Socket prependAny(OnEvent handler) {
        listeners().add(Kind.ANY, handler, true);
        return this;
    }

    @Override
    public final Socket offAny(OnEvent handler) {
        listeners().remove(Kind.ANY, handler);
        return this;
    }

    @Override
    public final Socket onAnyOutgoing(OnEvent handler) {
        listeners().add(Kind.ANY_OUTGOING, handler, false);
        return this;
    }

    @Override
    public final Socket offAnyOutgoing(OnEvent handler) {
        listeners().remove(Kind.ANY_OUTGOING, handler);
        return this;
    }

    @Override
    public final Socket use(EventMiddleware middleware) {
        listeners().add(Kind.MIDDLEWARE, middleware, false);
        return this;
    }

    @Override
    public final Socket onDisconnecting(Consumer<DisconnectReason> handler) {
        listeners().add(Kind.DISCONNECTING, handler, false);
        return this;
    }

    @Override
    public final Socket onDisconnect(Consumer<DisconnectReason> handler) {
        listeners().add(Kind.DISCONNECT, handler, false);
        return this;
    }

    @Override
    public final Socket onError(OnError handler) {
        listeners().set(Kind.ERROR, handler);
        return this;
    }

    // --- sending --------------------------------------------------------------------------------------------------

    private SocketEmitter emitter() {
        return new SocketEmitter(self(), false, true, null);
    }

    @Override
    public final Emitter asVolatile() {
        return emitter().asVolatile();
    }

    @Override
    public final Emitter compress(boolean compress) {
        return emitter().compress(compress);
    }

    @Override
    public final Emitter timeout(Duration timeout) {
        return emitter().timeout(timeout);
    }

    @Override
    public final boolean emit(String event, @Nullable Object... arguments) {
        return emitter().emit(event, arguments);
    }

    @Override
    public final boolean emit(String event, Handlers.OnAck onAck, @Nullable Object... arguments) {
        return emitter().emit(event, onAck, arguments);
    }

    @Override
    public final <T> CompletableFuture<@Nullable T> emitWithAck(
            String event, Class<T> answer, @Nullable Object... arguments) {
        return emitter().emitWithAck(event, answer, arguments);
    }

    @Override
    public final <T> @Nullable T call(String event, Class<T> answer, @Nullable Object... arguments) {
        return emitter().call(event, answer, arguments);
    }
}
