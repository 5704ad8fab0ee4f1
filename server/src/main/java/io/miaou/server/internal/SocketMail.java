package io.miaou.server.internal;

import io.miaou.protocol.socket.Packet;
import io.miaou.server.Args;
import io.miaou.server.BadArgumentException;
import io.miaou.server.DisconnectReason;
import io.miaou.server.Event;
import io.miaou.server.EventMiddleware;
import io.miaou.server.EventRefusedException;
import io.miaou.server.Handlers;
import io.miaou.server.Next;
import io.miaou.server.internal.SocketListeners.Kind;
import io.miaou.websocket.internal.Mailbox;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the listeners of a socket hear what happens, one thing after the other: on the virtual thread of its mailbox, or on the loop
 * of an inline server. What a listener throws reaches nobody but the socket's error listener, or the log.
 */
final class SocketMail extends SocketListeners implements Mailbox.Reader<Letter> {
    private final LiveSocket socket;

    SocketMail(LiveSocket socket) {
        this.socket = socket;
    }

    @Override
    public void read(Letter letter) {
        switch (letter) {
            case Letter.Received received -> {
                if (!socket.isMuted()) {
                    dispatch(received.packet());
                }
                socket.read(received);
            }
            case Letter.Connected connected -> socket.namespace().tellConnection(socket);
            case Letter.Acknowledged ack ->
                guarded(ack.event(), () -> ack.onAck().handle(ack.error(), ack.args()));
            case Letter.Sent sent -> callAll(Kind.ANY_OUTGOING, sent.event());
            case Letter.Gone gone -> leave(gone.reason());
        }
    }

    @Override
    public void halfEmpty() {
        socket.connection().onLoop(socket::caughtUp);
    }

    // --- events ---------------------------------------------------------------------------------------------------

    private void dispatch(Packet.Event packet) {
        String name = packet.name();
        if (name == null) {
            return; // an event without a payload
        }
        Event event = new Event(
                name,
                new Args(packet.arguments(), socket.codec()),
                packet.wantsAck() ? new LiveAck(socket, packet.id()) : LiveAck.None.INSTANCE);
        callAll(Kind.ANY, event);
        for (Object middleware : of(Kind.MIDDLEWARE)) {
            if (!passes((EventMiddleware) middleware, event)) {
                return;
            }
        }
        forEach(name, handler -> guarded(event, () -> handler.handle(event)));
    }

    /** Tells of an event that is being sent. On the sender's thread. */
    void tellSent(Event event) {
        callAll(Kind.ANY_OUTGOING, event);
    }

    private void callAll(Kind kind, Event event) {
        for (Object listener : of(kind)) {
            guarded(event, () -> ((Handlers.OnEvent) listener).handle(event));
        }
    }

    /** Asks a middleware, and waits for what it says. */
    private boolean passes(EventMiddleware middleware, Event event) {
        Verdict verdict = new Verdict();
        try {
            middleware.handle(event, verdict);
        } catch (Throwable error) {
            failed(error, event);
            return false;
        }
        if (!verdict.await(socket)) {
            failed(new EventRefusedException("a middleware said nothing in time", null), event);
            return false;
        }
        EventRefusedException refusal = verdict.refusal;
        if (refusal != null) {
            failed(refusal, event);
        }
        return refusal == null;
    }

    /** What a middleware says, at once or later. */
    private static final class Verdict implements Next {
        private final CountDownLatch said = new CountDownLatch(1);
        private volatile @Nullable EventRefusedException refusal;

        @Override
        public void accept() {
            said.countDown();
        }

        @Override
        public void refuse(String message, @Nullable Object data) {
            if (said.getCount() > 0) {
                refusal = new EventRefusedException(message, data);
                said.countDown();
            }
        }

        /** False when nothing was said in time; on a loop, nobody waits. */
        boolean await(LiveSocket socket) {
            if (said.getCount() == 0 || socket.core().runsInline()) {
                return said.getCount() == 0;
            }
            try {
                return said.await(socket.core().limits().middlewareTimeout().toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    // --- the end --------------------------------------------------------------------------------------------------

    private void leave(DisconnectReason reason) {
        callAll(Kind.DISCONNECTING, reason);
        socket.forgetRooms();
        callAll(Kind.DISCONNECT, reason);
        socket.core().handlerEnded();
    }

    @SuppressWarnings("unchecked") // nothing else is registered there
    private void callAll(Kind kind, DisconnectReason reason) {
        for (Object listener : of(kind)) {
            try {
                ((Consumer<DisconnectReason>) listener).accept(reason);
            } catch (Throwable error) {
                ServerCore.LOG.error("a disconnect handler of " + socket + " failed", error);
            }
        }
    }

    // --- failures -------------------------------------------------------------------------------------------------

    /** Code of the application's. */
    private interface Call {
        void run() throws Exception;
    }

    private void guarded(Event event, Call call) {
        try {
            call.run();
        } catch (Throwable error) {
            failed(error, event);
        }
    }

    private void failed(Throwable error, Event event) {
        Object[] hearers = of(Kind.ERROR);
        if (hearers.length == 0) {
            log(error, event);
            return;
        }
        try {
            ((Handlers.OnError) hearers[0]).handle(error, event);
        } catch (Throwable second) {
            ServerCore.LOG.error("the error handler of " + socket + " failed", second);
        }
    }

    private void log(Throwable error, Event event) {
        switch (error) {
            case BadArgumentException bad ->
                socket.core().peerFault("bad argument", socket.connection(), String.valueOf(bad.getMessage()), "");
            case EventRefusedException refused -> ServerCore.LOG.debug("an event was refused: " + refused.getMessage());
            default -> ServerCore.LOG.error("a handler of \"" + LiveSocket.loggable(event.name()) + "\" failed", error);
        }
    }
}
