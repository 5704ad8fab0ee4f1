package io.miaou.server.internal;

import io.miaou.protocol.socket.Payload;
import io.miaou.server.Ack;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The acknowledgement of one event. Any thread; the first call counts. */
final class LiveAck implements Ack {
    private static final VarHandle SENT;

    static {
        try {
            SENT = MethodHandles.lookup().findVarHandle(LiveAck.class, "sent", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final LiveSocket socket;
    private final long id;

    @SuppressWarnings("unused") // by the handle
    private boolean sent;

    LiveAck(LiveSocket socket, long id) {
        this.socket = socket;
        this.id = id;
    }

    @Override
    public boolean isRequested() {
        return true;
    }

    @Override
    public void send(@Nullable Object... arguments) {
        Payload payload = socket.codec().write(null, arguments); // what cannot be written may be sent otherwise
        if (SENT.compareAndSet(this, false, true)) {
            socket.connection().send(Encoded.ack(socket.namespace().name(), id, payload), false, null);
        }
    }

    /** Of an event that asked for none. */
    static final class None implements Ack {
        static final None INSTANCE = new None();

        private None() {}

        @Override
        public boolean isRequested() {
            return false;
        }

        @Override
        public void send(@Nullable Object... arguments) {
            // nobody waits for it
        }
    }
}
