package io.miaou.server;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket as it was when it was asked for, perhaps on another server. Any thread. */
public interface RemoteSocket {
    /** Its id. */
    String id();

    /** Its handshake. */
    Handshake handshake();

    /** The rooms it was in, its own among them. */
    Set<String> rooms();

    /** What the application had attached to it. */
    Map<String, Object> data();

    /** Sends it an event; see {@link Broadcast#emit}. */
    void emit(String event, @Nullable Object... arguments);

    /** Puts it into rooms. */
    void join(String... rooms);

    /** Takes it out of rooms. */
    void leave(String... rooms);

    /** Disconnects it from the namespace, and ends its connection if so wished. */
    void disconnect(boolean close);
}
