package io.miaou.server;

import io.miaou.server.Handlers.NoArguments;
import io.miaou.server.Handlers.OnError;
import io.miaou.server.Handlers.OnEvent;
import io.miaou.server.Handlers.One;
import io.miaou.server.Handlers.OneAndAck;
import io.miaou.server.Handlers.Request;
import io.miaou.server.Handlers.Two;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A client in a namespace. Its handlers are called one at a time, in the order of its events, on a virtual thread that exists
 * only while there is work: they may block. Every method may be called from any thread.
 *
 * <p>Register handlers in {@code onConnection} and before it returns: nothing that the client sends is heard before.
 */
public interface Socket extends Emitter {
    /** Its id, 20 characters, new for every connection: no name of a user. */
    String id();

    /** Where it is. */
    Namespace namespace();

    /** What it came with. */
    Handshake handshake();

    /** The connection it shares with the client's sockets in other namespaces. */
    ClientConnection connection();

    /** What the application attaches to it; the map may be changed from any thread. */
    Map<String, Object> data();

    /** Whether it is connected. */
    boolean isConnected();

    // --- rooms ----------------------------------------------------------------------------------------------------

    /** The rooms it is in, its own, named by its id, among them; a copy. */
    Set<String> rooms();

    /**
     * Enters rooms; does nothing once it is disconnected.
     *
     * @throws IllegalArgumentException when a name is longer than {@code maxRoomName}
     * @throws IllegalStateException when it would be in more than {@code maxRoomsPerSocket}
     */
    void join(String... rooms);

    /** Leaves rooms. */
    void leave(String... rooms);

    /** Those in at least one of these rooms, but for this socket. */
    default Broadcast to(String... rooms) {
        return broadcast().to(rooms);
    }

    /** The same as {@link #to}. */
    default Broadcast in(String... rooms) {
        return to(rooms);
    }

    /** All of the namespace but those in these rooms and this socket. */
    default Broadcast except(String... rooms) {
        return broadcast().except(rooms);
    }

    /** All of the namespace but this socket. */
    Broadcast broadcast();

    /** All of the namespace on this server but this socket. */
    default Broadcast local() {
        return broadcast().local();
    }

    // --- events ---------------------------------------------------------------------------------------------------

    /** Hears events of a name, as they come; several handlers of a name are called in the order of their registration. */
    Socket on(String event, OnEvent handler);

    /** The same for an event without arguments. */
    default Socket on(String event, NoArguments handler) {
        return on(event, (OnEvent) any -> handler.handle());
    }

    /** The same, by the first argument, read as some class; what cannot be read goes to {@link #onError}. */
    <A> Socket on(String event, Class<A> type, One<A> handler);

    /** The same, and can acknowledge it. */
    <A> Socket on(String event, Class<A> type, OneAndAck<A> handler);

    /** The same by two arguments. */
    <A, B> Socket on(String event, Class<A> first, Class<B> second, Two<A, B> handler);

    /** Answers events of a name: the result is the acknowledgement. One that fails is not acknowledged, as nothing else would be. */
    <A> Socket onRequest(String event, Class<A> type, Request<A, ?> handler);

    /** Hears the next event of that name, and no more. */
    Socket once(String event, OnEvent handler);

    /** Forgets all handlers of a name. */
    Socket off(String event);

    /** Forgets one of them. */
    Socket off(String event, OnEvent handler);

    /** Hears every event that comes, before the middlewares and the handlers. */
    Socket onAny(OnEvent handler);

    /** The same, before those that are registered already. */
    Socket prependAny(OnEvent handler);

    /** Forgets such a handler. */
    Socket offAny(OnEvent handler);

    /** Hears every event that is sent to this client, broadcasts among them; on the sender's thread, or for a broadcast on the event loop. */
    Socket onAnyOutgoing(OnEvent handler);

    /** Forgets such a handler. */
    Socket offAnyOutgoing(OnEvent handler);

    /** Puts a middleware before the handlers of events; several are asked in the order of their registration. */
    Socket use(EventMiddleware middleware);

    /** Hears that it is about to leave its rooms, with the reason. */
    Socket onDisconnecting(Consumer<DisconnectReason> handler);

    /** Hears that it is disconnected, as the last thing. */
    Socket onDisconnect(Consumer<DisconnectReason> handler);

    /** Hears what handlers throw, in place of the log. */
    Socket onError(OnError handler);

    // --- the end --------------------------------------------------------------------------------------------------

    /** Leaves the namespace; the connection stays for others. */
    default void disconnect() {
        disconnect(false);
    }

    /** Leaves the namespace; with {@code close}, all namespaces of the client, and ends the connection. */
    void disconnect(boolean close);
}
