package io.miaou.server.internal;

import io.miaou.server.Event;
import io.miaou.server.Handlers.OnEvent;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to a socket. Written seldom and read with every event: what is read is never changed, but replaced. Kept in flat
 * arrays, for every socket has its own; a superclass of what calls them, which saves an object more. Any thread.
 */
abstract class SocketListeners {
    private static final Object[] NONE = {};

    /** Those that hear of other things than an event of one name. */
    enum Kind {
        ANY(0),
        ANY_OUTGOING(1),
        MIDDLEWARE(2),
        DISCONNECTING(3),
        DISCONNECT(4),
        ERROR(5);

        private final int index;

        Kind(int index) {
            this.index = index;
        }
    }

    private volatile Object[] byName = NONE; // name, handler, name, handler ...; in the order of registration
    private volatile Object @Nullable [][] byKind; // what few sockets have

    /** A handler that is forgotten when it is called. */
    record Once(OnEvent handler) implements OnEvent {
        @Override
        public void handle(Event event) throws Exception {
            handler.handle(event);
        }
    }

    // --- by name --------------------------------------------------------------------------------------------------

    synchronized void add(String name, OnEvent handler) {
        Object[] longer = Arrays.copyOf(byName, byName.length + 2);
        longer[longer.length - 2] = name;
        longer[longer.length - 1] = handler;
        byName = longer;
    }

    /** Forgets the handlers of a name; with a handler given, the first that is it. */
    synchronized void remove(String name, @Nullable OnEvent handler) {
        Object[] now = byName;
        Object[] left = new Object[now.length];
        int size = 0;
        boolean found = false;
        for (int i = 0; i < now.length; i += 2) {
            boolean goes = now[i].equals(name) && (handler == null || (!found && isSame(now[i + 1], handler)));
            found |= goes;
            if (!goes) {
                left[size++] = now[i];
                left[size++] = now[i + 1];
            }
        }
        byName = Arrays.copyOf(left, size);
    }

    private static boolean isSame(Object registered, OnEvent handler) {
        return registered.equals(handler)
                || (registered instanceof Once once && once.handler().equals(handler));
    }

    /** Calls the handlers of a name in order; those of one time are forgotten before they are called. */
    void forEach(String name, Consumer<OnEvent> action) {
        Object[] now = byName;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i].equals(name)) {
                OnEvent handler = (OnEvent) now[i + 1];
                if (handler instanceof Once once) {
                    remove(name, once);
                }
                action.accept(handler);
            }
        }
    }

    // --- by kind --------------------------------------------------------------------------------------------------

    /** Those of a kind, in their order; not to be changed. */
    Object[] of(Kind kind) {
        Object[][] now = byKind;
        return now == null ? NONE : now[kind.index];
    }

    boolean has(Kind kind) {
        return of(kind).length > 0;
    }

    synchronized void add(Kind kind, Object one, boolean first) {
        Object[] now = of(kind);
        Object[] longer = Arrays.copyOf(now, now.length + 1);
        if (first) {
            System.arraycopy(now, 0, longer, 1, now.length);
        }
        longer[first ? 0 : now.length] = one;
        put(kind, longer);
    }

    /** One alone, in place of what there was. */
    synchronized void set(Kind kind, Object one) {
        put(kind, new Object[] {one});
    }

    synchronized void remove(Kind kind, Object one) {
        Object[] now = of(kind);
        for (int i = 0; i < now.length; i++) {
            if (now[i].equals(one)) {
                Object[] shorter = Arrays.copyOf(now, now.length - 1);
                System.arraycopy(now, i + 1, shorter, i, shorter.length - i);
                put(kind, shorter);
                return;
            }
        }
    }

    private void put(Kind kind, Object[] list) {
        Object[][] now = byKind;
        Object[][] fresh = now == null ? new Object[Kind.values().length][] : now.clone();
        if (now == null) {
            Arrays.fill(fresh, NONE);
        }
        fresh[kind.index] = list;
        byKind = fresh;
    }
}
