package io.miaou.server.internal;

import io.miaou.server.Handshake;
import io.miaou.server.RemoteSocket;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket of this server as it was when it was asked for. */
record Snapshot(LiveSocket socket, Set<String> rooms, Map<String, Object> data) implements RemoteSocket {
    @Override
    public String id() {
        return socket.id();
    }

    @Override
    public Handshake handshake() {
        return socket.handshake();
    }

    @Override
    public void emit(String event, @Nullable Object... arguments) {
        socket.emit(event, arguments);
    }

    @Override
    public void join(String... names) {
        socket.join(names);
    }

    @Override
    public void leave(String... names) {
        socket.leave(names);
    }

    @Override
    public void disconnect(boolean close) {
        socket.disconnect(close);
    }
}
