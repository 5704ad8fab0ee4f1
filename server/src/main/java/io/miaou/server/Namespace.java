package io.miaou.server;

import java.util.Collection;
import java.util.Optional;

/**
 * A part of a server's conversation that clients enter by name. Safe for use by many threads; set it up before the server
 * starts.
 */
public interface Namespace extends Broadcast {
    /** Its name; begins with {@code /}. */
    String name();

    /** Asks a middleware about every client that wants in, behind those that are registered already. */
    Namespace use(Middleware middleware);

    /** Hears of every client that is in; see {@link Socket} for threads. */
    Namespace onConnection(ConnectionHandler handler);

    /** The sockets on this server now. */
    Collection<Socket> sockets();

    /** The socket with that id on this server. */
    Optional<Socket> socket(String id);

    /** Hears of a client. */
    @FunctionalInterface
    interface ConnectionHandler {
        /** A client is in. What this throws is logged; the socket stays. */
        void handle(Socket socket) throws Exception;
    }
}
