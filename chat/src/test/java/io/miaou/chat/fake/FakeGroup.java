package io.miaou.chat.fake;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** A group that delivers at once. Safe for use by many threads. */
public final class FakeGroup implements WebSocketGroup {
    private final Set<WebSocket> members = new LinkedHashSet<>(); // guarded by this
    private int sends; // guarded by this

    /** How many frames were handed over, whatever the number of members. */
    public synchronized int sends() {
        return sends;
    }

    @Override
    public synchronized void add(WebSocket socket) {
        members.add(socket);
    }

    @Override
    public synchronized void remove(WebSocket socket) {
        members.remove(socket);
    }

    @Override
    public synchronized void send(String text, Predicate<? super WebSocket> filter) {
        sends++;
        members.stream().filter(filter).forEach(member -> member.send(text));
    }

    @Override
    public void send(byte[] data, Predicate<? super WebSocket> filter) {
        throw new AssertionError("the chat sends no binary messages");
    }

    @Override
    public synchronized int size() {
        return members.size();
    }
}
