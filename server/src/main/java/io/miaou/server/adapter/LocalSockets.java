package io.miaou.server.adapter;

import io.miaou.server.RemoteSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The sockets of one namespace on this server, as an adapter reaches them. Any thread; what one thread asks for in an order
 * takes effect in that order. An audience's {@code local} means nothing here.
 */
public interface LocalSockets {
    /** The namespace; begins with {@code /}. */
    String namespace();

    /** Sends an event to them. */
    void deliver(OutgoingEvent event, Audience audience);

    /** Who they are. */
    CompletableFuture<List<RemoteSocket>> fetch(Audience audience);

    /** Puts them into rooms. */
    void join(Audience audience, List<String> rooms);

    /** Takes them out of rooms. */
    void leave(Audience audience, List<String> rooms);

    /** Disconnects them. */
    void disconnect(Audience audience, boolean close);

    /** The rooms that somebody is in, but for those that ids name. */
    CompletableFuture<Set<String>> rooms();
}
