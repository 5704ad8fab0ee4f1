package io.miaou.server.internal;

import io.miaou.server.Middleware;
import io.miaou.server.Next;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The middlewares of a namespace asked about one client, one after the other: on virtual threads, so that they may block; the
 * verdict takes effect on the loop. One that takes too long is a refusal.
 */
final class Admission extends Wheel.Timer {
    private final LiveSocket socket;
    private final Middleware[] chain;
    private final AtomicBoolean decided = new AtomicBoolean();

    Admission(LiveSocket socket, Middleware[] chain) {
        this.socket = socket;
        this.chain = chain;
    }

    /** Asks them. On the loop. */
    void begin() {
        socket.connection()
                .home()
                .set(this, socket.core().limits().middlewareTimeout().toNanos());
        ask(0);
    }

    private void ask(int index) {
        Thread.ofVirtual().name("miaou-middleware").start(() -> {
            Step step = new Step(index);
            try {
                chain[index].handle(socket, step);
            } catch (Throwable error) {
                ServerCore.LOG.debug("a middleware of " + socket.namespace().name() + " threw " + error);
                step.refuse(String.valueOf(error.getMessage()));
            }
        });
    }

    /** What one of them says. */
    private final class Step implements Next {
        private final int index;
        private final AtomicBoolean called = new AtomicBoolean();

        Step(int index) {
            this.index = index;
        }

        @Override
        public void accept() {
            if (!called.compareAndSet(false, true)) {
                return;
            }
            if (index + 1 < chain.length) {
                ask(index + 1);
            } else if (decided.compareAndSet(false, true)) {
                socket.connection().onLoop(() -> {
                    socket.connection().home().stop(Admission.this);
                    socket.namespace().accept(socket);
                });
            }
        }

        @Override
        public void refuse(String message, @Nullable Object data) {
            byte[] json = data == null ? null : socket.codec().writeValue(data);
            if (called.compareAndSet(false, true) && decided.compareAndSet(false, true)) {
                socket.connection().onLoop(() -> {
                    socket.connection().home().stop(Admission.this);
                    socket.refused(message, json);
                });
            }
        }
    }

    @Override
    void ring() {
        if (decided.compareAndSet(false, true)) {
            socket.core()
                    .peerFault("refused", socket.connection(), "the middlewares took too long", "middlewareTimeout");
            socket.refused("the server took too long to decide", null);
        }
    }
}
