package io.miaou.server;

/**
 * Stands before the handlers of a socket's events: lets an event pass, changes nothing, or refuses it. A refused event reaches
 * the error listeners as an {@link EventRefusedException}; nothing is sent to the client. The next event waits for its verdict.
 */
@FunctionalInterface
public interface EventMiddleware {
    /** An event came. */
    void handle(Event event, Next next) throws Exception;
}
