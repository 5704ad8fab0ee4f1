package io.miaou.server.adapter;

import io.miaou.server.RemoteSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Carries what is meant for the sockets of a namespace to all servers that serve it. One for each namespace; any thread. What it
 * does for this server it does by {@link LocalSockets}, in the order in which it is asked.
 */
public interface Adapter extends AutoCloseable {
    /** Makes adapters. */
    @FunctionalInterface
    interface Factory {
        /** An adapter for a namespace. */
        Adapter create(LocalSockets local);
    }

    /** Begins; called once, before the server listens or when the namespace is made. */
    default void init() {}

    /** Ends; called once, behind all that was asked before. */
    @Override
    default void close() {}

    /** How many servers there are, this one among them. */
    default CompletableFuture<Integer> serverCount() {
        return CompletableFuture.completedFuture(1);
    }

    /** Sends an event. */
    void broadcast(OutgoingEvent event, Audience audience);

    /** Who the sockets are. */
    CompletableFuture<List<RemoteSocket>> fetchSockets(Audience audience);

    /** Puts sockets into rooms. */
    void addSockets(Audience audience, List<String> rooms);

    /** Takes sockets out of rooms. */
    void delSockets(Audience audience, List<String> rooms);

    /** Disconnects sockets. */
    void disconnectSockets(Audience audience, boolean close);

    /** The rooms that somebody is in, on all servers. */
    CompletableFuture<Set<String>> allRooms();
}
